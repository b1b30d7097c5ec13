using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>The calls that need no session: what a node says of itself, log-in and log-out.</summary>
internal sealed class NodeCalls
{
    // The platform-timezone call wants the header and does not look at the session in it.
    private static readonly Authorization AnySession = new("OAuth " + new string('0', 32));

    private static readonly TimeSpan CleanUpDeadline = TimeSpan.FromSeconds(5);

    private readonly Transport _transport;
    private readonly Redactor _redactor;
    private readonly Answers _answers;

    public NodeCalls(Transport transport, Redactor redactor)
    {
        _transport = transport;
        _redactor = redactor;
        _answers = new Answers(transport.Settings.Address, redactor);
    }

    public string Server => _transport.Server;

    public Task<DateTimeOffset> CurrentTimeAsync(IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        CallAsync(Action("getCurrentTime"), null, _answers.CurrentTime, events, cancellation);

    public Task<string?> VersionAsync(IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        CallAsync(Action("getVersion"), null, _answers.Version, events, cancellation);

    /// <summary>Returns when the node takes work.</summary>
    /// <param name="limit">For the answer; as for every quick call unless given.</param>
    /// <exception cref="ZStackApiException">SYS.1010 while it starts.</exception>
    public async Task ReadyAsync(IProgress<ClientEvent>? events, CancellationToken cancellation, TimeSpan? limit = null)
    {
        TimeSpan usual = _transport.Settings.ShortTimeout;
        var request = new ApiRequest(HttpMethod.Get, "/v1/management-nodes/ready") { Timeout = limit < usual ? limit : usual, RetriesOutage = false };
        _ = await CallAsync(request, null, _answers.Nothing, events, cancellation).ConfigureAwait(false);
    }

    /// <param name="authorization">Signs the request, which makes the server check an access key; without one any header will do.</param>
    public Task<ServerTimeZone?> TimeZoneAsync(Func<ApiRequest, Authorization>? authorization, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Get, "/v1/management-nodes/platform-timezone") { Timeout = _transport.Settings.ShortTimeout };
        return CallAsync(request, authorization ?? (_ => AnySession), _answers.TimeZone, events, cancellation);
    }

    public Task<bool> SessionIsValidAsync(string id, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Get, ApiRequest.PathOf("/v1/accounts/sessions/{SessionId}/valid", id)) { Timeout = _transport.Settings.ShortTimeout };
        return CallAsync(request, null, _answers.SessionIsValid, events, cancellation);
    }

    public Task<OpenedSession> LogInAsync(PasswordLogIn logIn, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        logIn.ProjectRequest() is { } project
            ? LogInAsync(logIn, project, events, cancellation)
            : CallAsync(logIn.Request(), null, OpenedSession, events, cancellation);

    private async Task<OpenedSession> LogInAsync(PasswordLogIn logIn, ApiRequest request, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        OpenedSession session = await CallAsync(logIn.Request(), null, OpenedSession, events, cancellation).ConfigureAwait(false);
        var authorization = new Authorization("OAuth " + session.Id);
        try
        {
            OpenedSession project = await CallAsync(request, _ => authorization, OpenedSession, events, cancellation).ConfigureAwait(false);
            return new OpenedSession(project.Id, project.AccountUuid, project.UserUuid, project.CreateDate) { ParentId = session.Id };
        }
        catch
        {
            await LogOutQuietlyAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes a session that is of no use, whatever led to that: it has a deadline of its own and reports nothing.</summary>
    public async Task LogOutQuietlyAsync(OpenedSession session)
    {
        using var deadline = new CancellationTokenSource(CleanUpDeadline);
        try
        {
            await LogOutAsync(session, null, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ZStackException or OperationCanceledException)
        {
            // The failure that led here is the one to report; the session ends by itself after its lifetime.
        }
    }

    public async Task LogOutAsync(OpenedSession session, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        await LogOutAsync(session.Id, events, cancellation).ConfigureAwait(false);
        if (session.ParentId is not null)
            await LogOutAsync(session.ParentId, events, cancellation).ConfigureAwait(false);
    }

    private async Task LogOutAsync(string id, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Delete, ApiRequest.PathOf("/v1/accounts/sessions/{SessionId}", id)) { Timeout = _transport.Settings.ShortTimeout, JobId = Guid.NewGuid().ToString("N") };
        _ = await CallAsync(request, null, _answers.Nothing, events, cancellation).ConfigureAwait(false);
    }

    private OpenedSession OpenedSession(string answer)
    {
        OpenedSession session = _answers.LogIn(answer);
        _redactor.Conceal(session.Id);
        return session;
    }

    private static ApiRequest Action(string name) => new(HttpMethod.Put, "/v1/management-nodes/actions")
    {
        Body = RequestBody.Write(name, []),
        // A question, although it is a PUT: it may be asked again.
        RetriesOutage = true,
    };

    private async Task<T> CallAsync<T>(ApiRequest request, Func<ApiRequest, Authorization>? authorization, Func<string, T> read, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        Func<Authorization>? authorize = authorization is null ? null : () => authorization(request);
        using ApiResponse response = await _transport.SendAsync(request, authorize, _redactor, events, cancellation).ConfigureAwait(false);
        return read(await response.ReadTextAsync().ConfigureAwait(false));
    }
}
