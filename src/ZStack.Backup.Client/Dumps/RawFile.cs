using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;

namespace ZStack.Backup.Client.Dumps;

/// <summary>The bytes of a backup file as they are on the disk, hashed on their way through.</summary>
internal sealed class RawFile : IDisposable
{
    private readonly Stream _source;
    private readonly string _path;
    private readonly ProgressMeter _meter;
    private readonly CancellationToken _stopping;
    private readonly IncrementalHash? _md5;
    private readonly IncrementalHash? _sha256;

    /// <param name="path">For the errors.</param>
    public RawFile(Stream source, string path, bool hashes, ProgressMeter meter, CancellationToken stopping)
    {
        _source = source;
        _path = path;
        _meter = meter;
        _stopping = stopping;
        _md5 = hashes ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        _sha256 = hashes ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileReadFailed"/></exception>
    /// <exception cref="OperationCanceledException"/>
    public int Read(byte[] buffer, int offset, int count)
    {
        _stopping.ThrowIfCancellationRequested();
        int read = BackupFile.Try(_path, () => _source.Read(buffer, offset, count));
        _md5?.AppendData(buffer, offset, read);
        _sha256?.AppendData(buffer, offset, read);
        Position += read;
        _meter.Report(Position);
        return read;
    }

    /// <summary>Reads what is left: hashes are of the whole file, also of a damaged one.</summary>
    public void ReadRest()
    {
        byte[] buffer = new byte[128 * 1024];
        while (Read(buffer, 0, buffer.Length) > 0)
        {
            // Read counts and hashes.
        }
    }

    /// <summary>Lower-case hex; once, after the last byte.</summary>
    public string? Md5() => Hex(_md5);

    /// <inheritdoc cref="Md5"/>
    public string? Sha256() => Hex(_sha256);

    public void Dispose()
    {
        _source.Dispose();
        _md5?.Dispose();
        _sha256?.Dispose();
    }

#pragma warning disable CA1308 // Hashes are written in lower case here, as the server does.
    private static string? Hex(IncrementalHash? hash) =>
        hash is null ? null : BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").ToLowerInvariant();
#pragma warning restore CA1308
}
