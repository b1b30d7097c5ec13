using System.IO;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Reports;

/// <summary>A report that is there as a whole, or as it was before.</summary>
public static class ReportFile
{
    /// <summary>Writes a report in UTF-8; replaces an ordinary file of that name in one step.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="text">All of the report.</param>
    /// <param name="isShared">Readable by others, as far as the umask allows: a monitor's collector is another user.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.ReportNotWritable"/>: whatever the reason, who waits for a report looks for one id.</exception>
    public static void Write(string path, string text, bool isShared)
    {
        if (Directory.Exists(path) || FileFacts.Of(path) is { IsOneFile: false, Type: not '-' } || PrivateFile.IsLink(path))
            throw new ZStackException(ZStackErrorKind.ReportNotWritable, path, Reason.Of(ReasonKind.NotAnOrdinaryFile));
        try
        {
            Disk.Write(path, () => PrivateFile.Write(path, text, isShared: isShared));
        }
        catch (ZStackException e)
        {
            throw new ZStackException(ZStackErrorKind.ReportNotWritable, e, path, e.Kind == ZStackErrorKind.NoSpace ? Reason.Of(ReasonKind.DiskFull, e.Facts["free"]!) : e.Why!);
        }
    }
}
