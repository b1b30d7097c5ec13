using System;
using System.IO;
using System.Text;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Kits;

/// <summary>Reads the files of a kit: no links, no pipes, and no more than a kit can have.</summary>
internal static class KitReader
{
    // The pages of a thousand nodes have less.
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <returns><c>null</c> when there is no such file, it is no file of its own, or larger than any text of a kit.</returns>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static string? Text(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!IsFile(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxBytes)
            return null;
        byte[] bytes = new byte[file.Length];
        int length = 0;
        for (int read; (read = file.Read(bytes, length, bytes.Length - length)) > 0;)
            length += read;
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    public static bool IsFile(string path) => File.Exists(path) && !PrivateFile.IsLink(path) && !FileFacts.IsNoFile(path);

    /// <returns><c>null</c> for a folder that is no kit of ours.</returns>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static RecoveryKit? Read(string folder)
    {
        RecoveryKit? kit = Text(folder, KitNames.Json) is { } json ? RecoveryKitText.Read(json) : null;
        if (kit is not null)
            kit.Path = folder;
        return kit;
    }
}
