using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Client.Restores;

/// <summary>What the restore would cost: its saved copy compared with the node as it is now. Without a copy at home nothing is known; a check fetches none.</summary>
internal sealed class LossChecks
{
    private const int MaxNamed = 5;

    private static readonly ResourceKind[] Kinds = [.. Enum.GetValues(typeof(ResourceKind)).Cast<ResourceKind>()];

    private readonly CloudComparer _comparer;
    private readonly RestoreSource _source;
    private readonly CopyFolders _folders;

    // Made once for both checks, by the first that is not left out.
    private Task<CloudComparison?>? _comparison;

    public LossChecks(ZStackSession session, RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events)
    {
        _comparer = new CloudComparer(session, events);
        _source = source;
        _folders = folders;
    }

    /// <summary>The restored database would look for their data where they were: what the node's own check refuses for, too.</summary>
    public async Task<CheckEnd> MovedAsync(CancellationToken cancellation)
    {
        if (await CompareAsync(cancellation).ConfigureAwait(false) is not { } comparison)
            return NoCopy();
        if (!comparison.KnowsMoves)
            return new CheckEnd(CheckOutcome.Unknown, RestoreFinding.VolumesMovedUnknown, comparison.Difference.Name);
        string[] moved = [.. comparison.Differences.Where(one => one is { Kind: ResourceKind.Volume, Change: ResourceChange.Moved }).Select(one => one.Name ?? one.Uuid)];
        return moved.Length == 0
            ? new CheckEnd(CheckOutcome.Passed, RestoreFinding.VolumesMovedPassed, _source.Name)
            : new CheckEnd(CheckOutcome.Failed, RestoreFinding.VolumesMovedFailed, moved.Length, string.Join(", ", moved.Take(MaxNamed)) + (moved.Length > MaxNamed ? ", ..." : ""));
    }

    public async Task<CheckEnd> ForgottenAsync(CancellationToken cancellation)
    {
        if (await CompareAsync(cancellation).ConfigureAwait(false) is not { } comparison)
            return NoCopy();
        if (comparison.Count(ResourceChange.WouldBeForgotten) > 0)
            return new CheckEnd(CheckOutcome.Warning, RestoreFinding.WouldBeForgottenWarning, _source.Name, comparison);
        return comparison.Unknown.Count > 0
            ? new CheckEnd(CheckOutcome.Unknown, RestoreFinding.WouldBeForgottenUnknown, comparison.Difference.Name, string.Join(", ", comparison.Unknown))
            : new CheckEnd(CheckOutcome.Passed, RestoreFinding.WouldBeForgottenPassed, _source.Name);
    }

    private CheckEnd NoCopy() => new(CheckOutcome.Unknown, RestoreFinding.LossesNoCopy, _source.Name);

    private Task<CloudComparison?> CompareAsync(CancellationToken cancellation) => _comparison ??= CompareCopyAsync(cancellation);

    /// <returns><c>null</c> when nothing at home is this backup, by its MD5.</returns>
    private async Task<CloudComparison?> CompareCopyAsync(CancellationToken cancellation)
    {
        var copies = new SavedCopies(_source, _folders, cancellation);
        ZStackException? failure = copies.Failure;
        foreach (SavedBackup copy in _source.Md5 is { Length: > 0 } ? copies.Found : [])
        {
            try
            {
                return await _comparer.CompareAsync(new ComparedBackup { FullName = copy.FullName, Name = _source.Name, Created = _source.Created, Md5 = _source.Md5!.Trim() }, Kinds, cancellation).ConfigureAwait(false);
            }
            catch (ZStackException e)
            {
                failure = e;
            }
        }

        return failure is null ? null : throw failure;
    }
}
