using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>A gzip file in memory; the copies of one sample share its bytes and differ in the name in their header.</summary>
internal sealed class BytesDump : IDump
{
    private const int HeaderSize = 10;
    private const int FlagsAt = 3;
    private const int TimeAt = 4;
    private const byte HasName = 8;

    private readonly byte[] _head;
    private readonly ReadOnlyMemory<byte> _rest;
    private readonly Lazy<string> _md5;

    public BytesDump(byte[] bytes)
        : this(bytes[..HeaderSize], bytes.AsMemory(HeaderSize))
    {
    }

    private BytesDump(byte[] head, ReadOnlyMemory<byte> rest)
    {
        _head = head;
        _rest = rest;
        _md5 = new Lazy<string>(Hash);
    }

    public long Length => _head.Length + _rest.Length;

    public string Md5 => _md5.Value;

    public Stream Open() => new MemoryStream([.. _head, .. _rest.Span], writable: false);

    /// <param name="node">Stands where the time of packing would, so that no two nodes have a file in common.</param>
    /// <returns>The same content under another name; itself when it has one already.</returns>
    public BytesDump Named(string name, int node)
    {
        if (_head[FlagsAt] != 0)
            return this;
        byte[] head = [.. _head, .. Encoding.Latin1.GetBytes(name), 0];
        head[FlagsAt] = HasName;
        if (node != 0)
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(TimeAt), node);
        return new BytesDump(head, _rest);
    }

#pragma warning disable CA5351 // What the server writes into the metadata.
    private string Hash()
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(_head);
        md5.AppendData(_rest.Span);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
#pragma warning restore CA5351
}
