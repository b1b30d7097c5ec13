using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Reflection;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Connections;

/// <summary>A proxy that requests go through, and what names it.</summary>
public sealed class NamedProxy
{
    internal NamedProxy(Uri address, object source, ICredentials? credentials)
    {
        Address = address;
        Source = source;
        Credentials = credentials;
    }

    /// <summary>Host and port, without the user and password that may stand in a variable.</summary>
    public string Name => Address.Authority;

    /// <summary>It was given for this very connection.</summary>
    public bool IsGiven => Source is Statement source && source.Is(ReasonKind.ProxyOfParameter);

    internal Uri Address { get; }

    internal object Source { get; }

    internal ICredentials? Credentials { get; }
}

/// <summary>
/// The one place that decides which proxy a request takes: the one that was given, else one that the environment names, else the system's.
/// .NET and .NET Framework differ in that, so it is not left to them.
/// </summary>
internal sealed class ProxyRules : IWebProxy, ICredentials
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private readonly Dictionary<string, string> _environment = [];
    private readonly NamedProxy? _given;
    private readonly bool _none;

    public ProxyRules(ConnectionSettings settings)
    {
        _none = settings.NoProxy;
        _given = settings.Proxy is { } proxy ? new NamedProxy(proxy, Reason.Of(ReasonKind.ProxyOfParameter), settings.ProxyCredential) : null;
        // Kept: a session's way does not change under it.
        foreach (string name in new[] { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY" })
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                _environment[name] = value;
        }
    }

    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <returns><c>null</c> for straight to the host.</returns>
    public NamedProxy? For(Uri url) => _none ? null : _given ?? OfEnvironment(url) ?? OfSystem(url);

    public Uri? GetProxy(Uri destination) => For(destination)?.Address;

    public bool IsBypassed(Uri host) => For(host) is null;

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        NamedProxy?[] known = [_given, OfVariable("http"), OfVariable("https")];
        NamedProxy? proxy = Array.Find(known, one => one?.Address.Authority == uri.Authority);
        return (proxy is null ? System?.Credentials : proxy.Credentials)?.GetCredential(uri, authType);
    }

    /// <summary>What this process uses by default; .NET Framework has no such property, and its settings elsewhere.</summary>
    private static IWebProxy? System => typeof(HttpClient).GetProperty("DefaultProxy", BindingFlags.Public | BindingFlags.Static) is { } property
        ? property.GetValue(null) as IWebProxy
        : WebRequest.DefaultWebProxy;

    private static NamedProxy? OfSystem(Uri url)
    {
        if (System is not { } system || system.IsBypassed(url) || system.GetProxy(url) is not { } address || address == url)
            return null;
        return new NamedProxy(address, Reason.Of(ReasonKind.ProxyOfSystem), system.Credentials);
    }

    private NamedProxy? OfEnvironment(Uri url) => OfVariable(url.Scheme) is { } proxy && !IsExcepted(url.Host) ? proxy : null;

    private NamedProxy? OfVariable(string scheme)
    {
        // A web server hands the header "Proxy" of a request to its scripts as HTTP_PROXY.
        bool isScriptOfServer = Environment.GetEnvironmentVariable("GATEWAY_INTERFACE") is not null;
        string[] names = [scheme + "_proxy", .. scheme == "http" && isScriptOfServer ? [] : new[] { scheme.ToUpperInvariant() + "_PROXY" }, "all_proxy", "ALL_PROXY"];
        if (Array.Find(names, _environment.ContainsKey) is not { } name)
            return null;
        string value = _environment[name].Trim();
        if (!Uri.TryCreate(value.IndexOf("://", StringComparison.Ordinal) < 0 ? "http://" + value : value, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || !Schemes.Contains(uri.Scheme))
            return null;
        string[] user = uri.UserInfo.Split([':'], 2);
        NetworkCredential? credential = uri.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        return new NamedProxy(new UriBuilder(uri) { UserName = "", Password = "" }.Uri, Reason.Of(ReasonKind.ProxyOfEnvironment, name), credential);
    }

    /// <summary>As curl and .NET read it: hosts, and with a dot or an asterisk before them all hosts below.</summary>
    private bool IsExcepted(string host)
    {
        string list = _environment.TryGetValue("no_proxy", out string? lower) || _environment.TryGetValue("NO_PROXY", out lower) ? lower : "";
        return list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Any(entry =>
        {
            string name = Regex.Replace(entry.Trim(), @":\d+\z", "").TrimStart('*');
            return name.Length == 0
                || string.Equals(host, name.TrimStart('.'), StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + name.TrimStart('.'), StringComparison.OrdinalIgnoreCase);
        });
    }
}
