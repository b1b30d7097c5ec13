using System;
using System.Collections.Concurrent;
using System.IO;
using System.Security.Cryptography;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>As many bytes as wanted, without a place where they lie: every byte follows from its offset.</summary>
internal sealed class GeneratedDump : IDump
{
    // One hash per size and process: gigabytes take their time.
    private static readonly ConcurrentDictionary<long, GeneratedDump> Known = new();

    private readonly Lazy<string> _md5;

    private GeneratedDump(long length)
    {
        Length = length;
        _md5 = new Lazy<string>(Hash);
    }

    public long Length { get; }

    public string Md5 => _md5.Value;

    public static GeneratedDump OfSize(long length) => Known.GetOrAdd(length, size => new GeneratedDump(size));

    public Stream Open() => new GeneratedStream(Length);

#pragma warning disable CA5351 // What the server writes into the metadata.
    private string Hash()
    {
        using Stream bytes = Open();
        return Convert.ToHexStringLower(MD5.HashData(bytes));
    }
#pragma warning restore CA5351
}
