using System;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Vault;

/// <summary>The names of the files of a vault: <c>x.gz</c>, its manifest <c>x.gz.json</c>, its evidence <c>x.gz.proof.jsonl</c>, and what is under way.</summary>
public static class VaultNames
{
    /// <summary>What the name of an evidence file has behind the name of its backup.</summary>
    public const string Evidence = ".proof.jsonl";

    /// <summary>Evidence that is being written.</summary>
    internal const string New = ".new";

    private const string Backup = ".gz";

    private static readonly string[] Belongings = [Backup + BackupManifest.Extension, Backup + BackupManifest.Extension + New, Evidence, Evidence + New, SaveNames.PartOf(Backup), SaveNames.NoteOf(Backup)];

    private static readonly Regex DumpName = new(@"^(?<host>.+?)-zstack-backup-db-(?<time>\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2})\.gz\z", RegexOptions.CultureInvariant);

    /// <summary>The evidence that belongs to a backup, whether it is there or not.</summary>
    /// <param name="backup">Path of the backup.</param>
    public static string EvidenceOf(string backup) => backup + Evidence;

    internal static bool IsBackup(string name) => name.EndsWith(Backup, StringComparison.OrdinalIgnoreCase);

    /// <summary>A manifest, evidence, or a part of one or of a download: no backup of its own.</summary>
    public static bool IsBelonging(string name) => Array.Exists(Belongings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The backup that a manifest or evidence is about.</summary>
    /// <returns><c>null</c> for every other file.</returns>
    internal static string? BackupOf(string path) =>
        path.EndsWith(Backup + BackupManifest.Extension, StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - BackupManifest.Extension.Length)
        : path.EndsWith(Backup + Evidence, StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - Evidence.Length)
        : null;

    /// <summary>What the node's own dumps have in their names: the host, and when the dump began by the clock of the node, without zone.</summary>
    /// <remarks>Source: docs/zstack-api.md section 14.</remarks>
    internal static (string? Host, DateTime? Time) Tell(string path)
    {
        Match match = DumpName.Match(Path.GetFileName(path));
        return !match.Success ? (null, null)
            : (match.Groups["host"].Value, DateTime.TryParseExact(match.Groups["time"].Value, "yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time : null);
    }
}
