using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Whether a node would take a backup by its version: it takes only those of its own.</summary>
internal static class VersionMatch
{
    /// <returns><c>null</c> when one is not known, or both are spelled differently and have the same numbers: that is for the node to decide.</returns>
    public static bool? Of(string? backup, string? node) =>
        string.IsNullOrWhiteSpace(backup) || string.IsNullOrWhiteSpace(node) ? null
        : backup!.Trim() == node!.Trim() ? true
        : Numbers(backup) == Numbers(node) ? null
        : false;

    private static string Numbers(string version) => Regex.Match(version, @"\d+(\.\d+)*").Value;
}
