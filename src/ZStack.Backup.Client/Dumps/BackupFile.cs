using System;
using System.IO;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Opens backup files, and says in the module's terms what the file system refuses.</summary>
internal static class BackupFile
{
    private const int BufferSize = 128 * 1024;

    /// <exception cref="ZStackException">
    /// <see cref="ZStackErrorKind.FileNotFound"/>, <see cref="ZStackErrorKind.NotAFile"/>,
    /// <see cref="ZStackErrorKind.FileAccessDenied"/> or <see cref="ZStackErrorKind.FileReadFailed"/>
    /// </exception>
    public static FileStream Open(string path)
    {
        // Opening a folder is "access denied" on one platform and something else on the next.
        if (Directory.Exists(path))
            throw new ZStackException(ZStackErrorKind.NotAFile, path);
        return Try(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan));
    }

    public static T Try<T>(string path, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException)
        {
            throw new ZStackException(ZStackErrorKind.FileNotFound, e, path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ZStackException(ZStackErrorKind.FileAccessDenied, e, path);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new ZStackException(ZStackErrorKind.FileReadFailed, e, path, e.Message);
        }
    }
}
