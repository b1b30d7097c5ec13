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

    public async Task<CheckEnd> ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await _session.Node.ReadyAsync(_events, cancellation).ConfigureAwait(false);
            return new CheckEnd(CheckOutcome.Passed, RestoreFinding.NodeReadyPassed, _session.Server);
        }
        catch (ZStackException e) when (e.Kind != ZStackErrorKind.ApiNotSupported)
        {
            return new CheckEnd(CheckOutcome.Failed, RestoreFinding.NodeReadyFailed, _session.Server, CheckEnd.Words(e));
        }
    }

    public async Task<CheckEnd> SessionAsync(CancellationToken cancellation)
    {
        try
        {
            await _records.UseSessionAsync(cancellation).ConfigureAwait(false);
            return new CheckEnd(CheckOutcome.Passed, RestoreFinding.SessionAlivePassed, _session.Server);
        }
        catch (ZStackException e) when (IsAboutSession(e))
        {
            return new CheckEnd(CheckOutcome.Failed, RestoreFinding.SessionAliveFailed, _session.Server, CheckEnd.Words(e));
        }
    }

    /// <summary>A node takes only backups of its own version.</summary>
    public async Task<CheckEnd> VersionAsync(CancellationToken cancellation)
    {
        string? node = await _session.Node.VersionAsync(_events, cancellation).ConfigureAwait(false);
        string? backup = _source.Version;
        if (node is null || backup is null)
            return new CheckEnd(CheckOutcome.Unknown, RestoreFinding.VersionMatchUnknown, backup ?? "?", node ?? "?");
        return VersionMatch.Of(backup, node) switch
        {
            true => new CheckEnd(CheckOutcome.Passed, RestoreFinding.VersionMatchPassed, node),
            false => new CheckEnd(CheckOutcome.Failed, RestoreFinding.VersionMatchFailed, backup, node),
            null => new CheckEnd(CheckOutcome.Unknown, RestoreFinding.VersionMatchFailed, backup, node),
        };
    }

    public async Task<CheckEnd> JobsAsync(CancellationToken cancellation) => await _records.CountLongJobsAsync(cancellation).ConfigureAwait(false) switch
    {
        null => new CheckEnd(CheckOutcome.Unknown, RestoreFinding.RunningJobsUnknown),
        0 => new CheckEnd(CheckOutcome.Passed, RestoreFinding.RunningJobsPassed),
        { } count => new CheckEnd(CheckOutcome.Warning, RestoreFinding.RunningJobsWarning, count),
    };

    public async Task<CheckEnd> ClockAsync(CancellationToken cancellation)
    {
        TimeSpan ahead = await ServerClock.DifferenceAsync(_session.Node, _events, cancellation).ConfigureAwait(false);
        CheckOutcome outcome = ahead.Duration() <= ClockTolerance ? CheckOutcome.Passed : CheckOutcome.Warning;
        return new CheckEnd(outcome, RestoreFinding.Clock, (long)Math.Round(ahead.TotalSeconds));
    }

    private static bool IsAboutSession(ZStackException e) => e is ZStackApiException api
        ? api.IsSessionExpired || (api.Code.StartsWith("ID.", StringComparison.Ordinal) && api.Code != "ID.1002") || api.Code.StartsWith("LOGIN_CONTROL.", StringComparison.Ordinal)
        : e.Kind is ZStackErrorKind.SessionExpired or ZStackErrorKind.AuthenticationFailed or ZStackErrorKind.ClockSkewed;
}
