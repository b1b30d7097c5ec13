using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client.Restores;

/// <summary>The checks that look at the node.</summary>
internal sealed class NodeChecks
{
    /// <summary>Beyond this the times of backups mislead somebody who chooses by them.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly ZStackSession _session;
    private readonly RecordQueries _records;
    private readonly RestoreSource _source;
    private readonly IProgress<ClientEvent>? _events;

    public NodeChecks(ZStackSession session, RecordQueries records, RestoreSource source, IProgress<ClientEvent>? events)
    {
        _session = session;
        _records = records;
        _source = source;
        _events = events;
    }

    public async Task<Finding> ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await _session.Node.ReadyAsync(_events, cancellation).ConfigureAwait(false);
            return new Finding(RestoreCheckOutcome.Passed, "Check_NodeReady_Passed", _session.Server);
        }
        catch (ZStackException e) when (e.Kind != ZStackErrorKind.ApiNotSupported)
        {
            return new Finding(RestoreCheckOutcome.Failed, "Check_NodeReady_Failed", _session.Server, Finding.Words(e));
        }
    }

    public async Task<Finding> SessionAsync(CancellationToken cancellation)
    {
        try
        {
            await _records.UseSessionAsync(cancellation).ConfigureAwait(false);
            return new Finding(RestoreCheckOutcome.Passed, "Check_SessionAlive_Passed", _session.Server);
        }
        catch (ZStackException e) when (IsAboutSession(e))
        {
            return new Finding(RestoreCheckOutcome.Failed, "Check_SessionAlive_Failed", _session.Server, Finding.Words(e));
        }
    }

    /// <summary>A node takes only backups of its own version.</summary>
    public async Task<Finding> VersionAsync(CancellationToken cancellation)
    {
        string? node = await _session.Node.VersionAsync(_events, cancellation).ConfigureAwait(false);
        string? backup = _source.Version;
        if (node is null || backup is null)
            return new Finding(RestoreCheckOutcome.Unknown, "Check_VersionMatch_Unknown", backup ?? "?", node ?? "?");
        return VersionMatch.Of(backup, node) switch
        {
            true => new Finding(RestoreCheckOutcome.Passed, "Check_VersionMatch_Passed", node),
            false => new Finding(RestoreCheckOutcome.Failed, "Check_VersionMatch_Failed", backup, node),
            null => new Finding(RestoreCheckOutcome.Unknown, "Check_VersionMatch_Failed", backup, node),
        };
    }

    public async Task<Finding> JobsAsync(CancellationToken cancellation) => await _records.CountLongJobsAsync(cancellation).ConfigureAwait(false) switch
    {
        null => new Finding(RestoreCheckOutcome.Unknown, "Check_RunningJobs_Unknown"),
        0 => new Finding(RestoreCheckOutcome.Passed, "Check_RunningJobs_Passed"),
        { } count => new Finding(RestoreCheckOutcome.Warning, "Check_RunningJobs_Warning", count),
    };

    public async Task<Finding> ClockAsync(CancellationToken cancellation)
    {
        TimeSpan ahead = await ServerClock.DifferenceAsync(_session.Node, _events, cancellation).ConfigureAwait(false);
        RestoreCheckOutcome outcome = ahead.Duration() <= ClockTolerance ? RestoreCheckOutcome.Passed : RestoreCheckOutcome.Warning;
        return new Finding(outcome, "Check_Clock", (long)Math.Round(ahead.TotalSeconds));
    }

    private static bool IsAboutSession(ZStackException e) => e is ZStackApiException api
        ? api.IsSessionExpired || (api.Code.StartsWith("ID.", StringComparison.Ordinal) && api.Code != "ID.1002") || api.Code.StartsWith("LOGIN_CONTROL.", StringComparison.Ordinal)
        : e.Kind is ZStackErrorKind.SessionExpired or ZStackErrorKind.AuthenticationFailed or ZStackErrorKind.ClockSkewed;
}
