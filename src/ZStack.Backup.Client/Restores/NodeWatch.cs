using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Jobs;

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

    /// <summary>Ready, without the job, from the first look on: nothing is left that a replaced database would change.</summary>
    Back,
}

/// <summary>Looks at a node that is being restored, with questions that need no session and change nothing.</summary>
/// <remarks>
/// A node keeps its jobs and sessions in the database that is replaced. So one that knows the job of the restore still
/// has the old database, however often it went away; one that has forgotten it has another.
/// </remarks>
internal sealed class NodeWatch
{
    private readonly ZStackSession _session;
    private readonly ZStackJob? _job;
    private readonly RestorePace _pace;
    private readonly JobCalls _jobs;
    private readonly IProgress<ClientEvent>? _events;
    private bool _isOlder;

    /// <param name="job">That of the restore; <c>null</c> when it is not known.</param>
    public NodeWatch(ZStackSession session, ZStackJob? job, Redactor redactor, RestorePace pace, IProgress<ClientEvent>? events)
    {
        _session = session;
        _job = job;
        _pace = pace;
        _jobs = new JobCalls(session, redactor, events);
        _events = events;
        IsInDoubt = job is { IsInDoubt: true };
        _isOlder = job is { SubmittedAt: not null };
    }

    /// <summary>What kept it from being ready at the last look.</summary>
    public object Seen { get; private set; } = "";

    /// <summary>What it said of the job at the last look.</summary>
    public JobAnswer? Job { get; private set; }

    /// <summary>It was away or not ready at some look.</summary>
    public bool WasAway { get; private set; }

    /// <summary>Whether another database is proof of this restore: forgotten sessions alone may only have expired.</summary>
    public bool IsProven => WasAway || (!IsInDoubt && _job is { } job && IsYoung(job));

    /// <summary>The node has never said that it has the job.</summary>
    public bool IsInDoubt { get; private set; }

    public async Task<NodeSight> LookAsync(CancellationToken cancellation)
    {
        NodeSight sight = await SeeAsync(cancellation).ConfigureAwait(false);
        WasAway |= sight is NodeSight.Silent or NodeSight.Starting;
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
        if (Job.Word == JobWord.Silence)
            return Silent(Job.Failure!);
        if (Job.Word != JobWord.Unknown)
        {
            IsInDoubt = false;
            _isOlder = true;
            return NodeSight.Same;
        }

        if (!IsInDoubt && (WasAway || IsYoung(job)))
            return NodeSight.Other;
        NodeSight sight = await BySessionAsync(cancellation).ConfigureAwait(false);
        // A session can be one of the new database, unless it has sent the restore or seen its job.
        return sight == NodeSight.Other || _isOlder ? sight : NodeSight.Back;
    }

    /// <summary>A job can also be forgotten because it is old.</summary>
    private bool IsYoung(ZStackJob job) => job.SubmittedAt is { } submitted && DateTimeOffset.Now - submitted < _pace.JobIsKept;

    private async Task<NodeSight> BySessionAsync(CancellationToken cancellation)
    {
        if (_session.TokenId is not { } id)
            return NodeSight.Ready;
        return await _session.Node.SessionIsValidAsync(id, _events, cancellation).ConfigureAwait(false) ? NodeSight.Same : NodeSight.Other;
    }

    private NodeSight Silent(ZStackException e)
    {
        Seen = e.Kind is ZStackErrorKind.NotAnApi or ZStackErrorKind.Unreachable or ZStackErrorKind.InvalidResponse && e.Facts.Count > 1 ? Reason.Of(ReasonKind.Failure, e.Kind, e.Facts[1]) : e.Kind.ToString();
        return NodeSight.Silent;
    }
}
