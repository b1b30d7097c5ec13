using System;
using System.IO;
using System.Security.Cryptography;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>A file of the machine, the same for every backup.</summary>
internal sealed class FileDump : IDump
{
    private readonly string _path;
    private readonly Lazy<string> _md5;

    public FileDump(string path)
    {
        _path = path;
        _md5 = new Lazy<string>(Hash);
    }

    public long Length => new FileInfo(_path).Length;

    public string Md5 => _md5.Value;

    public Stream Open() => new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

#pragma warning disable CA5351 // What the server writes into the metadata.
    private string Hash()
    {
        using Stream file = Open();
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
#pragma warning restore CA5351
}
