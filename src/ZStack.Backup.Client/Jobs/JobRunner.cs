using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Secrets;

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
    private static readonly TimeSpan MaxDoubt = TimeSpan.FromHours(1);

    /// <summary>Where the node does not say how long it allows a job.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromHours(3);

    /// <summary>On top of what the node allows: its own word comes first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>No node forgets its jobs faster: for that it has to stop, load a database and start.</summary>
    private static readonly TimeSpan MinErasure = TimeSpan.FromSeconds(30);

    /// <summary>What one question may take beyond the end of the user's patience.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    /// <summary>Timers count milliseconds in 31 bits; whoever waits for weeks gets by with the check between two questions.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(20);

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

    // The node has said of the job that it runs, or has run.
    private bool _heard;

    public JobRunner(ZStackSession session, Redactor redactor, IProgress<ClientEvent>? events)
    {
        _session = session;
        _redactor = redactor;
        _events = events;
        _clock = session.Settings.Clock;
        _calls = new JobCalls(session, redactor, events);
        _results = new JobResults(new RecordQueries(session, events), session);
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
            catch (ZStackApiException e) when (IsRefusedAtDoor(e))
            {
                _events?.Report(new ClientEvent(ClientEventKind.JobRefused, _session.Server, job.Operation ?? "", job.Id));
                await RenewAsync(change, proof, e, round, cancellation).ConfigureAwait(false);
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
            JobAnswer answer = await _calls.AskAsync(job.Id, cancellation, patience?.Left + LastWord).ConfigureAwait(false);
            if (answer is not { Word: JobWord.Failed, Failure: ZStackApiException refused } || !IsRefusedAtDoor(refused))
                return job;
            _events?.Report(new ClientEvent(ClientEventKind.JobRefused, _session.Server, job.Operation ?? "", job.Id));
            await RenewAsync(change, proof, refused, round, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A dead session is refused before anything is done, so the change may be sent again, as a job of its own. That holds for
    /// the first word on the job alone: one that has run has found the session dead in the middle of its work.
    /// </summary>
    private bool IsRefusedAtDoor(ZStackApiException e) => !_heard && e.IsRefusedAtDoor && _session.CanRecover(e);

    private Task RenewAsync(Change change, Authorization proof, ZStackApiException refused, int round, CancellationToken cancellation) => change.ErasesJobs
        ? throw NeverTwice(refused)
        : _session.RecoverAsync(proof, refused, round, _redactor, _events, cancellation);

    private ZStackException NeverTwice(ZStackException refused) => new(ZStackErrorKind.SessionExpired, refused, _session.Server, SessionExpiry.NeverTwice);

    /// <summary>How far the job is, asked once.</summary>
    /// <exception cref="ZStackException">JobLost when neither the node nor what it worked on tells.</exception>
    public async Task<ZStackJob> LookAsync(ZStackJob job, CancellationToken cancellation)
    {
        JobAnswer answer = await _calls.AskAsync(job.Id, cancellation).ConfigureAwait(false);
        return answer.Word switch
        {
            JobWord.Done => await EndAsync(job, answer, cancellation).ConfigureAwait(false) ?? throw WithoutResult(job),
            JobWord.Failed => job.With(ZStackJobState.Failed, failure: answer.Failure),
            JobWord.Unknown => await _results.LookUpAsync(job, cancellation).ConfigureAwait(false) ?? throw Lost(job),
            JobWord.NoAnswer => throw answer.Failure!,
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

    /// <summary>Whoever has no limit waits as long as the node allows the job.</summary>
    private Task<ZStackJob> WaitAsync(ZStackJob job, Deadline? patience, CancellationToken cancellation) => patience is null
        ? WithinAsync(job.ServerTimeout is { } allowed ? allowed + Grace : DefaultLimit, job.Operation, (own, token) => PollAsync(job, own!, token), cancellation)
        : PollAsync(job, patience, cancellation);

    /// <summary>How a job has ended that the node calls done.</summary>
    /// <returns><c>null</c> when that cannot be told yet: somebody else has said it, or what it works on shows that it has not ended.</returns>
    /// <exception cref="ZStackException">InvalidResponse: neither its answer nor what it worked on shows a result.</exception>
    private async Task<ZStackJob?> EndAsync(ZStackJob job, JobAnswer answer, CancellationToken cancellation)
    {
        if (_results.IsForeign(job, answer.Body!))
            return null;
        if (_results.TryRead(job, answer.Body!, out object? output))
            return job.With(ZStackJobState.Succeeded, output);
        ZStackJob? found;
        try
        {
            found = await _results.LookUpAsync(job, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (IsPassing(e))
        {
            return null;
        }
        catch (ZStackException e)
        {
            throw WithoutResult(job, e);
        }

        return found is null ? throw WithoutResult(job) : found.State == ZStackJobState.Succeeded ? found : null;
    }

    /// <summary>Holds the limit also while a request waits for a node that says nothing: the session's own limit may be far longer.</summary>
    private async Task<ZStackJob> WithinAsync(TimeSpan? limit, string? operation, Func<Deadline?, CancellationToken, Task<ZStackJob>> work, CancellationToken cancellation)
    {
        if (limit is not { } given)
            return await work(null, cancellation).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (given < MaxTimer)
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

    private async Task<ZStackJob> PollAsync(ZStackJob job, Deadline patience, CancellationToken cancellation)
    {
        TimeSpan begun = _clock.Now;
        bool wasAway = false;
        for (int polls = 0; ; polls++)
        {
            JobAnswer answer = await _calls.AskAsync(job.Id, cancellation, patience.Left + LastWord).ConfigureAwait(false);
            _heard |= answer.Word is not (JobWord.NoAnswer or JobWord.Failed);
            if (answer.Word == JobWord.Running)
                job = job.Heard();
            switch (answer.Word)
            {
                case JobWord.Done:
                    if (await EndAsync(job, answer, cancellation).ConfigureAwait(false) is { } done)
                        return done;
                    break;
                case JobWord.Failed:
                    throw answer.Failure!;
                case JobWord.NoAnswer or JobWord.Unknown when job.Operation == Operations.Recover:
                    // The node goes away for this job, and comes back without it: no failure, and nothing to wait for here.
                    return job;
                case JobWord.NoAnswer:
                    if (!wasAway)
                        _events?.Report(new ClientEvent(ClientEventKind.NodeAway, _session.Server, job.Id, answer.Failure!.Why ?? answer.Failure.Kind));
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
        catch (ZStackException e) when (IsPassing(e))
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

    /// <summary>Nobody at home, or somebody else who answers for a while: asked again it can be told.</summary>
    private static bool IsPassing(ZStackException e) =>
        e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.InvalidResponse or ZStackErrorKind.NotAnApi
        || e is { Kind: ZStackErrorKind.ApiNotSupported, Word: NodeWord.None };

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
        _heard = false;
        ApiRequest request = change.Request(id);
        ZStackJob job = change.Job.Submitted(id, _session);
        Deadline doubt = patience is { } given && given.Limit < MaxDoubt ? given : new Deadline(patience is null ? DoubtLimit : MaxDoubt, _clock);
        bool inDoubt = false;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan sent = _clock.Now;
            _events?.Report(new ClientEvent(ClientEventKind.JobSending, _session.Server, job.Operation ?? "", id));
            ZStackException lost;
            try
            {
                TimeSpan? allowed = await SendAsync(change, request, cancellation).ConfigureAwait(false);
                return Accepted(job.Allowed(allowed), request);
            }
            catch (ZStackException e) when (e.Word == NodeWord.DuplicateJob)
            {
                // An earlier send of the same request had arrived.
                return Accepted(job, request);
            }
            catch (ZStackApiException e) when (change.ErasesJobs && e.IsRefusedAtDoor && _session.CanRecover(e))
            {
                throw NeverTwice(e);
            }
            catch (ZStackException e) when (!IsSettled(e))
            {
                lost = e;
            }

            inDoubt |= !lost.NothingWasSent;
            if (!inDoubt && attempt > RetryPolicy.Retries)
                throw lost;
            _events?.Report(new ClientEvent(ClientEventKind.AnswerLost, _session.Server, id, lost.Why is { } why and not "" ? why : lost.Kind));
            (JobWord word, bool wasSilent) = await InquireAsync(id, attempt, doubt, inDoubt, change.ErasesJobs, cancellation).ConfigureAwait(false);
            if (word is not (JobWord.Unknown or JobWord.NoAnswer))
                return Accepted(job.Heard(), request);
            // It may have been taken, done and forgotten meanwhile: sent again it would be done twice.
            if (change.ErasesJobs && inDoubt && (wasSilent || _clock.Now - sent > MinErasure))
                return (job.InDoubt(), request.LastProof!);
            // Not taken, by the node's own word, and refused by whoever answered: it would be refused again.
            if ((word == JobWord.Unknown && !IsOutage(lost)) || (!inDoubt && doubt.IsOver))
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
    /// <returns>Its last word, silence when nothing more can be found out; and whether it was away meanwhile.</returns>
    private async Task<(JobWord Word, bool WasSilent)> InquireAsync(string id, int attempt, Deadline doubt, bool inDoubt, bool mayLeave, CancellationToken cancellation)
    {
        bool wasSilent = false;
        for (int question = attempt; ; question++)
        {
            await doubt.PauseAsync(RetryPolicy.Pause(Math.Min(question, 6), null), cancellation).ConfigureAwait(false);
            JobAnswer answer = await _calls.AskAsync(id, cancellation, doubt.Left + LastWord).ConfigureAwait(false);
            wasSilent |= answer.Word == JobWord.NoAnswer;
            _heard |= answer.Word is JobWord.Running or JobWord.Done;
            if (answer.Word != JobWord.NoAnswer || doubt.IsOver || !inDoubt || mayLeave)
                return (answer.Word, wasSilent);
        }
    }

    private async Task<TimeSpan?> SendAsync(Change change, ApiRequest request, CancellationToken cancellation)
    {
        using ApiResponse response = await _session.SendAsync(request, _redactor, _events, cancellation, e => MayRepeat(change, e)).ConfigureAwait(false);
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
        if (ErrorReader.TryRead(body, _redactor) is { } error)
            throw new ZStackApiException(_session.Server, error, status, request.JobId);
        // It cannot be told whether this was the node, and what it did.
        throw WebPage.LooksLikeOne(body)
            ? new ZStackException(ZStackErrorKind.NotAnApi, _session.Url, WebPage.Words(body, page: true, _redactor))
            : new ZStackException(ZStackErrorKind.InvalidResponse, _session.Server, Reason.Of(ReasonKind.NotAccepted, status));
    }

    /// <summary>Whether the request may go out again with a new proof, after the node has refused the old one in its answer.</summary>
    private static bool MayRepeat(Change change, ZStackException refusal) => refusal is not ZStackApiException api || (api.IsRefusedAtDoor && !change.ErasesJobs);

    /// <summary>The node itself has refused the change, or it was never sent. Whatever else comes back leaves it open whether the node has it.</summary>
    private static bool IsSettled(ZStackException e) =>
        e.Word == NodeWord.Refused || e.Kind is ZStackErrorKind.SessionExpired or ZStackErrorKind.ClockSkewed or ZStackErrorKind.CertificateNotTrusted or ZStackErrorKind.InvalidArgument;

    /// <summary>Nobody refused it: the same request may go out again.</summary>
    private static bool IsOutage(ZStackException e) => e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout;

    private ZStackException WithoutResult(ZStackJob job, Exception? why = null) =>
        new(ZStackErrorKind.InvalidResponse, why, _session.Server, Reason.Of(ReasonKind.NoResult, job.Id));

    private ZStackException Lost(ZStackJob job, Exception? why = null) => new(ZStackErrorKind.JobLost, why, _session.Server, job.Id, job.Operation ?? "");
}
