using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Models;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup;

/// <summary>A log-in at one node. Thread-safe; prints and serialises without secrets.</summary>
public sealed class ZStackSession : IDisposable, INode
{
    private readonly Authenticator _authenticator;
    private readonly Transport _transport;
    private readonly ServerTimeZone _zone;
    private volatile bool _closed;

    internal ZStackSession(Transport transport, Authenticator authenticator, Redactor redactor, ServerTimeZone zone)
    {
        _transport = transport;
        _authenticator = authenticator;
        Redactor = redactor;
        _zone = zone;
    }

    /// <summary>Name of the node, with the port where it is not the usual one.</summary>
    public string Server => _transport.Server;

    public string Url => _transport.Settings.Address.Url;

    public string? User { get; internal init; }

    /// <summary><c>Account</c>, <c>User</c>, <c>Ldap</c>, <c>VirtualId</c>, <c>AccessKey</c> or <c>SessionId</c>.</summary>
    public string LoginType { get; internal init; } = "";

    /// <summary>The account that the user belongs to, for log-ins of type <c>User</c>.</summary>
    public string? AccountName { get; internal init; }

    public string? ProjectName { get; internal init; }

    public string? AccountUuid { get; internal init; }

    public string? UserUuid { get; internal init; }

    /// <summary>The zone that this server's times are in. Where nothing told it, an access key finds it when the server accepts its dates.</summary>
    public ServerTimeZone ServerTimeZone => !_zone.IsKnown && _authenticator is AccessKeySigner signer ? signer.Zone : _zone;

    public DateTimeOffset ConnectedAt { get; } = DateTimeOffset.Now;

    /// <summary>Opens a new session with the same credentials and settings; <c>null</c> when they cannot be used again, or must not be.</summary>
    internal Func<IProgress<ClientEvent>?, CancellationToken, Task<ZStackSession>>? Reopen { get; init; }

    internal ServerAddress Address => _transport.Settings.Address;

    internal ConnectionSettings Settings => _transport.Settings;

    internal Redactor Redactor { get; }

    /// <summary>Closed by its owner: refuses to be used again.</summary>
    internal bool IsClosed => _closed;

    /// <summary>Logs in again when the server has forgotten it.</summary>
    internal bool RenewsItself => _authenticator is SessionToken { IsRenewable: true };

    /// <summary>All that tells a session opened elsewhere from another one.</summary>
    private string? ForeignId => LoginType == SessionIdLogIn.TypeName ? (_authenticator as SessionToken)?.Id : null;

    internal NodeCalls Node => new(_transport, Redactor);

    /// <summary>The id that the node knows this session by; <c>null</c> for an access key, which has none there.</summary>
    internal string? TokenId => (_authenticator as SessionToken)?.Id;

    /// <summary>The session that an object came by; <c>null</c> when it came from elsewhere, such as a file.</summary>
    internal static ZStackSession? Of(ServerObject? source) => (ZStackSession?)source?.Origin;

    public void Dispose() => _transport.Dispose();

    public override string ToString() => User is null ? Server : $"{User}@{Server}";

    internal bool IsSameLogInAs(ZStackSession other) =>
        (Url, User, LoginType, AccountName, ProjectName, ForeignId) == (other.Url, other.User, other.LoginType, other.AccountName, other.ProjectName, other.ForeignId);

    /// <summary>Sends with this session's proof; recovers once from an expired session or a skewed clock.</summary>
    /// <param name="mayRepeat">Whether the request may go out again after this refusal; <c>null</c> for what changes nothing.</param>
    internal async Task<ApiResponse> SendAsync(ApiRequest request, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation, Func<ZStackException, bool>? mayRepeat = null)
    {
        for (int round = 0; ; round++)
        {
            if (_closed)
                throw new ZStackException(ZStackErrorKind.SessionExpired, Server, SessionExpiry.Disconnected);
            try
            {
                return await _transport.SendAsync(request, () => request.LastProof = _authenticator.Authorize(request), redactor, events, cancellation).ConfigureAwait(false);
            }
            catch (ZStackException e) when (request.LastProof is not null && CanRecover(e) && mayRepeat?.Invoke(e) != false)
            {
                await RecoverAsync(request.LastProof, e, round, redactor, events, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>For the few questions that the node answers to anybody.</summary>
    internal Task<ApiResponse> SendAnonymouslyAsync(ApiRequest request, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        _transport.SendAsync(request, null, redactor, events, cancellation);

    /// <summary>Whether this failure is about the session's proof, so that <see cref="RecoverAsync"/> may help.</summary>
    internal bool CanRecover(ZStackException failure) => _authenticator.CanRecover(failure);

    /// <summary>Makes another try worth it, or throws what the user has to know.</summary>
    internal Task RecoverAsync(Authorization used, ZStackException failure, int round, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        _authenticator.RecoverAsync(used, failure, round, redactor, events, cancellation);

    /// <summary>Ends its use here: without this it would log in again by itself.</summary>
    internal void Close()
    {
        _closed = true;
        (_authenticator as SessionToken)?.Close();
    }

    /// <summary>Closes the session on the server: it allows only so many. An access key has none there.</summary>
    internal async Task LogOutAsync(IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        if (_authenticator is SessionToken token)
            await token.EndAsync(session => Node.LogOutAsync(session, events, cancellation), cancellation).ConfigureAwait(false);
    }
}
