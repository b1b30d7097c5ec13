using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Restores;

/// <summary>Looks for a saved copy of the backup, and says what its tests found: that is what the restore will be like, and what is left when it fails.</summary>
/// <remarks>Only the bytes count: a manifest says what somebody wrote into it, and the node's MD5 is what the copy is compared with.</remarks>
internal sealed class EvidenceCheck
{
    private readonly RestoreSource _source;
    private readonly CopyFolders _folders;
    private readonly IProgress<ClientEvent>? _events;
    private readonly CancellationToken _cancellation;
    private ZStackException? _failure;

    private EvidenceCheck(RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        _source = source;
        _folders = folders;
        _events = events;
        _cancellation = cancellation;
    }

    /// <exception cref="ZStackException">A folder or a file cannot be read, and there is no copy elsewhere.</exception>
    public static Finding Look(RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        new EvidenceCheck(source, folders, events, cancellation).Look();

    private Finding Look()
    {
        Finding? other = null;
        foreach (SavedBackup copy in Copies())
        {
            if (_source.Md5 is not { Length: > 0 } expected)
                return new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_NoMd5", copy.FullName);
            try
            {
                (string? md5, string? sha256) = Hashes(copy.FullName);
                if (string.Equals(md5, expected.Trim(), StringComparison.OrdinalIgnoreCase))
                    return OfCopy(copy, sha256);
                other ??= new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_Warning", copy.FullName);
            }
            catch (ZStackException e)
            {
                _failure ??= e;
            }
        }

        return other ?? (_failure is not null ? throw _failure
            : _folders.Vaults.Count > 0 ? new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_NotInVault", _source.Name, string.Join(", ", _folders.Vaults))
            : new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_Unknown", _source.Name));
    }

    /// <summary>What its tests say, if they were of these bytes.</summary>
    private Finding OfCopy(SavedBackup copy, string? sha256)
    {
        bool isTested = copy.Sha256 == sha256;
        if (copy.Evidence == EvidenceState.Broken)
            return new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_Broken", _source.Name, copy.FullName);
        if (!isTested || copy.LastTest is not { } test)
            return new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_NeverTested", _source.Name, copy.FullName);
        return test.Outcome == BackupTestOutcome.Failed ? new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_TestFailed", _source.Name, copy.FullName, test.Level, test.Time)
            : copy.ProvenAt is { } proven ? new Finding(RestoreCheckOutcome.Passed, "Check_Evidence_Proven", _source.Name, copy.FullName, proven)
            : new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_NotRestored", _source.Name, copy.FullName, test.Level, test.Time);
    }

    /// <summary>What may be a copy, the proven ones first: of the vault what has the name or claims the hash, of the current folder what has the name.</summary>
    private SavedBackup[] Copies()
    {
        List<SavedBackup> found = [.. _folders.Vaults.SelectMany(vault => Read(vault, IsMeant))];
        if (IsFileName(_source.Name) && _folders.Current is { } current && IsFile(Path.Combine(current, _source.Name)))
            found.AddRange(Read(Path.Combine(current, _source.Name), _ => true));
        return [.. found.Where(copy => IsFile(copy.FullName)).OrderBy(copy => copy.ProvenAt is null).ThenBy(copy => copy.FullName, StringComparer.Ordinal)];
    }

    private bool IsMeant(SavedBackup copy) =>
        Path.GetFileName(copy.FullName) == _source.Name || (_source.Md5 is { Length: > 0 } md5 && string.Equals(copy.Md5, md5.Trim(), StringComparison.OrdinalIgnoreCase));

    private List<SavedBackup> Read(string path, Func<SavedBackup, bool> wanted)
    {
        List<SavedBackup> found = [];
        foreach (VaultEntry entry in VaultReader.Read(path, recurse: false))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (entry.Failure is { } failure)
                _failure ??= failure;
            else if (wanted(entry.Backup!))
                found.Add(entry.Backup!);
        }

        return found;
    }

    private static bool IsFileName(string name) => name == Path.GetFileName(name) && name.IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) < 0;

    /// <summary>Something with bytes: a pipe would never end, and a folder has none.</summary>
    private static bool IsFile(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private (string? Md5, string? Sha256) Hashes(string path)
    {
        FileStream file = BackupFile.Open(path);
        using var raw = new RawFile(file, path, hashes: true, new ProgressMeter(_events, ProgressActivity.ReadBackup, Path.GetFileName(path), file.Length), _cancellation);
        raw.ReadRest();
        return (raw.Md5(), raw.Sha256());
    }
}

/// <summary>Where a saved copy of a backup may lie.</summary>
public sealed class CopyFolders
{
    public CopyFolders(IReadOnlyList<string> vaults, string? current)
    {
        Vaults = vaults;
        Current = current;
    }

    public IReadOnlyList<string> Vaults { get; }

    /// <summary>Looked at last, and only for a file of the backup's name; <c>null</c> for none.</summary>
    public string? Current { get; }
}
