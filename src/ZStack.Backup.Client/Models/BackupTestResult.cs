using System;

namespace ZStack.Backup;

/// <summary>What testing one backup file said. What was not found, or not looked for, is <c>null</c>.</summary>
public sealed class BackupTestResult
{
    public BackupTestOutcome Outcome { get; internal init; }

    public BackupTestLevel Level { get; internal init; }

    /// <summary>The file; <c>null</c> when the backup was fetched from a node for the test only.</summary>
    public string? FullName { get; internal set; }

    /// <summary>The record that the backup was fetched by.</summary>
    public string? BackupUuid { get; internal set; }

    public string? BackupName { get; internal set; }

    public string? Server { get; internal set; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; internal init; }

    /// <summary>In the order they were made.</summary>
    public ItemList<BackupTestCheck> Checks { get; internal init; } = new([]);

    /// <summary>What did not pass, and where, in words; <c>null</c> when all did.</summary>
    public string? Reason { get; internal set; }

    /// <summary>Version of the product, as the dump itself says.</summary>
    public string? Version { get; internal init; }

    public ItemList<string> Databases { get; internal init; } = new([]);

    /// <summary>Number of tables, views not counted.</summary>
    public int? Tables { get; internal init; }

    public long? Rows { get; internal init; }

    /// <summary>When the first dump of the file was complete: structure only, so moments after the start. By the clock of the node, without zone.</summary>
    public DateTime? DumpStarted { get; internal init; }

    /// <summary>When the last dump of the file was complete. By the clock of the node, without zone.</summary>
    public DateTime? DumpCompleted { get; internal init; }

    /// <summary>Of the file as it is, lower-case hex.</summary>
    public string? Md5 { get; internal init; }

    /// <inheritdoc cref="Md5"/>
    public string? Sha256 { get; internal init; }

    /// <summary>What the time went by with: <c>read</c>, and at level Restore <c>start</c>, <c>load</c> and <c>count</c>.</summary>
    public ItemList<BackupTestPhase> Phases { get; internal init; } = new([]);

    /// <summary>Version of the throw-away server that took the dump.</summary>
    internal string? DatabaseServer { get; init; }

    /// <summary>Time that the test took.</summary>
    public TimeSpan Duration { get; internal init; }

    public override string ToString() => $"{Outcome}: {FullName ?? BackupName ?? BackupUuid}";
}
