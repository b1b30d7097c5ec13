using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>The checks before a restore. Asks only; changes nothing.</summary>
/// <remarks>A check that cannot be made is <see cref="CheckOutcome.Unknown"/>: a broken node must not keep anybody from mending it.</remarks>
internal sealed class Preflight
{
    // Without these the other questions have nobody to answer them, and each would be tried for a while.
    private static readonly RestoreCheckId[] NeedNoNode = [RestoreCheckId.NodeReady, RestoreCheckId.Evidence];

    private readonly Dictionary<RestoreCheckId, Func<CancellationToken, Task<CheckEnd>>> _checks;

    public Preflight(ZStackSession session, RestoreSource source, CopyFolders folders, IProgress<ClientEvent>? events)
    {
        var records = new RecordQueries(session, events);
        var node = new NodeChecks(session, records, source, events);
        IBackupChecks backup = source.Record is { } record ? new RecordChecks(records, record) : new ImageChecks(session, source.Image!, source.Store!, events);
        var losses = new LossChecks(session, source, folders, events);
        _checks = new Dictionary<RestoreCheckId, Func<CancellationToken, Task<CheckEnd>>>
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
            CheckEnd finding = skip.Contains(check.Key) ? new CheckEnd(CheckOutcome.Skipped, RestoreFinding.Skipped)
                : nodeIsAway && !NeedNoNode.Contains(check.Key) ? new CheckEnd(CheckOutcome.Unknown, RestoreFinding.NodeAway)
                : await MakeAsync(check.Value, cancellation).ConfigureAwait(false);
            nodeIsAway |= check.Key == RestoreCheckId.NodeReady && finding.Outcome == CheckOutcome.Failed;
            made.Add(new RestoreCheck(check.Key, finding.Outcome, finding.Found));
        }

        return [.. made.OrderBy(check => check.Id)];
    }

    private static async Task<CheckEnd> MakeAsync(Func<CancellationToken, Task<CheckEnd>> check, CancellationToken cancellation)
    {
        try
        {
            return await check(cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e)
        {
            return CheckEnd.NotMade(e);
        }
    }
}

/// <summary>How a check has ended, and what it has found.</summary>
internal sealed class CheckEnd
{
    public CheckEnd(CheckOutcome outcome, RestoreFinding finding, params object[] facts)
    {
        Outcome = outcome;
        Found = new Statement(finding, facts);
    }

    public CheckOutcome Outcome { get; }

    public Statement Found { get; }

    public static CheckEnd NotMade(ZStackException e) => new(CheckOutcome.Unknown, RestoreFinding.NotMade, Words(e));

    /// <summary>The failure in short: its id, and what the server said.</summary>
    public static object Words(ZStackException e) => e.Why is { } why and not "" ? Reason.Of(ReasonKind.Failure, e.Id, why) : e.Id;
}

/// <summary>The checks that differ between a record and an image.</summary>
internal interface IBackupChecks
{
    Task<CheckEnd> ReadyAsync(CancellationToken cancellation);

    Task<CheckEnd> StorageAsync(CancellationToken cancellation);

    Task<CheckEnd> NewerAsync(CancellationToken cancellation);
}
