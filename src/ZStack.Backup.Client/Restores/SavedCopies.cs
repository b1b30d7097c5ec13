using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Restores;

/// <summary>What may be a copy of the backup at home, the proven ones first: of the vault what has the name or claims the hash, of the current folder what has the name.</summary>
/// <remarks>Nothing of a file is believed here: who takes one reads it.</remarks>
internal sealed class SavedCopies
{
    private readonly RestoreSource _source;
    private readonly CancellationToken _cancellation;

    public SavedCopies(RestoreSource source, CopyFolders folders, CancellationToken cancellation)
    {
        _source = source;
        _cancellation = cancellation;
        List<SavedBackup> found = [.. folders.Vaults.SelectMany(vault => Read(vault, IsMeant))];
        if (IsFileName(source.Name) && folders.Current is { } current && IsFile(Path.Combine(current, source.Name)))
            found.AddRange(Read(Path.Combine(current, source.Name), _ => true));
        Found = [.. found.Where(copy => IsFile(copy.FullName)).OrderBy(copy => copy.ProvenAt is null).ThenBy(copy => copy.FullName, StringComparer.Ordinal)];
    }

    public IReadOnlyList<SavedBackup> Found { get; }

    /// <summary>The first folder or file that could not be read; <c>null</c> when all could.</summary>
    public ZStackException? Failure { get; private set; }

    private bool IsMeant(SavedBackup copy) =>
        Path.GetFileName(copy.FullName) == _source.Name || (_source.Md5 is { Length: > 0 } md5 && string.Equals(copy.Md5, md5.Trim(), StringComparison.OrdinalIgnoreCase));

    private List<SavedBackup> Read(string path, Func<SavedBackup, bool> wanted)
    {
        List<SavedBackup> found = [];
        foreach (VaultEntry entry in VaultReader.Read(path, recurse: false))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (entry.Failure is { } failure)
                Failure ??= failure;
            else if (wanted(entry.Backup!))
                found.Add(entry.Backup!);
        }

        return found;
    }

    private static bool IsFileName(string name) => name == Path.GetFileName(name) && name.IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) < 0;

    /// <summary>Something with bytes: a pipe would never end, and a folder has none.</summary>
    private static bool IsFile(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };
}

/// <summary>Where a saved copy of a backup may lie.</summary>
public sealed class CopyFolders
{
    /// <param name="vaults">Folders with saved backups; their subfolders are not looked at.</param>
    /// <param name="current">One more folder, for a file of the backup's name; <c>null</c> for none.</param>
    public CopyFolders(IReadOnlyList<string> vaults, string? current)
    {
        Vaults = vaults;
        Current = current;
    }

    /// <summary>Folders with saved backups; their subfolders are not looked at.</summary>
    public IReadOnlyList<string> Vaults { get; }

    /// <summary>Looked at last, and only for a file of the backup's name; <c>null</c> for none.</summary>
    public string? Current { get; }
}
