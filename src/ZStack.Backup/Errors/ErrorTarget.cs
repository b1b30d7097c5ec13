using System;

namespace ZStack.Backup.Errors;

/// <summary>What the user named, as the target of an error: without secrets.</summary>
internal static class ErrorTarget
{
    private const string Mask = "***";

    /// <summary>An image-store URL as typed, without everything that may be a password: a broken one cannot be split with certainty.</summary>
    public static string OfUrl(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return url.IndexOfAny(['@', ':']) < 0 ? url : Mask;
        int at = url.LastIndexOf('@');
        return url.Substring(0, scheme + 3) + (at < 0 ? Mask : Mask + url.Substring(at));
    }

    /// <summary>A host as typed; as a URL where somebody gave one instead.</summary>
    public static string OfHost(string host) =>
        host.IndexOf('@') < 0 && host.IndexOf("://", StringComparison.Ordinal) < 0 ? host : OfUrl(host);

    /// <summary>A server or URL as typed, without the user and password that somebody may have put into it, and without a query, which may be a token.</summary>
    public static string OfServer(string server)
    {
        int query = server.IndexOf('?');
        if (query >= 0)
            server = server.Substring(0, query + 1) + Mask;
        int at = server.LastIndexOf('@');
        int scheme = server.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? server : server.Substring(0, scheme < 0 ? 0 : scheme + 3) + server.Substring(at + 1);
    }
}
