using System;
using System.Security.Cryptography;
using System.Text;

namespace ZStack.Backup.Client.Comparison;

/// <summary>A uuid in 16 bytes. What is no uuid of the server's form has the beginning of its hash.</summary>
internal readonly struct ResourceKey : IEquatable<ResourceKey>, IComparable<ResourceKey>
{
    private const int Digits = 32;

    // The uuids of a forged file may be chosen to fall into one place of a table.
    private static readonly ulong Salt = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 8);

    private readonly ulong _high;
    private readonly ulong _low;

    private ResourceKey(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <param name="isUuid">Whether <see cref="ToString"/> gives the text again.</param>
    public static ResourceKey Of(string text, out bool isUuid)
    {
        isUuid = TryParse(text, out ResourceKey key);
        if (isUuid)
            return key;
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        return new ResourceKey(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }

    /// <returns>False for what is not 32 lower-case hex digits.</returns>
    public static bool TryParse(string text, out ResourceKey key)
    {
        key = default;
        if (text.Length != Digits)
            return false;
        ulong high = 0, low = 0;
        for (int i = 0; i < Digits; i++)
        {
            char c = text[i];
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                return false;
            ulong digit = (ulong)(c <= '9' ? c - '0' : c - 'a' + 10);
            if (i < Digits / 2)
                high = (high << 4) | digit;
            else
                low = (low << 4) | digit;
        }

        key = new ResourceKey(high, low);
        return true;
    }

    public static ResourceKey Read(byte[] bytes, int offset) => new(BitConverter.ToUInt64(bytes, offset), BitConverter.ToUInt64(bytes, offset + 8));

    public void Write(byte[] bytes, int offset)
    {
        BitConverter.GetBytes(_high).CopyTo(bytes, offset);
        BitConverter.GetBytes(_low).CopyTo(bytes, offset + 8);
    }

    public bool Equals(ResourceKey other) => _high == other._high && _low == other._low;

    public override bool Equals(object? obj) => obj is ResourceKey other && Equals(other);

    public override int GetHashCode() => ((_high ^ Salt) * 0x9E3779B97F4A7C15 ^ (_low + Salt) * 0xC2B2AE3D27D4EB4F).GetHashCode();

    public int CompareTo(ResourceKey other) => _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    public override string ToString() => FormattableString.Invariant($"{_high:x16}{_low:x16}");
}
