using System;
using System.Collections.Generic;

namespace ZStack.Backup;

/// <summary>A backup that was brought home.</summary>
public sealed class SavedBackup : ServerObject
{
    public string FullName { get; internal init; } = "";

    /// <summary>Bytes.</summary>
    public long Length { get; internal init; }

    /// <summary>Of the file, lower-case hex.</summary>
    public string Md5 { get; internal init; } = "";

    /// <summary>Of the file, lower-case hex.</summary>
    public string Sha256 { get; internal init; } = "";

    /// <summary>The MD5 is the one of the record; <c>null</c> when the server has none to compare with.</summary>
    public bool? Verified { get; internal init; }

    public string? BackupUuid { get; internal init; }

    public string? BackupName { get; internal init; }

    /// <summary>Version of the product that made the backup; a restore needs the same.</summary>
    public string? Version { get; internal init; }

    public DateTimeOffset? CreateDate { get; internal init; }

    public string? SourceUrl { get; internal init; }

    public TimeSpan Duration { get; internal init; }

    /// <summary>The newest test of the file as it is; <c>null</c> when none is known.</summary>
    public SavedBackupTest? LastTest { get; internal init; }

    /// <summary>When it was last proven to restore: the newest test of level Restore passed, and nothing changed since. <c>null</c>: not proven.</summary>
    public DateTimeOffset? ProvenAt { get; internal init; }

    public EvidenceState Evidence { get; internal init; }

    /// <summary><c>null</c> when all is as it was saved.</summary>
    public SavedBackupProblem? Problem { get; internal init; }

    /// <summary>Seconds of each phase of its own proof.</summary>
    internal IReadOnlyList<(string Name, double Seconds)> ProofPhases { get; init; } = [];

    /// <summary>Why there is no manifest beside the file; <c>null</c> when there is one, or none was wanted.</summary>
    internal ZStackException? ManifestFailure { get; set; }

    public override string ToString() => FullName;
}
