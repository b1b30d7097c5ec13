using System;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.ImageStore;

/// <summary>Where a backup lies in its image store: <c>zstore://name/id</c>.</summary>
internal static class InstallPath
{
    private const string Scheme = "zstore://";

    /// <summary>The path, if it is one. It goes to a command line of the node.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public static string Checked(string path) => Regex.IsMatch(path, @"^zstore://[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*\z")
        ? path
        : throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(ImageInfo), Reason.Of(ReasonKind.NotAnInstallPath, path));

    public static string? Compose(string? name, string? id) => name is null || id is null ? null : Scheme + name + "/" + id;

    /// <summary>First and last part; <c>null</c> for what is not there.</summary>
    public static (string? Name, string? Id) Split(string? path)
    {
        if (path is null || !path.StartsWith(Scheme, StringComparison.Ordinal))
            return (null, null);
        string[] parts = path.Substring(Scheme.Length).Split('/');
        return (NullIfEmpty(parts[0]), parts.Length > 1 ? NullIfEmpty(parts[parts.Length - 1]) : null);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
