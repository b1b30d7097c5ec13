using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Runtime.InteropServices;
using ZStack.Backup.Binding;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Downloads;

/// <summary>Where the files of one call go that the user gave a folder or a name for.</summary>
internal sealed class Destination
{
    private readonly PSCmdlet _cmdlet;
    private readonly HashSet<string> _written = new(RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    public Destination(PSCmdlet cmdlet) => _cmdlet = cmdlet;

    /// <summary>The final name, absolute.</summary>
    /// <param name="name">What the server calls it; anything can stand in there.</param>
    /// <param name="otherwise">When nothing of that is usable as the name of a file.</param>
    /// <exception cref="ZStackException">FileExists, FileNotWritable, FileNotFound, NotAFile.</exception>
    public string Of(string path, string? name, string otherwise, bool replace)
    {
        string full = FilePath.Resolve(_cmdlet, path);
        bool isFolder = Directory.Exists(full) || path.EndsWith("/", StringComparison.Ordinal) || path.EndsWith("\\", StringComparison.Ordinal);
        string target = isFolder ? Path.Combine(full, Packed(FileNames.FirstUsable(name, otherwise, "backup"))) : full;
        string folder = Path.GetDirectoryName(target) ?? "";
        if (!Directory.Exists(folder))
            throw new ZStackException(ZStackErrorKind.FileNotWritable, target, Wording.Sentence(nameof(Messages.Arg_NoFolder), [folder]));
        string[] names = [.. SaveNames.All(target)];
        if (names.FirstOrDefault(Directory.Exists) is { } folderThere)
            throw new ZStackException(ZStackErrorKind.FileNotWritable, folderThere, Messages.Arg_IsFolder);
        // Only files are replaced. A part or note that is a link is set aside by whoever opens it.
        if (names.FirstOrDefault(name => FilePath.IsDevice(_cmdlet, name)) is { } device)
            throw new ZStackException(ZStackErrorKind.NotAFile, device, "Target");
        if (SaveNames.Final(target).FirstOrDefault(name => FilePath.IsLink(_cmdlet, name)) is { } link)
            throw new ZStackException(ZStackErrorKind.NotAFile, link, "Target");
        // To replace what was there before is not to replace what was just brought home.
        if (names.FirstOrDefault(_written.Contains) is { } written)
            throw new ZStackException(ZStackErrorKind.FileExists, written, "Written");
        return !replace && SaveNames.Taken(target) is { } taken ? throw new ZStackException(ZStackErrorKind.FileExists, taken) : target;
    }

    /// <summary>Nothing of this call goes to these names again.</summary>
    public void Keep(string path) => _written.UnionWith(SaveNames.Final(path));

    /// <summary>A vault knows its backups by this ending, which the name of a record need not have.</summary>
    private static string Packed(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name : name + ".gz";
}
