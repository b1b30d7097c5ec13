using System;
using System.IO;

namespace ZStack.Backup.Client.Files;

/// <summary>What a disk says when it does not take a file.</summary>
internal static class Disk
{
    // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED; ENOSPC and EDQUOT come as they are.
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);
    private const int QuotaExceeded = unchecked((int)0x8007050F);
    private const int NoSpaceErrno = 28;
    private const int QuotaErrno = 122;

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS, from the lock that .NET takes.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockedErrno = 11;
    private const int LockedErrnoMac = 35;

    /// <exception cref="ZStackException">NoSpace, FileNotWritable.</exception>
    public static void Write(string path, Action action)
    {
        try
        {
            action();
        }
        catch (IOException e) when (e.HResult is HandleDiskFull or DiskFull or QuotaExceeded or NoSpaceErrno or QuotaErrno)
        {
            throw new ZStackException(ZStackErrorKind.NoSpace, e, path, "", FreeSpace(path) ?? 0);
        }
        catch (IOException e) when (e.HResult is SharingViolation or LockedErrno or LockedErrnoMac)
        {
            throw new ZStackException(ZStackErrorKind.FileNotWritable, e, path, Reason.Of(ReasonKind.FileInUse));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ZStackException(ZStackErrorKind.FileNotWritable, e, path, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Room that is left where the file goes; <c>null</c> when the platform does not say.</summary>
    public static long? FreeSpace(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A network path, for example: the disk says so itself when it is full.
            return null;
        }
    }
}
