using System;

namespace ZStack.Backup.Client.ImageStore;

/// <summary>Where a backup lies in its image store: <c>zstore://name/id</c>.</summary>
internal static class InstallPath
{
    private const string Scheme = "zstore://";

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
