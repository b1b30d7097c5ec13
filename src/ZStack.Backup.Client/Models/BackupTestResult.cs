using System;

namespace ZStack.Backup;

/// <summary>What testing one backup file said. What was not found, or not looked for, is <c>null</c>.</summary>
public sealed class BackupTestResult
{
    private string? _reason;

    /// <summary>The worst of <see cref="Checks"/>.</summary>
    public BackupTestOutcome Outcome { get; internal init; }

    /// <summary>The level that was asked for. A check may still be <see cref="CheckOutcome.Unknown"/>, so see <see cref="Outcome"/>.</summary>
    public BackupTestLevel Level { get; internal init; }

    /// <summary>The file; <c>null</c> when the backup was fetched from a node for the test only.</summary>
    public string? FullName { get; internal set; }

    /// <summary>The record that the backup was fetched by.</summary>
    public string? BackupUuid { get; internal set; }

    /// <summary>Name of the record that the backup was fetched by; <c>null</c> for a test of a file.</summary>
    public string? BackupName { get; internal set; }

    /// <summary>Name of the node that the backup was fetched from; <c>null</c> for a test of a file.</summary>
    public string? Server { get; internal set; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; internal init; }

    /// <summary>In the order they were made.</summary>
    public ItemList<BackupTestCheck> Checks { get; internal init; } = new([]);

    /// <summary>What did not pass, and where, in words; <c>null</c> when all did. From <see cref="Checks"/>, in their language.</summary>
    public string? Reason
    {
        get => _reason ?? BackupTestCheck.Reasons(Checks);
        internal set => _reason = value;
    }

    /// <summary>Version of the product, as the dump itself says, such as <c>5.2.1</c>.</summary>
    public string? Version { get; internal init; }

    /// <summary>Names of the databases in the dump. Empty when the file was not read as a dump, as at level <see cref="BackupTestLevel.Checksum"/>.</summary>
    public ItemList<string> Databases { get; internal init; } = new([]);

    /// <summary>Number of tables, views not counted.</summary>
    public int? Tables { get; internal init; }

    /// <summary>Rows of all tables together; <c>null</c> when the file was not read as a dump, as at level <see cref="BackupTestLevel.Checksum"/>.</summary>
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

    /// <returns><c>Outcome: file</c>; without a file the name or the uuid of the record.</returns>
    public override string ToString() => $"{Outcome}: {FullName ?? BackupName ?? BackupUuid}";
}
