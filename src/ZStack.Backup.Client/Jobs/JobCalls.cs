using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Jobs;

/// <summary>What the node says of a job.</summary>
internal enum JobWord
{
    Running,
    Done,
    Failed,

    /// <summary>The id was never there, or the job's record has been purged.</summary>
    Unknown,

    /// <summary>No word from the node: an outage, or a page of something in between.</summary>
    NoAnswer,
}

/// <summary>One answer to the question for a job.</summary>
internal sealed class JobAnswer
{
    public JobAnswer(JobWord word, string? body = null, ZStackException? failure = null)
    {
        Word = word;
        Body = body;
        Failure = failure;
    }

    public JobWord Word { get; }

    /// <summary>The result, when done.</summary>
    public string? Body { get; }

    /// <summary>The server's error when failed; why nothing was heard at silence.</summary>
    public ZStackException? Failure { get; }
}

/// <summary>The questions about jobs. None of them changes anything.</summary>
internal sealed class JobCalls
{
    private const string NotReady = "SYS.1010";

    private readonly ZStackSession _session;
    private readonly Redactor _redactor;
    private readonly IProgress<ClientEvent>? _events;
    private bool _hasProgress = true;

    public JobCalls(ZStackSession session, Redactor redactor, IProgress<ClientEvent>? events)
    {
        _session = session;
        _redactor = redactor;
        _events = events;
    }

    /// <remarks>The URL is made from our own address: the <c>location</c> of an answer names the node's internal one. Needs no session.</remarks>
    /// <param name="patience">Of whoever asks, where it may be shorter than a quick call usually gets.</param>
    public async Task<JobAnswer> AskAsync(string id, CancellationToken cancellation, TimeSpan? patience = null)
    {
        TimeSpan usual = _session.Settings.ShortTimeout;
        var request = new ApiRequest(HttpMethod.Get, ApiRequest.PathOf("/v1/api-jobs/{Id}", id)) { RetriesOutage = false, Timeout = patience < usual ? patience : usual };
        try
        {
            using ApiResponse response = await _session.SendAnonymouslyAsync(request, _redactor, _events, cancellation).ConfigureAwait(false);
            string body = await response.ReadTextAsync().ConfigureAwait(false);
            if (response.Status == 202)
                return new JobAnswer(JobWord.Running);
            if (ErrorReader.TryRead(body, _redactor) is { } error)
                return new JobAnswer(JobWord.Failed, failure: new ZStackApiException(_session.Server, error, response.Status, id));
            return LenientJson.Object(body) is null
                ? new JobAnswer(JobWord.NoAnswer, failure: new ZStackException(ZStackErrorKind.InvalidResponse, _session.Server, Reason.Of(ReasonKind.NotOneJsonObject)))
                : new JobAnswer(JobWord.Done, body);
        }
        catch (ZStackApiException e) when (e.Code == NotReady)
        {
            // The node itself, while it starts; no job ends with that.
            return new JobAnswer(JobWord.NoAnswer, failure: e);
        }
        catch (ZStackApiException e) when (e.Word == NodeWord.Refused)
        {
            return new JobAnswer(JobWord.Failed, failure: new ZStackApiException(e, id));
        }
        catch (ZStackException e) when (e.Word == NodeWord.UnknownJob)
        {
            return new JobAnswer(JobWord.Unknown);
        }
        catch (ZStackException e)
        {
            // Whoever else answers knows nothing of the job: not that it failed, and not that it is unknown.
            return new JobAnswer(JobWord.NoAnswer, failure: e);
        }
    }

    /// <returns>Per cent; <c>null</c> when this node does not say.</returns>
    public async Task<int?> PercentAsync(string id, CancellationToken cancellation)
    {
        if (!_hasProgress)
            return null;
        var request = new ApiRequest(HttpMethod.Get, ApiRequest.PathOf("/v1/task-progresses/{Id}", id)) { RetriesOutage = false, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using ApiResponse response = await _session.SendAsync(request, _redactor, _events, cancellation).ConfigureAwait(false);
            return Answers.Percent(await response.ReadTextAsync().ConfigureAwait(false));
        }
        catch (ZStackException)
        {
            // Progress is an extra: the job itself is asked for in another way.
            _hasProgress = false;
            return null;
        }
    }
}
