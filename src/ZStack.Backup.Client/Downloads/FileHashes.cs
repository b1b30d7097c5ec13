using System;
using System.Security.Cryptography;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Downloads;

/// <summary>MD5 and SHA-256 of a file, in one pass over its bytes.</summary>
internal sealed class FileHashes : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Append(byte[] buffer, int count)
    {
        _md5.AppendData(buffer, 0, count);
        _sha256.AppendData(buffer, 0, count);
    }

    /// <returns>Both as lower-case hex.</returns>
    public (string Md5, string Sha256) Finish() => (Secret.Hex(_md5.GetHashAndReset()), Secret.Hex(_sha256.GetHashAndReset()));

    /// <summary>From the first byte again.</summary>
    public void Restart()
    {
        _ = _md5.GetHashAndReset();
        _ = _sha256.GetHashAndReset();
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha256.Dispose();
    }
}
