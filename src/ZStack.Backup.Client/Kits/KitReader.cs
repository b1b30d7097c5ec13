using System;
using System.IO;
using System.Text;
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
        using FileStream file = FileBytes.Open(path);
        return file.Length > MaxBytes ? null : Encoding.UTF8.GetString(FileBytes.Read(file, MaxBytes));
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
