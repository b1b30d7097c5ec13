using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Where a file goes that the user gave a folder or a name for.</summary>
internal static class Destination
{
    // Windows' list, also elsewhere: the file may travel.
    private static readonly char[] Unsafe = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>The final name, absolute.</summary>
    /// <param name="name">What the server calls it; anything can stand in there.</param>
    /// <param name="otherwise">When nothing of that is usable as the name of a file.</param>
    /// <exception cref="ZStackException">FileExists, FileNotWritable, FileNotFound, NotAFile.</exception>
    public static string Of(PSCmdlet cmdlet, string path, string? name, string otherwise, bool replace)
    {
        string full = FilePath.Resolve(cmdlet, path);
        bool isFolder = Directory.Exists(full) || path.EndsWith("/", StringComparison.Ordinal) || path.EndsWith("\\", StringComparison.Ordinal);
        string target = isFolder ? Path.Combine(full, FileName(name, otherwise)) : full;
        string folder = Path.GetDirectoryName(target) ?? "";
        if (!Directory.Exists(folder))
            throw new ZStackException(ZStackErrorKind.FileNotWritable, target, string.Format(CultureInfo.CurrentCulture, Messages.Arg_NoFolder, folder));
        if (Directory.Exists(target))
            throw new ZStackException(ZStackErrorKind.FileNotWritable, target, Messages.Arg_IsFolder);
        return !replace && File.Exists(target) ? throw new ZStackException(ZStackErrorKind.FileExists, target) : target;
    }

    private static string FileName(string? name, string otherwise)
    {
        string safe = new string([.. (name ?? "").Select(c => char.IsControl(c) || Unsafe.Contains(c) || Path.GetInvalidFileNameChars().Contains(c) ? '_' : c)]).Trim().TrimEnd('.');
        return safe.Trim('.').Length == 0 ? otherwise : safe;
    }
}
