using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Restores;

/// <summary>What one look at a node shows.</summary>
internal enum NodeSight
{
    /// <summary>No answer, or that of something in between.</summary>
    Silent,

    /// <summary>It answers that it is not ready.</summary>
    Starting,

    /// <summary>Ready, and it remembers what it was told before.</summary>
    Same,

    /// <summary>Ready, and it has forgotten: another database.</summary>
    Other,

    /// <summary>Ready, and nothing tells which database it has.</summary>
    Ready,

    /// <summary>Ready, without a job that it has never known here: nothing is left that a replaced database would change.</summary>
    Back,
}

/// <summary>Looks at a node that is being restored, with questions that need no session and change nothing.</summary>
/// <remarks>
/// A node keeps its jobs and sessions in the database that is replaced. So what it knew while it was watched and does not
/// know any more proves another database; what it never knew here proves nothing: it may be another node, or long ago.
/// </remarks>
internal sealed class NodeWatch
{
    /// <summary>A session that is so much younger than the backup is not in it, whatever the clocks say.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly ZStackSession _session;
    private readonly ZStackJob? _job;
    private readonly RestorePace _pace;
    private readonly JobCalls _jobs;
    private readonly IProgress<ClientEvent>? _events;
    private readonly bool _isSentHere;
    private readonly bool _isSessionYounger;
    private bool _hasSeenJob;
    private bool _hasSeenSession;
    private bool _wasAwaySinceSession;

    /// <param name="job">That of the restore; <c>null</c> when it is not known.</param>
    /// <param name="hasSeenSession">The node took this session before the restore was sent.</param>
    /// <param name="backup">When the backup was made, where that is known.</param>
    public NodeWatch(ZStackSession session, ZStackJob? job, bool hasSeenSession, DateTimeOffset? backup, Redactor redactor, RestorePace pace, IProgress<ClientEvent>? events)
    {
        _session = session;
        _job = job;
        _pace = pace;
        _jobs = new JobCalls(session, redactor, events);
        _events = events;
        _isSentHere = job is { SubmittedAt: not null };
        _hasSeenJob = job is { IsHeard: true };
        _hasSeenSession = hasSeenSession;
        _isSessionYounger = session.ConnectedAt - backup > ClockTolerance;
        IsInDoubt = job is { IsInDoubt: true };
    }

    /// <summary>What kept it from being ready at the last look.</summary>
    public object Seen { get; private set; } = "";

    /// <summary>What it said of the job at the last look.</summary>
    public JobAnswer? Job { get; private set; }

    /// <summary>It was away or not ready at some look.</summary>
    public bool WasAway { get; private set; }

    /// <summary>Whether another database is proof of this restore: it has forgotten what it knew here.</summary>
    /// <remarks>A restore stops the node. A session that was seen after the last outage and is gone without another one has only expired.</remarks>
    public bool IsProven => _hasSeenJob || (_hasSeenSession && (_wasAwaySinceSession || (_isSentHere && !IsInDoubt)));

    /// <summary>The node has never said that it has the job.</summary>
    public bool IsInDoubt { get; private set; }

    public async Task<NodeSight> LookAsync(CancellationToken cancellation)
    {
        NodeSight sight = await SeeAsync(cancellation).ConfigureAwait(false);
        bool isAway = sight is NodeSight.Silent or NodeSight.Starting;
        WasAway |= isAway;
        _wasAwaySinceSession |= isAway;
        return sight;
    }

    private async Task<NodeSight> SeeAsync(CancellationToken cancellation)
    {
        Job = null;
        try
        {
            await _session.Node.ReadyAsync(_events, cancellation, _pace.Answer).ConfigureAwait(false);
            return _job is null ? await BySessionAsync(cancellation).ConfigureAwait(false) : await ByJobAsync(_job, cancellation).ConfigureAwait(false);
        }
        catch (ZStackApiException e)
        {
            Seen = e.Details;
            return NodeSight.Starting;
        }
        catch (ZStackException e)
        {
            return Silent(e);
        }
    }

    private async Task<NodeSight> ByJobAsync(ZStackJob job, CancellationToken cancellation)
    {
        Job = await _jobs.AskAsync(job.Id, cancellation).ConfigureAwait(false);
        if (Job.Word == JobWord.NoAnswer)
            return Silent(Job.Failure!);
        if (Job.Word != JobWord.Unknown)
        {
            IsInDoubt = false;
            _hasSeenJob = true;
            return NodeSight.Same;
        }

        NodeSight sight = await BySessionAsync(cancellation).ConfigureAwait(false);
        if (sight == NodeSight.Other)
            return sight;
        // The database of the backup can hold the session too, unless it was opened long after.
        if (_hasSeenJob && WasAway && !(sight == NodeSight.Same && _isSessionYounger))
            return NodeSight.Other;
        // Whoever has sent the restore knows that it is still to come.
        return _isSentHere || _hasSeenJob ? sight : NodeSight.Back;
    }

    private async Task<NodeSight> BySessionAsync(CancellationToken cancellation)
    {
        if (_session.TokenId is not { } id)
            return NodeSight.Ready;
        if (!await _session.Node.SessionIsValidAsync(id, _events, cancellation).ConfigureAwait(false))
            return NodeSight.Other;
        _hasSeenSession = true;
        _wasAwaySinceSession = false;
        return NodeSight.Same;
    }

    private NodeSight Silent(ZStackException e)
    {
        Seen = e.Kind is ZStackErrorKind.NotAnApi or ZStackErrorKind.Unreachable or ZStackErrorKind.InvalidResponse && e.Why is { } why ? Reason.Of(ReasonKind.Failure, e.Kind, why) : e.Kind.ToString();
        return NodeSight.Silent;
    }
}
