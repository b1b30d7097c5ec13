using System;
using System.Net;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Connections;

/// <summary>How to reach a node. Belongs to one session; nothing of it is process-wide.</summary>
/// <remarks>Does not change after it was made, so several threads may use it.</remarks>
public sealed class ConnectionSettings
{
    /// <summary>330 seconds. The node allows a scan of an image store five minutes; this is a bit more, so that its own answer comes first.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(330);

    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(60);
    private readonly string? _thumbprint;
    private ProxyRules? _proxies;

    /// <param name="address">The node, as <see cref="ServerAddress.Parse"/> reads it.</param>
    public ConnectionSettings(ServerAddress address) => Address = address;

    /// <summary>Scheme, host, port and context path of the API.</summary>
    public ServerAddress Address { get; }

    /// <summary>Accepts any certificate, so that anybody on the way can read and change everything. <see cref="CertificateThumbprint"/> is the safe way for a self-signed one.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>SHA-256 of the only certificate to accept, 64 hex digits, with or without colons; kept in upper case without them. <c>null</c>: any that the system trusts.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public string? CertificateThumbprint
    {
        get => _thumbprint;
        init
        {
            string? digits = value?.Replace(":", "").Replace(" ", "").ToUpperInvariant();
            if (digits is not null && !Regex.IsMatch(digits, @"^[0-9A-F]{64}\z"))
                throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(CertificateThumbprint), Reason.Of(ReasonKind.NotAThumbprint));
            _thumbprint = digits;
        }
    }

    /// <summary>Proxy for all requests of this session. <c>null</c>: the one of the environment (<c>https_proxy</c> and the like), else of the system.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>User and password for <see cref="Proxy"/>; a proxy of the environment brings its own. Never shown.</summary>
    public NetworkCredential? ProxyCredential { get; init; }

    /// <summary>Straight to the host, whatever the environment and the system name.</summary>
    public bool NoProxy { get; init; }

    internal ProxyRules Proxies => _proxies ??= new ProxyRules(this);

    /// <returns>The proxy that a request for this URL goes through; <c>null</c> for none.</returns>
    public NamedProxy? ProxyFor(Uri url) => Proxies.For(url);

    /// <summary>Time until the head of an answer is there, and between two pieces of its body. Calls that a healthy node answers at once wait for at most 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    internal Clock Clock { get; init; } = Clock.Machine;

    /// <summary>For calls that a healthy node answers at once.</summary>
    internal TimeSpan ShortTimeout => Timeout < QuickTimeout ? Timeout : QuickTimeout;
}
