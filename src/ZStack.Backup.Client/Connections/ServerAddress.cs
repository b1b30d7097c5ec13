using System;

namespace ZStack.Backup.Client.Connections;

/// <summary>Where the API of a management node is: scheme, host, port and context path.</summary>
public sealed class ServerAddress
{
    /// <summary>The node's own API port. The web UI's 5000 and 5443 are not it.</summary>
    public const int DefaultPort = 8080;

    private const string DefaultContext = "/zstack";

    private ServerAddress(string scheme, string host, int port, string context)
    {
        IsEncrypted = scheme == "https";
        bool usual = !IsEncrypted && port == DefaultPort && context == DefaultContext;
        Name = usual ? host : $"{host}:{port}" + (context == DefaultContext ? "" : context);
        Url = $"{scheme}://{host}:{port}{context}";
        Host = host;
        Port = port;
    }

    /// <summary>What users call this node: the host, with the port where it is not the usual one.</summary>
    public string Name { get; }

    /// <summary>Scheme, host, port and context path, without a slash at the end.</summary>
    public string Url { get; }

    public string Host { get; }

    public int Port { get; }

    public bool IsEncrypted { get; }

    /// <summary>What is sent stays on this machine.</summary>
    public bool IsLoopback => Host == "localhost" || (System.Net.IPAddress.TryParse(Host.Trim('[', ']'), out System.Net.IPAddress? ip) && System.Net.IPAddress.IsLoopback(ip));

    /// <summary>Takes <c>host</c>, <c>host:port</c> or a URL; a URL that ends in <c>/v1</c> names the API itself, also without a context path.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public static ServerAddress Parse(string text)
    {
        string trimmed = (text ?? "").Trim();
        bool hasScheme = trimmed.IndexOf("://", StringComparison.Ordinal) >= 0;
        if (System.Net.IPAddress.TryParse(trimmed, out System.Net.IPAddress? bare) && bare.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && trimmed[0] != '[')
            throw Invalid(ReasonKind.Ipv6WithoutBrackets, trimmed);
        string url = hasScheme ? trimmed : "http://" + trimmed;
        if (trimmed.Length == 0 || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            throw Invalid(ReasonKind.NotAnAddress);
        if (uri.Scheme is not ("http" or "https"))
            throw Invalid(ReasonKind.OtherScheme, uri.Scheme);
        if (uri.UserInfo.Length > 0)
            throw Invalid(ReasonKind.UserInAddress);
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Invalid(ReasonKind.QueryInAddress);
        if (uri.Port is < 1 or > 65535)
            throw Invalid(ReasonKind.NoSuchPort);

        int port = hasScheme || !uri.IsDefaultPort || HasPort(trimmed) ? uri.Port : DefaultPort;
        // The host of a link-local address is only whole with its interface behind the %.
        string host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.DnsSafeHost.Replace("%25", "%")}]" : uri.DnsSafeHost.ToLowerInvariant();
        return new ServerAddress(uri.Scheme, host, port, Context(uri.AbsolutePath));
    }

    public override string ToString() => Name;

    private static string Context(string path)
    {
        path = path.TrimEnd('/');
        if (path.Length == 0)
            return DefaultContext;
        return path.EndsWith("/v1", StringComparison.Ordinal) ? path.Substring(0, path.Length - 3) : path;
    }

    // Uri cannot tell "host" from "host:80".
    private static bool HasPort(string text)
    {
        string authority = text.Split('/')[0];
        return authority.LastIndexOf(':') > authority.LastIndexOf(']');
    }

    private static ZStackException Invalid(ReasonKind reason, params object[] facts) => new(ZStackErrorKind.InvalidArgument, "Server", Reason.Of(reason, facts));
}
