using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Jobs;

/// <summary>Sends a change exactly once and waits for its job.</summary>
/// <remarks>
/// The id of the job is chosen before anything is sent. When an answer is lost, the node is asked for that id, and only when
/// it does not know it, the same request goes out again with the same id: the node refuses an id that it has seen.
/// Never are two sends under way at once, because the node's own check is not atomic. Source: docs/zstack-api.md sections 1.4 and 6.
/// </remarks>
internal sealed class JobRunner
{
    /// <summary>For a change whose acceptance is in doubt and a node that does not answer.</summary>
    private static readonly TimeSpan DoubtLimit = TimeSpan.FromMinutes(5);

    /// <summary>However patient the user is: after 3 hours the node may have purged a job that it has done, and would take it again.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromHours(1);

    /// <summary>Where the node does not say how long it allows a job.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromHours(3);

    /// <summary>On top of what the node allows: its own word comes first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>No node forgets its jobs faster: for that it has to stop, load a database and start.</summary>
    private static readonly TimeSpan ShortestErasure = TimeSpan.FromSeconds(30);

    /// <summary>What one question may take beyond the end of the user's patience.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    /// <summary>Timers count milliseconds in 31 bits; whoever waits for weeks gets by with the check between two questions.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(20);

    // Below this a job is quick and needs no progress.
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    // A job that seems to run may have died with its node: what it works on is looked at now and then.
    private const int PollsPerLook = 5;

    private readonly ZStackSession _session;
    private readonly Redactor _redactor;
    private readonly JobCalls _calls;
    private readonly JobResults _results;
    private readonly IProgress<ClientEvent>? _events;
    private readonly Clock _clock;
    private string? _sent;

    public JobRunner(ZStackClient client, ZStackSession session, Redactor redactor, IProgress<ClientEvent>? events)
    {
        _session = session;
        _redactor = redactor;
        _events = events;
        _clock = session.Settings.Clock;
        _calls = new JobCalls(session, redactor, events);
        _results = new JobResults(client, session);
    }

    /// <summary>Sends the change and waits for its end.</summary>
    /// <param name="limit">For all of it; <c>null</c> for as long as the node allows.</param>
    /// <returns>A job that has succeeded; also one whose end cannot be seen, when it makes the node forget its jobs.</returns>
    /// <exception cref="ZStackException">The server's own error, or JobTimeout, JobLost, Unreachable and the like.</exception>
    public Task<ZStackJob> RunAsync(Change change, TimeSpan? limit, CancellationToken cancellation) =>
        WithinAsync(limit, change.Job.Operation, (patience, token) => RunAsync(change, patience, token), cancellation);

    private async Task<ZStackJob> RunAsync(Change change, Deadline? patience, CancellationToken cancellation)
    {
        for (int round = 0; ; round++)
        {
            (ZStackJob job, Authorization proof) = await SubmitAsync(change, patience, cancellation).ConfigureAwait(false);
            try
            {
                return await WaitAsync(job, patience, cancellation).ConfigureAwait(false);
            }
            catch (ZStackApiException e) when (_session.CanRecover(e))
            {
                // A dead session is refused before anything is done: the change may be sent again, as a job of its own.
                await _session.RecoverAsync(proof, e, round, _redactor, _events, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends the change and looks once, so that a refusal for a dead session is mended here.</summary>
    /// <param name="limit">For all of it; <c>null</c> for as long as it takes to find out whether the node has it.</param>
    public Task<ZStackJob> StartAsync(Change change, TimeSpan? limit, CancellationToken cancellation) =>
        WithinAsync(limit, change.Job.Operation, (patience, token) => StartAsync(change, patience, token), cancellation);

    private async Task<ZStackJob> StartAsync(Change change, Deadline? patience, CancellationToken cancellation)
    {
        for (int round = 0; ; round++)
        {
            (ZStackJob job, Authorization proof) = await SubmitAsync(change, patience, cancellation).ConfigureAwait(false);
            JobAnswer answer = await _calls.AskAsync(job.Id, cancellation).ConfigureAwait(false);
            if (answer.Word != JobWord.Failed || !_session.CanRecover(answer.Failure!))
                return job;
            await _session.RecoverAsync(proof, answer.Failure!, round, _redactor, _events, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How far the job is, asked once.</summary>
    /// <exception cref="ZStackException">JobLost when neither the node nor what it worked on tells.</exception>
    public async Task<ZStackJob> LookAsync(ZStackJob job, CancellationToken cancellation)
    {
        JobAnswer answer = await _calls.AskAsync(job.Id, cancellation).ConfigureAwait(false);
        return answer.Word switch
        {
            JobWord.Done => job.With(ZStackJobState.Succeeded, _results.Read(job, answer.Body!)),
            JobWord.Failed => job.With(ZStackJobState.Failed, failure: answer.Failure),
            JobWord.Unknown => await _results.LookUpAsync(job, cancellation).ConfigureAwait(false) ?? throw Lost(job),
            JobWord.Silence => throw answer.Failure!,
            _ => job.With(ZStackJobState.Running),
        };
    }

    /// <summary>Waits until the job has ended.</summary>
    /// <exception cref="ZStackException">The job's own error, JobTimeout, JobLost.</exception>
    public Task<ZStackJob> WaitAsync(ZStackJob job, TimeSpan? limit, CancellationToken cancellation)
    {
        _sent = job.Id;
        return WithinAsync(limit, job.Operation, (patience, token) => WaitAsync(job, patience, token), cancellation);
    }

    /// <summary>Holds the limit also while a request waits for a node that says nothing: the session's own limit may be far longer.</summary>
    private async Task<ZStackJob> WithinAsync(TimeSpan? limit, string? operation, Func<Deadline?, CancellationToken, Task<ZStackJob>> work, CancellationToken cancellation)
    {
        if (limit is not { } given)
            return await work(null, cancellation).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (given < LongestTimer)
            end.CancelAfter(given + LastWord);
        try
        {
            return await work(new Deadline(given, _clock), end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ZStackException(ZStackErrorKind.JobTimeout, _session.Server, _sent ?? "", given.TotalSeconds, operation ?? "");
        }
    }

    private async Task<ZStackJob> WaitAsync(ZStackJob job, Deadline? patience, CancellationToken cancellation)
    {
        patience ??= new Deadline(job.ServerTimeout is { } allowed ? allowed + Grace : DefaultLimit, _clock);
        TimeSpan begun = _clock.Now;
        bool wasAway = false;
        for (int polls = 0; ; polls++)
        {
            JobAnswer answer = await _calls.AskAsync(job.Id, cancellation).ConfigureAwait(false);
            switch (answer.Word)
            {
                case JobWord.Done:
                    return job.With(ZStackJobState.Succeeded, _results.Read(job, answer.Body!));
                case JobWord.Failed:
                    throw answer.Failure!;
                case JobWord.Silence or JobWord.Unknown when job.Operation == Operations.Recover:
                    // The node goes away for this job, and comes back without it: no failure, and nothing to wait for here.
                    return job;
                case JobWord.Silence:
                    if (!wasAway)
                        _events?.Report(new ClientEvent(ClientEventKind.NodeAway, _session.Server, job.Id, answer.Failure!.Facts.Count > 1 ? answer.Failure.Facts[1] : answer.Failure.Kind));
                    wasAway = true;
                    break;
                case JobWord.Unknown:
                case JobWord.Running when wasAway && polls % PollsPerLook == 0:
                    if (await TryLookUpAsync(job, answer.Word, cancellation).ConfigureAwait(false) is { State: ZStackJobState.Succeeded } ended)
                        return ended;
                    break;
            }

            if (patience.IsOver)
                throw new ZStackException(ZStackErrorKind.JobTimeout, _session.Server, job.Id, patience.Limit.TotalSeconds, job.Operation ?? "");
            await ReportAsync(job, _clock.Now - begun, answer.Word, cancellation).ConfigureAwait(false);
            await patience.PauseAsync(job.Operation == Operations.Recover ? PollSchedule.Impatient : PollSchedule.Pause(polls), cancellation).ConfigureAwait(false);
        }
    }

    /// <exception cref="ZStackException">JobLost: the node answers, and nothing tells that the change was made.</exception>
    private async Task<ZStackJob?> TryLookUpAsync(ZStackJob job, JobWord word, CancellationToken cancellation)
    {
        try
        {
            ZStackJob? found = await _results.LookUpAsync(job, cancellation).ConfigureAwait(false);
            return found is null && word == JobWord.Unknown ? throw Lost(job) : found;
        }
        catch (ZStackException e) when (e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.InvalidResponse or ZStackErrorKind.NotAnApi)
        {
            // Away again: the next round asks anew.
            return null;
        }
        catch (ZStackException e) when (e.Kind != ZStackErrorKind.JobLost)
        {
            // That nobody may look is no failure of the change: whether it was made is open.
            throw Lost(job, e);
        }
    }

    private async Task ReportAsync(ZStackJob job, TimeSpan elapsed, JobWord word, CancellationToken cancellation)
    {
        if (elapsed < Quick || _events is null)
            return;
        int? percent = word == JobWord.Running ? await _calls.PercentAsync(job.Id, cancellation).ConfigureAwait(false) : null;
        _events.Report(new ClientEvent(ClientEventKind.JobProgress, _session.Server, job.Operation ?? "", job.Id, (long)elapsed.TotalSeconds, percent ?? -1));
    }

    /// <summary>Sends until the node has the change, once.</summary>
    private async Task<(ZStackJob Job, Authorization Proof)> SubmitAsync(Change change, Deadline? patience, CancellationToken cancellation)
    {
        string id = Guid.NewGuid().ToString("N");
        _sent = id;
        ApiRequest request = change.Request(id);
        ZStackJob job = change.Job.Submitted(id, _session);
        Deadline doubt = patience is { } given && given.Limit < LongestDoubt ? given : new Deadline(patience is null ? DoubtLimit : LongestDoubt, _clock);
        bool inDoubt = false;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan sent = _clock.Now;
            _events?.Report(new ClientEvent(ClientEventKind.JobSending, _session.Server, job.Operation ?? "", id));
            ZStackException lost;
            try
            {
                TimeSpan? allowed = await SendAsync(request, cancellation).ConfigureAwait(false);
                return Accepted(job.Allowed(allowed), request);
            }
            catch (ZStackException e) when (IsDuplicate(e))
            {
                return Accepted(job, request);
            }
            catch (ZStackException e) when (IsLostAnswer(e))
            {
                lost = e;
            }

            inDoubt |= !lost.NothingWasSent;
            if (!inDoubt && attempt > RetryPolicy.Retries)
                throw lost;
            _events?.Report(new ClientEvent(ClientEventKind.AnswerLost, _session.Server, id, lost.Facts.Count > 1 ? lost.Facts[1] : lost.Kind));
            (bool known, bool wasSilent) = await IsKnownAsync(id, attempt, doubt, inDoubt, change.ErasesJobs, cancellation).ConfigureAwait(false);
            if (known)
                return Accepted(job, request);
            // It may have been taken, done and forgotten meanwhile: sent again it would be done twice.
            if (change.ErasesJobs && inDoubt && (wasSilent || _clock.Now - sent > ShortestErasure))
                return (job.InDoubt(), request.LastProof!);
            if (lost.Kind == ZStackErrorKind.ServerError || (!inDoubt && doubt.IsOver))
                throw lost;
            if (doubt.IsOver)
                throw new ZStackException(ZStackErrorKind.JobTimeout, lost, _session.Server, id, doubt.Limit.TotalSeconds, job.Operation ?? "");
        }
    }

    private (ZStackJob Job, Authorization Proof) Accepted(ZStackJob job, ApiRequest request)
    {
        _events?.Report(new ClientEvent(ClientEventKind.JobAccepted, _session.Server, job.Operation ?? "", job.Id));
        return (job, request.LastProof!);
    }

    /// <summary>After a pause, asks whether the node has the job; goes on asking while it does not answer.</summary>
    /// <param name="mayLeave">The change itself makes the node go away: no answer is an answer.</param>
    /// <returns>Not known when it does not have it, or when nothing more can be found out; and whether it was away meanwhile.</returns>
    private async Task<(bool Known, bool WasSilent)> IsKnownAsync(string id, int attempt, Deadline doubt, bool inDoubt, bool mayLeave, CancellationToken cancellation)
    {
        bool wasSilent = false;
        for (int question = attempt; ; question++)
        {
            await doubt.PauseAsync(RetryPolicy.Pause(Math.Min(question, 6), null), cancellation).ConfigureAwait(false);
            JobAnswer answer = await _calls.AskAsync(id, cancellation).ConfigureAwait(false);
            if (answer.Word is JobWord.Running or JobWord.Done or JobWord.Failed)
                return (true, wasSilent);
            wasSilent |= answer.Word == JobWord.Silence;
            if (answer.Word == JobWord.Unknown || doubt.IsOver || !inDoubt || (mayLeave && wasSilent))
                return (false, wasSilent);
        }
    }

    private async Task<TimeSpan?> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        using ApiResponse response = await _session.SendAsync(request, _redactor, _events, cancellation).ConfigureAwait(false);
        int status = response.Status;
        string body;
        try
        {
            body = await response.ReadTextAsync().ConfigureAwait(false);
        }
        catch (ZStackException) when (status == 202)
        {
            // Only the node says 202: it has the change, whatever happened to the rest of its answer.
            return null;
        }

        if (status == 202)
            return Answers.ApiTimeout(body);
        // Not repeated: it cannot be told whether this was the node, and what it did.
        throw Refusal.LooksLikeHtml(body)
            ? new ZStackException(ZStackErrorKind.NotAnApi, _session.Url, Refusal.Words(body, page: true, _redactor))
            : new ZStackException(ZStackErrorKind.InvalidResponse, _session.Server, Reason.Of(ReasonKind.NotAccepted, status));
    }

    /// <summary>An earlier send of the same request had arrived.</summary>
    private static bool IsDuplicate(ZStackException e) =>
        e.Kind == ZStackErrorKind.BadRequest && e.Facts[2] is string words && words.StartsWith("Duplicate job uuid", StringComparison.Ordinal);

    /// <summary>It is not known whether the node has the change.</summary>
    private static bool IsLostAnswer(ZStackException e) =>
        e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.ServerError;

    private ZStackException Lost(ZStackJob job, Exception? why = null) => new(ZStackErrorKind.JobLost, why, _session.Server, job.Id, job.Operation ?? "");
}
