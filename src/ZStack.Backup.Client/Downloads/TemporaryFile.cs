using System;
using System.IO;
using ZStack.Backup.Client.Databases;

namespace ZStack.Backup.Client.Downloads;

/// <summary>A place for a backup that only this user can look into; gone with everything in it when it is disposed.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly PrivateFolder _folder;

    private TemporaryFile(PrivateFolder folder) => _folder = folder;

    /// <summary>The name of a file that does not exist yet.</summary>
    public string Path => _folder.Combine("backup.gz");

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/></exception>
    public static TemporaryFile Create()
    {
        try
        {
            return new TemporaryFile(new PrivateFolder());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ZStackException(ZStackErrorKind.FileNotWritable, e, System.IO.Path.GetTempPath(), e.Message.TrimEnd('.'));
        }
    }

    public void Dispose() => _folder.Dispose();
}
