using System;
using System.IO;
using System.Text;
using ZStack.Backup.Client.Downloads;
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
        if (!isShared)
        {
            PrivateFile.Write(path, text);
            return;
        }

        string temporary = path + "." + Guid.NewGuid().ToString("N").Substring(0, 8) + ".new";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                file.Write(bytes, 0, bytes.Length);
                file.Flush(flushToDisk: true);
            }

            PrivateFile.Put(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });
}
