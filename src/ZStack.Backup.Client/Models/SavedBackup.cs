using System;
using System.Collections.Generic;

namespace ZStack.Backup;

/// <summary>A backup that was brought home.</summary>
public sealed class SavedBackup : ServerObject
{
    /// <summary>Absolute path of the file.</summary>
    public string FullName { get; internal init; } = "";

    /// <summary>Bytes of the file; 0 when it is missing.</summary>
    public long Length { get; internal init; }

    /// <summary>MD5 of the file, 32 lower-case hex digits; empty when no manifest tells.</summary>
    public string Md5 { get; internal init; } = "";

    /// <summary>SHA-256 of the file, 64 lower-case hex digits; empty when no manifest tells.</summary>
    public string Sha256 { get; internal init; } = "";

    /// <summary>The MD5 is the one of the record; <c>null</c> when the server has none to compare with, and for a file of a vault.</summary>
    public bool? Verified { get; internal init; }

    /// <summary>Uuid of the node's record that it was saved from, 32 lower-case hex digits; <c>null</c> when only a URL was known, or there is no manifest.</summary>
    public string? BackupUuid { get; internal init; }

    /// <summary>Name of the record; <c>null</c> when only a URL was known. For a file of a vault without a manifest the name of the file.</summary>
    public string? BackupName { get; internal init; }

    /// <summary>Version of the product that made the backup; a restore needs the same.</summary>
    public string? Version { get; internal init; }

    /// <summary>When the backup was made, at the node's offset. Without a manifest the time in the name of a node's own dump, taken as local time, else when the file was last written.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>Where it was downloaded from, without user, password and query; <c>null</c> without a manifest.</summary>
    public string? SourceUrl { get; internal init; }

    /// <summary>Time that the download took; zero for one that was read from a vault.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The newest test of the file as it is; <c>null</c> when none is known.</summary>
    public SavedBackupTest? LastTest { get; internal init; }

    /// <summary>When it was last proven to restore: the newest test of level Restore passed, and nothing changed since. <c>null</c>: not proven.</summary>
    public DateTimeOffset? ProvenAt { get; internal init; }

    /// <summary>Whether the record of its tests beside the file can be believed.</summary>
    public EvidenceState Evidence { get; internal init; }

    /// <summary><c>null</c> when all is as it was saved.</summary>
    public SavedBackupProblem? Problem { get; internal init; }

    /// <summary>Seconds of each phase of its own proof.</summary>
    internal IReadOnlyList<(string Name, double Seconds)> ProofPhases { get; init; } = [];

    /// <summary>Why there is no manifest beside the file; <c>null</c> when there is one, or none was wanted.</summary>
    internal ZStackException? ManifestFailure { get; set; }

    /// <returns>The path of the file.</returns>
    public override string ToString() => FullName;
}
