using System;
using System.Net;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Connections;

/// <summary>How to reach a node. Belongs to one session; nothing of it is process-wide.</summary>
public sealed class ConnectionSettings
{
    /// <summary>The node allows a scan five minutes; a bit more, so that its own answer comes first.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(330);

    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(60);
    private readonly string? _thumbprint;
    private ProxyRules? _proxies;

    public ConnectionSettings(ServerAddress address) => Address = address;

    public ServerAddress Address { get; }

    public bool SkipCertificateCheck { get; init; }

    /// <summary>SHA-256 of the only certificate to accept, 64 hex digits, with or without colons.</summary>
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

    public Uri? Proxy { get; init; }

    public NetworkCredential? ProxyCredential { get; init; }

    /// <summary>Straight to the host, whatever the environment and the system name.</summary>
    public bool NoProxy { get; init; }

    internal ProxyRules Proxies => _proxies ??= new ProxyRules(this);

    /// <returns>The proxy that a request for this URL goes through; <c>null</c> for none.</returns>
    public NamedProxy? ProxyFor(Uri url) => Proxies.For(url);

    /// <summary>Until the head of an answer is there, and between two pieces of its body.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    internal Clock Clock { get; init; } = Clock.Machine;

    /// <summary>For calls that a healthy node answers at once.</summary>
    internal TimeSpan ShortTimeout => Timeout < QuickTimeout ? Timeout : QuickTimeout;
}
