using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.ImageStore;

/// <summary>What is wrong with an image-store URL.</summary>
[Sentences("Url_")]
public enum ImageStoreUrlFault
{
    Empty,
    NoScheme,
    [Facts("part")]
    WrongScheme,
    NoUser,
    InvalidUser,
    NoPassword,
    NoHost,
    [Facts("part")]
    InvalidHost,
    Ipv6Host,

    /// <summary>A port or a whole URL where only a host can stand.</summary>
    [Facts("part")]
    HostWithPort,
    HostIsUrl,
    [Facts("part")]
    InvalidPort,
    NoPath,

    /// <summary>An unencoded <c>@</c> behind the first slash: most likely a password with a slash in it.</summary>
    AtInPath,
    InvalidText,
}

/// <summary>Where an image store is and who reads it: <c>ssh://user:password@host:port/path</c>.</summary>
/// <remarks>
/// Every part is percent-encoded on its own and the whole is concatenated, never passed through <c>System.Uri</c>: the value
/// ends up on a command line of the management node, where an unencoded <c>$</c>, <c>`</c> or <c>;</c> would be run.
/// Source: docs/zstack-api.md section 9.
/// </remarks>
public sealed class ImageStoreUrl
{
    public const int DefaultSshPort = 22;
    public const int DefaultRegistryPort = 8000;
    public const string DefaultPath = "/zstack_bs";

    private const string Scheme = "ssh://";

    // The rules of java.net.URI and of the node's own command line: letters, digits, dots and hyphens, nothing else.
    private static readonly Regex HostName = new(@"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant);

    // The node's command line unquotes the user and hands it to a shell as it is. Source: docs/zstack-api.md section 9.2.
    private static readonly Regex UserName = new(@"^[A-Za-z0-9_][A-Za-z0-9._@\\+-]*\z", RegexOptions.CultureInvariant);

    private readonly string _user;
    private readonly string _password;
    private readonly string _path;

    private ImageStoreUrl(string user, string password, string host, int port, string path)
    {
        _user = user;
        _password = password;
        _path = path;
        Host = host;
        Port = port;
    }

    public string Host { get; }

    /// <summary>Port of ssh.</summary>
    public int Port { get; }

    /// <summary>The user as a person types it.</summary>
    public string User => PercentEncoding.Decode(_user);

    /// <summary>The URL without the password: for people, objects and messages. Still encoded, so nothing in it can play with a terminal.</summary>
    public string Display => $"{Scheme}{_user}@{HostAndPath}";

    internal string Password => PercentEncoding.Decode(_password);

    /// <summary>The URL as the API takes it. Holds the password.</summary>
    internal string Full => $"{Scheme}{_user}:{_password}@{HostAndPath}";

    private string HostAndPath => Host + ":" + Port.ToString(CultureInfo.InvariantCulture) + _path;

    /// <summary>Builds the URL from parts that are taken literally.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidImageStoreUrl"/></exception>
    public static ImageStoreUrl Build(string host, string user, string password, int port = DefaultSshPort, string path = DefaultPath) =>
        Make(user, password, host, port, path.StartsWith("/", StringComparison.Ordinal) ? path : "/" + path, keepEscapes: false);

    /// <summary>
    /// Reads a URL that a person wrote: the last <c>@</c> before the path ends the credentials, the first <c>:</c> in them ends
    /// the user. Special characters may be encoded or not: <c>%</c> with two hex digits behind it counts as encoded.
    /// </summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidImageStoreUrl"/></exception>
    public static ImageStoreUrl Parse(string? text)
    {
        string url = (text ?? "").Trim();
        if (url.Length == 0)
            throw Invalid(ImageStoreUrlFault.Empty);
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            throw Invalid(ImageStoreUrlFault.NoScheme);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Invalid(ImageStoreUrlFault.WrongScheme, Regex.IsMatch(url, "^[A-Za-z][A-Za-z0-9+.-]{0,15}://") ? url.Substring(0, scheme) : "");

        string rest = url.Substring(Scheme.Length);
        int slash = rest.IndexOf('/');
        string authority = slash < 0 ? rest : rest.Substring(0, slash);
        string path = slash < 0 ? "" : rest.Substring(slash);
        if (path.IndexOf('@') >= 0)
            throw Invalid(ImageStoreUrlFault.AtInPath);
        int at = authority.LastIndexOf('@');
        if (at < 0)
            throw Invalid(ImageStoreUrlFault.NoUser);
        string credentials = authority.Substring(0, at);
        int colon = credentials.IndexOf(':');
        string user = colon < 0 ? credentials : credentials.Substring(0, colon);
        string password = colon < 0 ? "" : credentials.Substring(colon + 1);
        (string host, int port) = HostAndPort(authority.Substring(at + 1));
        return Make(user, password, host, port, path, keepEscapes: true);
    }

    /// <summary>The store that a <see cref="Display"/> shows, for somebody who can read it.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidImageStoreUrl"/></exception>
    public static ImageStoreUrl For(string display, string user, string password)
    {
        int at = display.IndexOf('@');
        if (at < 0)
            throw Invalid(ImageStoreUrlFault.NoUser);
        try
        {
            return Parse($"{Scheme}{PercentEncoding.Encode(user)}:{PercentEncoding.Encode(password)}{display.Substring(at)}");
        }
        catch (EncoderFallbackException)
        {
            throw Invalid(ImageStoreUrlFault.InvalidText);
        }
    }

    /// <returns><see cref="Display"/>: never the password.</returns>
    public override string ToString() => Display;

    private static ImageStoreUrl Make(string user, string password, string host, int port, string path, bool keepEscapes)
    {
        if (user.Length == 0)
            throw Invalid(ImageStoreUrlFault.NoUser);
        if (!UserName.IsMatch(keepEscapes ? PercentEncoding.Decode(user) : user))
            throw Invalid(ImageStoreUrlFault.InvalidUser);
        if (password.Length == 0)
            throw Invalid(ImageStoreUrlFault.NoPassword);
        if (host.Length == 0)
            throw Invalid(ImageStoreUrlFault.NoHost);
        if (host.IndexOf("://", StringComparison.Ordinal) >= 0)
            throw Invalid(ImageStoreUrlFault.HostIsUrl);
        if (IsIpv6(host))
            throw Invalid(ImageStoreUrlFault.Ipv6Host, SafeHost(host));
        if (host.IndexOf(':') >= 0)
            throw Invalid(ImageStoreUrlFault.HostWithPort, SafeHost(host));
        if (!HostName.IsMatch(host))
            throw Invalid(ImageStoreUrlFault.InvalidHost, SafeHost(host));
        if (port is < 1 or > 65535)
            throw Invalid(ImageStoreUrlFault.InvalidPort, port.ToString(CultureInfo.InvariantCulture));
        if (path.Trim('/').Length == 0)
            throw Invalid(ImageStoreUrlFault.NoPath);
        try
        {
            return new ImageStoreUrl(
                PercentEncoding.Encode(user, "", keepEscapes),
                PercentEncoding.Encode(password, "", keepEscapes),
                host,
                port,
                PercentEncoding.Encode(path, "/", keepEscapes));
        }
        catch (EncoderFallbackException)
        {
            throw Invalid(ImageStoreUrlFault.InvalidText);
        }
    }

    private static (string Host, int Port) HostAndPort(string text)
    {
        if (IsIpv6(text))
            throw Invalid(ImageStoreUrlFault.Ipv6Host, SafeHost(text));
        int colon = text.IndexOf(':');
        if (colon < 0)
            return (text, DefaultSshPort);
        string digits = text.Substring(colon + 1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            throw Invalid(ImageStoreUrlFault.InvalidPort, Regex.IsMatch(digits, @"^-?[0-9]{1,6}\z") ? digits : "");
        return (text.Substring(0, colon), port);
    }

    private static bool IsIpv6(string host) => host.StartsWith("[", StringComparison.Ordinal) || host.IndexOf(':') != host.LastIndexOf(':');

    // What stands in the host's place may be the rest of a password with a slash in it: shown only when it cannot be.
    private static string SafeHost(string host) => Regex.IsMatch(host, @"^[A-Za-z0-9._:\[\]-]{1,64}\z") ? host : "";

    private static ZStackException Invalid(ImageStoreUrlFault fault, string part = "") =>
        new(ZStackErrorKind.InvalidImageStoreUrl, fault, part);
}
