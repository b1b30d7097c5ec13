using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>Opens sessions: log-in, then the server's time zone and, for access keys, its clock.</summary>
internal sealed class SessionOpener
{
    private readonly Transport _transport;
    private readonly ServerTimeZone? _givenZone;
    private readonly bool _reconnect;
    private readonly IProgress<ClientEvent>? _events;

    /// <param name="zone">What the user says the server's zone is; <c>null</c> to find out.</param>
    public SessionOpener(Transport transport, ServerTimeZone? zone, bool reconnect, IProgress<ClientEvent>? events)
    {
        _transport = transport;
        _givenZone = zone;
        _reconnect = reconnect;
        _events = events;
    }

    /// <inheritdoc cref="ZStackClient.ConnectAsync"/>
    public static async Task<ZStackSession> ConnectAsync(ConnectionSettings settings, LogIn logIn, ServerTimeZone? zone, bool reconnect, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var transport = new Transport(settings);
        try
        {
            return await new SessionOpener(transport, zone, reconnect, events).OpenAsync(logIn, cancellation).ConfigureAwait(false);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private Task<ZStackSession> OpenAsync(LogIn logIn, CancellationToken cancellation)
    {
        Redactor redactor = Redactor.Patterns.With([.. logIn.Secrets, _transport.Settings.ProxyCredential?.Password]);
        var node = new NodeCalls(_transport, redactor);
        return logIn switch
        {
            PasswordLogIn password => OpenAsync(password, node, redactor, cancellation),
            AccessKeyLogIn key => OpenAsync(key, node, redactor, cancellation),
            SessionIdLogIn id => OpenAsync(id, node, redactor, cancellation),
            _ => throw new InvalidOperationException(logIn.GetType().Name),
        };
    }

    private async Task<ZStackSession> OpenAsync(PasswordLogIn logIn, NodeCalls node, Redactor redactor, CancellationToken cancellation)
    {
        OpenedSession opened = await node.LogInAsync(logIn, _events, cancellation).ConfigureAwait(false);
        try
        {
            ServerTimeZone zone = await FindZoneAsync(node, opened.CreateDate, cancellation).ConfigureAwait(false);
            SessionExpiry whyNot = _reconnect ? SessionExpiry.OneTimeCode : SessionExpiry.SwitchedOff;
            var token = new SessionToken(_transport.Server, opened, _reconnect && logIn.IsRepeatable ? AgainAsync : null, whyNot);
            return new ZStackSession(_transport, token, redactor, zone)
            {
                User = logIn.User,
                LoginType = logIn.Type.ToString(),
                AccountName = logIn.AccountName,
                ProjectName = logIn.ProjectName,
                AccountUuid = opened.AccountUuid,
                UserUuid = opened.UserUuid,
                Reopen = _reconnect && logIn.IsRepeatable ? Again(logIn, zone) : null,
            };

            Task<OpenedSession> AgainAsync(Redactor secrets, IProgress<ClientEvent>? events, CancellationToken token) =>
                new NodeCalls(_transport, secrets).LogInAsync(logIn, events, token);
        }
        catch
        {
            await node.LogOutQuietlyAsync(opened).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ZStackSession> OpenAsync(AccessKeyLogIn key, NodeCalls node, Redactor redactor, CancellationToken cancellation)
    {
        ServerTimeZone zone = await FindZoneAsync(node, null, cancellation).ConfigureAwait(false);
        var clock = new ServerClock(node);
        await clock.MeasureAsync(_events, cancellation).ConfigureAwait(false);
        var signer = new AccessKeySigner(key, node, clock, zone);
        var session = new ZStackSession(_transport, signer, redactor, zone) { User = key.Id, LoginType = AccessKeyLogIn.TypeName, Reopen = _reconnect ? Again(key, zone) : null };
        try
        {
            // Signed this time: a wrong key is refused now and not at the first real call.
            var request = new ApiRequest(System.Net.Http.HttpMethod.Get, "/v1/management-nodes/platform-timezone") { Timeout = _transport.Settings.ShortTimeout };
            using ApiResponse response = await session.SendAsync(request, redactor, _events, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.ApiNotSupported)
        {
            _events?.Report(new ClientEvent(ClientEventKind.AccessKeyNotChecked, _transport.Server));
        }

        return session;
    }

    private async Task<ZStackSession> OpenAsync(SessionIdLogIn logIn, NodeCalls node, Redactor redactor, CancellationToken cancellation)
    {
        if (!await node.SessionIsValidAsync(logIn.SessionId, _events, cancellation).ConfigureAwait(false))
            throw new ZStackException(ZStackErrorKind.SessionExpired, _transport.Server, SessionExpiry.Unknown);
        ServerTimeZone zone = await FindZoneAsync(node, null, cancellation).ConfigureAwait(false);
        var token = new SessionToken(_transport.Server, new OpenedSession(logIn.SessionId, null, null, null), null, SessionExpiry.NoCredentials);
        return new ZStackSession(_transport, token, redactor, zone) { LoginType = SessionIdLogIn.TypeName };
    }

    private Func<IProgress<ClientEvent>?, CancellationToken, Task<ZStackSession>> Again(LogIn logIn, ServerTimeZone zone) =>
        (events, cancellation) => ConnectAsync(_transport.Settings, logIn, _givenZone ?? (zone.IsKnown ? zone : null), _reconnect, events, cancellation);

    /// <summary>What the user says, else what the platform says, else log-in time against the server's clock, else the local zone.</summary>
    private async Task<ServerTimeZone> FindZoneAsync(NodeCalls node, DateTime? logInWallTime, CancellationToken cancellation)
    {
        if (_givenZone is not null)
            return _givenZone;
        try
        {
            if (await node.TimeZoneAsync(null, _events, cancellation).ConfigureAwait(false) is { } zone)
                return Found(zone, "platform-timezone");
        }
        catch (ZStackException e) when (IsOptional(e))
        {
            // Servers before 4.1.0 do not have this call.
        }

        if (logInWallTime is { } wall)
        {
            try
            {
                DateTimeOffset now = await node.CurrentTimeAsync(_events, cancellation).ConfigureAwait(false);
                TimeSpan offset = TimeSpan.FromMinutes(15 * Math.Round((wall - now.UtcDateTime).TotalMinutes / 15));
                if (offset.Duration() <= TimeSpan.FromHours(14))
                    return Found(ServerTimeZone.FromOffset(offset), "log-in");
            }
            catch (ZStackException e) when (IsOptional(e))
            {
                // Without the server's clock its zone stays unknown; said below.
            }
        }

        _events?.Report(new ClientEvent(ClientEventKind.TimeZoneUnknown, _transport.Server, ServerTimeZone.Local.Id));
        return ServerTimeZone.Local;
    }

    private ServerTimeZone Found(ServerTimeZone zone, string source)
    {
        _events?.Report(new ClientEvent(ClientEventKind.TimeZoneFound, _transport.Server, zone.Id, source));
        return zone;
    }

    /// <summary>The server answered, just not with this: no reason to give up the session.</summary>
    private static bool IsOptional(ZStackException e) =>
        e is ZStackApiException || e.Kind is ZStackErrorKind.ApiNotSupported or ZStackErrorKind.BadRequest or ZStackErrorKind.ServerError or ZStackErrorKind.InvalidResponse;
}
