using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Restores;

/// <summary>The checks before a restore. Asks only; changes nothing.</summary>
/// <remarks>A check that cannot be made is <see cref="RestoreCheckOutcome.Unknown"/>: a broken node must not keep anybody from mending it.</remarks>
internal sealed class Preflight
{
    // Without these the other questions have nobody to answer them, and each would be tried for a while.
    private static readonly RestoreCheckId[] NeedNoNode = [RestoreCheckId.NodeReady, RestoreCheckId.Evidence];

    private readonly Dictionary<RestoreCheckId, Func<CancellationToken, Task<Finding>>> _checks;

    public Preflight(ZStackSession session, RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events)
    {
        var records = new RecordQueries(session, events);
        var node = new NodeChecks(session, records, source, events);
        IBackupChecks backup = source.Record is { } record ? new RecordChecks(records, record) : new ImageChecks(session, source.Image!, source.Store!, events);
        var losses = new LossChecks(session, source, folders, events);
        _checks = new Dictionary<RestoreCheckId, Func<CancellationToken, Task<Finding>>>
        {
            [RestoreCheckId.NodeReady] = node.ReadyAsync,
            [RestoreCheckId.SessionAlive] = node.SessionAsync,
            [RestoreCheckId.VersionMatch] = node.VersionAsync,
            [RestoreCheckId.RecordReady] = backup.ReadyAsync,
            [RestoreCheckId.StorageConnected] = backup.StorageAsync,
            [RestoreCheckId.NewerBackups] = backup.NewerAsync,
            [RestoreCheckId.RunningJobs] = node.JobsAsync,
            [RestoreCheckId.Clock] = node.ClockAsync,
            [RestoreCheckId.Evidence] = token => Task.FromResult(EvidenceCheck.Look(source, folders, events, token)),
            [RestoreCheckId.VolumesMoved] = losses.MovedAsync,
            [RestoreCheckId.WouldBeForgotten] = losses.ForgottenAsync,
        };
    }

    /// <returns>All checks, in the order of <see cref="RestoreCheckId"/>.</returns>
    public async Task<IReadOnlyList<RestoreCheck>> RunAsync(IReadOnlyCollection<RestoreCheckId> skip, CancellationToken cancellation)
    {
        List<RestoreCheck> made = [];
        bool nodeIsAway = false;
        foreach (var check in _checks)
        {
            Finding finding = skip.Contains(check.Key) ? new Finding(RestoreCheckOutcome.Skipped, "Check_Skipped")
                : nodeIsAway && !NeedNoNode.Contains(check.Key) ? new Finding(RestoreCheckOutcome.Unknown, "Check_NodeAway")
                : await MakeAsync(check.Value, cancellation).ConfigureAwait(false);
            nodeIsAway |= check.Key == RestoreCheckId.NodeReady && finding.Outcome == RestoreCheckOutcome.Failed;
            made.Add(new RestoreCheck { Id = check.Key, Outcome = finding.Outcome, Found = finding.Note });
        }

        return [.. made.OrderBy(check => check.Id)];
    }

    private static async Task<Finding> MakeAsync(Func<CancellationToken, Task<Finding>> check, CancellationToken cancellation)
    {
        try
        {
            return await check(cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e)
        {
            return Finding.NotMade(e);
        }
    }
}

/// <summary>What a check has found.</summary>
internal sealed class Finding
{
    public Finding(RestoreCheckOutcome outcome, string note, params object[] facts)
    {
        Outcome = outcome;
        Note = new RestoreNote(note, facts);
    }

    public RestoreCheckOutcome Outcome { get; }

    public RestoreNote Note { get; }

    public static Finding NotMade(ZStackException e) => new(RestoreCheckOutcome.Unknown, "Check_NotMade", Words(e));

    /// <summary>The failure in short: its id, and what the server said.</summary>
    public static object Words(ZStackException e) => e is ZStackApiException api ? Reason.Of(ReasonKind.Failure, e.Id, api.Details) : e.Facts.Count > 1 ? Reason.Of(ReasonKind.Failure, e.Id, e.Facts[1]) : e.Id;
}

/// <summary>The checks that differ between a record and an image.</summary>
internal interface IBackupChecks
{
    Task<Finding> ReadyAsync(CancellationToken cancellation);

    Task<Finding> StorageAsync(CancellationToken cancellation);

    Task<Finding> NewerAsync(CancellationToken cancellation);
}
