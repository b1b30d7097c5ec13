using System;
using System.IO;
using System.Threading;
using ZStack.Backup.Client.Dumps;

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
    public static CheckEnd Look(RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        new EvidenceCheck(source, folders, events, cancellation).Look();

    private CheckEnd Look()
    {
        CheckEnd? other = null;
        var copies = new SavedCopies(_source, _folders, _cancellation);
        _failure = copies.Failure;
        foreach (SavedBackup copy in copies.Found)
        {
            if (_source.Md5 is not { Length: > 0 } expected)
                return new CheckEnd(CheckOutcome.Unknown, RestoreFinding.EvidenceNoMd5, copy.FullName);
            try
            {
                (string? md5, string? sha256) = Hashes(copy.FullName);
                if (string.Equals(md5, expected.Trim(), StringComparison.OrdinalIgnoreCase))
                    return OfCopy(copy, sha256);
                other ??= new CheckEnd(CheckOutcome.Warning, RestoreFinding.EvidenceWarning, copy.FullName);
            }
            catch (ZStackException e)
            {
                _failure ??= e;
            }
        }

        return other ?? (_failure is not null ? throw _failure
            : _folders.Vaults.Count > 0 ? new CheckEnd(CheckOutcome.Unknown, RestoreFinding.EvidenceNotInVault, _source.Name, string.Join(", ", _folders.Vaults))
            : new CheckEnd(CheckOutcome.Unknown, RestoreFinding.EvidenceUnknown, _source.Name));
    }

    /// <summary>What its tests say, if they were of these bytes.</summary>
    private CheckEnd OfCopy(SavedBackup copy, string? sha256)
    {
        bool isTested = copy.Sha256 == sha256;
        if (copy.Evidence == EvidenceState.Broken)
            return new CheckEnd(CheckOutcome.Warning, RestoreFinding.EvidenceBroken, _source.Name, copy.FullName);
        if (!isTested || copy.LastTest is not { } test)
            return new CheckEnd(CheckOutcome.Warning, RestoreFinding.EvidenceNeverTested, _source.Name, copy.FullName);
        return test.Outcome == BackupTestOutcome.Failed ? new CheckEnd(CheckOutcome.Warning, RestoreFinding.EvidenceTestFailed, _source.Name, copy.FullName, test.Level, test.Time)
            : copy.ProvenAt is { } proven ? new CheckEnd(CheckOutcome.Passed, RestoreFinding.EvidenceProven, _source.Name, copy.FullName, proven)
            : new CheckEnd(CheckOutcome.Warning, RestoreFinding.EvidenceNotRestored, _source.Name, copy.FullName, test.Level, test.Time);
    }

    private (string? Md5, string? Sha256) Hashes(string path)
    {
        FileStream file = BackupFile.Open(path);
        using var raw = new RawFile(file, path, hashes: true, new ProgressMeter(_events, ProgressActivity.ReadBackup, Path.GetFileName(path), file.Length), _cancellation);
        raw.ReadRest();
        return (raw.Md5(), raw.Sha256());
    }
}
