using System;
using System.IO;

namespace ZStack.Backup.Client.Files;

/// <summary>Small files that others may have written, and may be writing.</summary>
internal static class FileBytes
{
    /// <summary>Opens what somebody else may write, rename or remove meanwhile.</summary>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>As much as there is, but never more than <paramref name="most"/> bytes; less when the file is cut meanwhile.</summary>
    /// <exception cref="IOException"/>
    public static byte[] Read(FileStream file, int most)
    {
        byte[] bytes = new byte[Math.Min(file.Length, most)];
        int length = 0;
        for (int read; (read = file.Read(bytes, length, bytes.Length - length)) > 0;)
            length += read;
        Array.Resize(ref bytes, length);
        return bytes;
    }
}
