using System;
using System.Management.Automation;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that open a connection of their own: how to reach the node.</summary>
public abstract class NodeCmdlet : ZStackCmdlet
{
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>SHA-256 of the only certificate to accept.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? CertificateThumbprint { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public Uri? Proxy { get; set; }

    [Parameter]
    [Credential]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Straight to the node, whatever proxy the environment or the system names.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Seconds until an answer begins, and between two pieces of it.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? TimeoutSec { get; set; }

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    private protected ConnectionSettings SettingsFor(string server)
    {
        ServerAddress address = ServerAddress.Parse(server);
        if (Proxy is not null && (!Proxy.IsAbsoluteUri || Proxy.Scheme is not ("http" or "https")))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Proxy), Messages.Arg_BadProxy);
        if (Proxy?.UserInfo.Length > 0)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Proxy), Messages.Arg_ProxyUser);
        if (NoProxy && Proxy is not null)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(NoProxy), Messages.Arg_NoProxyWithProxy);
        if (ProxyCredential is not null && Proxy is null)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(ProxyCredential), Messages.Arg_ProxyCredentialAlone);
        var settings = new ConnectionSettings(address)
        {
            SkipCertificateCheck = SkipCertificateCheck,
            CertificateThumbprint = CertificateThumbprint,
            Proxy = Proxy,
            NoProxy = NoProxy,
            ProxyCredential = ProxyCredential?.GetNetworkCredential(),
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : ConnectionSettings.DefaultTimeout,
        };
        if (CertificateThumbprint is not null && !address.IsEncrypted)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(CertificateThumbprint), Messages.Arg_ThumbprintWithoutTls);
        return settings;
    }

    private protected void WarnOfRisks(ConnectionSettings settings)
    {
        ServerAddress address = settings.Address;
        WarnOfUnnamedProxy(settings, new Uri(address.Url));
        if (!address.IsEncrypted && !address.IsLoopback)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_PlainHttp), [address.Name]));
        if (address.IsEncrypted && SkipCertificateCheck && CertificateThumbprint is null)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_AnyCertificate), [address.Name]));
    }
}
