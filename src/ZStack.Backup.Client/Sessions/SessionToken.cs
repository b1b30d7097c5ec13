using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>A session id that is replaced, once for all threads, when the server no longer knows it.</summary>
/// <remarks>The server rejects work of a dead session before it does any of it, so the refused request may be sent again.</remarks>
#pragma warning disable CA1001 // A SemaphoreSlim holds nothing unless its wait handle is asked for, which is not done.
internal sealed class SessionToken : Authenticator
#pragma warning restore CA1001
{
    private readonly string _server;
    private readonly Func<Redactor, IProgress<ClientEvent>?, CancellationToken, Task<OpenedSession>>? _logIn;
    private readonly SessionExpiry _whyNot;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile OpenedSession _session;
    private volatile Authorization _current;
    private volatile bool _closed;

    /// <param name="logIn">Opens a new session and returns it, keeping also the secrets of the refused request out of what it says; <c>null</c> when that is not possible, because of <paramref name="whyNot"/>.</param>
    public SessionToken(string server, OpenedSession session, Func<Redactor, IProgress<ClientEvent>?, CancellationToken, Task<OpenedSession>>? logIn, SessionExpiry whyNot)
    {
        _server = server;
        _logIn = logIn;
        _whyNot = whyNot;
        _session = session;
        _current = Header(session);
    }

    public string Id => _session.Id;

    public bool IsRenewable => _logIn is not null;

    public override Authorization Authorize(ApiRequest request) => _current;

    public override bool CanRecover(ZStackException failure) => failure is ZStackApiException { IsSessionExpired: true };

    public override async Task RecoverAsync(Authorization used, ZStackException failure, int round, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        if (_logIn is null)
            throw new ZStackException(ZStackErrorKind.SessionExpired, failure, _server, _whyNot);
        if (round > 0)
            throw new ZStackException(ZStackErrorKind.SessionExpired, failure, _server, SessionExpiry.NewOneRefused);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_closed)
                throw new ZStackException(ZStackErrorKind.SessionExpired, failure, _server, SessionExpiry.Disconnected);
            // Another thread may have been here while this one waited.
            if (!ReferenceEquals(used, _current))
                return;
            _session = await _logIn(redactor, events, cancellation).ConfigureAwait(false);
            _current = Header(_session);
            events?.Report(new ClientEvent(ClientEventKind.SessionRenewed, _server));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>From now on it is not renewed any more.</summary>
    public void Close() => _closed = true;

    /// <summary>Ends the newest session: a renewal that is under way is waited for, or it would leave one behind.</summary>
    public async Task EndAsync(Func<OpenedSession, Task> logOut, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await logOut(_session).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Authorization Header(OpenedSession session) => new("OAuth " + session.Id);
}
