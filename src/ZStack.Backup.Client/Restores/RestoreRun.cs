using System;
using System.Collections.Generic;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>One restore on one node, in the order of its methods: check, then restore or follow.</summary>
public sealed class RestoreRun
{
    private readonly ZStackSession _session;
    private readonly RestoreSource? _source;
    private readonly RestorePace _pace;
    private readonly RestoreTimeline _timeline;
    private IReadOnlyList<RestoreCheck> _checks = [];

    /// <param name="source">The backup; <c>null</c> to follow a restore that runs already.</param>
    public RestoreRun(ZStackSession session, RestoreSource? source)
        : this(session, source, RestorePace.Usual)
    {
    }

    internal RestoreRun(ZStackSession session, RestoreSource? source, RestorePace pace)
    {
        _session = session;
        _source = source;
        _pace = pace;
        _timeline = new RestoreTimeline(session.Server);
    }

    /// <summary>Makes every check that is not skipped; sends nothing that changes anything.</summary>
    /// <param name="folders">Where a saved copy may lie.</param>
    /// <returns>All checks, in the order of <see cref="RestoreCheckId"/>.</returns>
    public async Task<IReadOnlyList<RestoreCheck>> CheckAsync(IReadOnlyCollection<RestoreCheckId> skip, CopyFolders folders, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        _timeline.Enter(RestoreStage.Preflight, events);
        return _checks = await new Preflight(_session, _source!, folders, events).RunAsync(skip, cancellation).ConfigureAwait(false);
    }

    /// <summary>What there is to say when nothing was changed.</summary>
    public RestoreResult NotStarted() => Result(RestoreOutcome.NotStarted, null, [], null);

    /// <summary>Replaces the database, exactly once, and sees it through.</summary>
    /// <param name="follow">False to return when the node has taken it.</param>
    /// <param name="limit">For all of it.</param>
    /// <exception cref="ZStackException">The node's refusal; <see cref="RestoreFault.NodeDidNotReturn"/>; JobTimeout and the like.</exception>
    public async Task<RestoreResult> RestoreAsync(SecureString mySqlRootPassword, bool follow, TimeSpan? limit, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        Change change = _source!.Change(mySqlRootPassword);
        Deadline patience = Patience(limit);
        ZStackJob job;
        bool hasSeenSession;
        try
        {
            hasSeenSession = await IsSessionValidAsync(events, cancellation).ConfigureAwait(false);
            _timeline.Enter(RestoreStage.Sending, events);
            job = await new JobRunner(_session, _session.Redactor.With(change.Secrets), new Accepted(_timeline, events)).RunAsync(change, limit, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e)
        {
            throw RestoreRefusals.Name(e, _session.Server);
        }

        if (!follow)
        {
            return job.IsInDoubt
                ? Result(RestoreOutcome.Unknown, job, [new Statement(RestoreFollowUp.Doubt, _session.Server, job.Id)], null)
                : Result(RestoreOutcome.Started, job, [new Statement(RestoreFollowUp.Follow, _session.Server, job.Id)], null);
        }

        _timeline.Enter(RestoreStage.Restoring, events);
        return await FollowAsync(job, hasSeenSession, _session.Redactor.With(change.Secrets), patience, events, cancellation).ConfigureAwait(false);
    }

    /// <summary>Only the second half, of a restore that was begun before.</summary>
    /// <param name="jobId">Id of its job: the only proof, for a node that is back already.</param>
    public Task<RestoreResult> FollowAsync(string? jobId, TimeSpan? limit, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        ZStackJob? job = jobId is null ? null : new ZStackJob { Id = jobId, Operation = Operations.Recover }.On(_session);
        return FollowAsync(job, false, _session.Redactor, Patience(limit), events, cancellation);
    }

    /// <summary>What the node knows before: when it has forgotten it afterwards, its database is another one.</summary>
    private async Task<bool> IsSessionValidAsync(IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        try
        {
            return _session.TokenId is { } id && await _session.Node.SessionIsValidAsync(id, events, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException)
        {
            // One proof less; the job is another.
            return false;
        }
    }

    private Deadline Patience(TimeSpan? limit) => new(limit ?? RestorePace.DefaultLimit, _session.Settings.Clock);

    private async Task<RestoreResult> FollowAsync(ZStackJob? job, bool hasSeenSession, Redactor redactor, Deadline patience, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var follower = new RestoreFollower(_session, redactor, _pace, _timeline, events);
        RestoreOutcome outcome = await follower.FollowAsync(job, hasSeenSession, _source?.Created, patience, cancellation).ConfigureAwait(false);
        _timeline.Enter(RestoreStage.Finished, events);
        return Result(outcome, job, follower.LeftToDo, follower.NewSession);
    }

    private RestoreResult Result(RestoreOutcome outcome, ZStackJob? job, IReadOnlyList<Statement> leftToDo, ZStackSession? newSession) => new()
    {
        Outcome = outcome,
        BackupUuid = _source?.Record?.Uuid,
        BackupName = _source?.Name,
        BackupCreated = _source?.Created,
        JobId = job?.Id,
        Checks = new ItemList<RestoreCheck>(_checks),
        Timeline = _timeline.ToList(),
        Duration = _timeline.Elapsed,
        LeftToDo = leftToDo,
        NewSession = newSession,
        Server = _session.Server,
        Origin = newSession ?? _session,
    };

    /// <summary>Sees in the events of the job when the node has taken it.</summary>
    private sealed class Accepted : IProgress<ClientEvent>
    {
        private readonly RestoreTimeline _timeline;
        private readonly IProgress<ClientEvent>? _events;

        public Accepted(RestoreTimeline timeline, IProgress<ClientEvent>? events)
        {
            _timeline = timeline;
            _events = events;
        }

        public void Report(ClientEvent value)
        {
            if (value.Kind == ClientEventKind.JobAccepted)
                _timeline.Enter(RestoreStage.Preparing, _events);
            _events?.Report(value);
        }
    }
}
