using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Client.Restores;

/// <summary>What the restore would cost: its saved copy compared with the node as it is now. Without a copy at home nothing is known; a check fetches none.</summary>
internal sealed class LossChecks
{
    private const int MostNamed = 5;

    private static readonly ResourceKind[] Kinds = [.. Enum.GetValues(typeof(ResourceKind)).Cast<ResourceKind>()];

    private readonly ZStackClient _client;
    private readonly RestoreSource _source;
    private readonly CopyFolders _folders;

    // Made once for both checks, by the first that is not left out.
    private Task<CloudComparison?>? _comparison;

    public LossChecks(ZStackClient client, RestoreSource source, CopyFolders folders)
    {
        _client = client;
        _source = source;
        _folders = folders;
    }

    /// <summary>The restored database would look for their data where they were: what the node's own check refuses for, too.</summary>
    public async Task<Finding> MovedAsync(CancellationToken cancellation)
    {
        if (await CompareAsync(cancellation).ConfigureAwait(false) is not { } comparison)
            return NoCopy();
        long count = comparison.Count(ResourceChange.Moved, ResourceKind.Volume);
        if (!comparison.KnowsMoves || (count == 0 && !comparison.SeesAll))
            return new Finding(RestoreCheckOutcome.Unknown, "Check_VolumesMoved_Unknown", comparison.Difference.Name);
        string[] moved = [.. comparison.Differences.Where(one => one is { Kind: ResourceKind.Volume, Change: ResourceChange.Moved }).Select(one => one.Name ?? one.Uuid)];
        return moved.Length == 0
            ? new Finding(RestoreCheckOutcome.Passed, "Check_VolumesMoved_Passed", _source.Name)
            : new Finding(RestoreCheckOutcome.Failed, "Check_VolumesMoved_Failed", moved.Length, string.Join(", ", moved.Take(MostNamed)) + (moved.Length > MostNamed ? FormattableString.Invariant($" +{moved.Length - MostNamed}") : ""));
    }

    public async Task<Finding> ForgottenAsync(CancellationToken cancellation)
    {
        if (await CompareAsync(cancellation).ConfigureAwait(false) is not { } comparison)
            return NoCopy();
        if (comparison.Count(ResourceChange.WouldBeForgotten) > 0)
            return new Finding(RestoreCheckOutcome.Warning, "Check_WouldBeForgotten_Warning", _source.Name, comparison);
        ResourceKind[] unknown = comparison.SeesAll ? [.. comparison.Unknown] : Kinds;
        return unknown.Length > 0
            ? new Finding(RestoreCheckOutcome.Unknown, "Check_WouldBeForgotten_Unknown", comparison.Difference.Name, string.Join(", ", unknown))
            : new Finding(RestoreCheckOutcome.Passed, "Check_WouldBeForgotten_Passed", _source.Name);
    }

    private Finding NoCopy() => new(RestoreCheckOutcome.Unknown, "Check_Losses_NoCopy", _source.Name);

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
                return await _client.CompareAsync(new ComparedBackup { FullName = copy.FullName, Name = _source.Name, Created = _source.Created, Md5 = _source.Md5!.Trim() }, Kinds, cancellation).ConfigureAwait(false);
            }
            catch (ZStackException e)
            {
                failure = e;
            }
        }

        return failure is null ? null : throw failure;
    }
}
