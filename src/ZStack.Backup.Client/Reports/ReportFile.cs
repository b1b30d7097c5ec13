using System.IO;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Reports;

/// <summary>A report that is there as a whole, or as it was before.</summary>
public static class ReportFile
{
    /// <param name="isShared">Readable by others, as far as the umask allows: a monitor's collector is another user.</param>
    /// <exception cref="ZStackException">FileNotWritable, NoSpace, NotAFile.</exception>
    public static void Write(string path, string text, bool isShared) => Disk.Write(path, () =>
    {
        if (Directory.Exists(path) || FileFacts.Of(path) is { IsOneFile: false, Type: not '-' } || PrivateFile.IsLink(path))
            throw new ZStackException(ZStackErrorKind.NotAFile, path, "Target");
        PrivateFile.Write(path, text, isShared: isShared);
    });
}
