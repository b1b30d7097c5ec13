using System;
using System.Collections.Generic;

namespace ZStack.Backup.Client.Health;

/// <summary>All that is known of one node and of its part of a vault. What could not be asked is <c>null</c>, with a gap that says why.</summary>
public sealed class HealthFacts
{
    public HealthFacts(string server) => Server = server;

    public string Server { get; }

    /// <summary>What connects to it again; the server unless it says more.</summary>
    public string? Address { get; init; }

    public DateTimeOffset Now { get; init; }

    public string? Version { get; set; }

    /// <summary>How far the node's clock is ahead of ours.</summary>
    public TimeSpan? ClockDifference { get; set; }

    /// <summary>The newest ones: all of the last 90 days, or more.</summary>
    public IReadOnlyList<DatabaseBackupRecord>? Records { get; set; }

    public IReadOnlyList<BackupStorage>? Storages { get; set; }

    public IReadOnlyList<BackupSchedule>? Schedules { get; set; }

    /// <summary>What the schedules did lately.</summary>
    public IReadOnlyList<BackupScheduleRun> Runs { get; set; } = [];

    public DateTimeOffset? CertificateExpires { get; set; }

    /// <summary>The vault; <c>null</c> when none was looked into.</summary>
    public string? Vault { get; init; }

    /// <summary>The saved backups of this node; <c>null</c> when no vault was looked into.</summary>
    public IReadOnlyList<SavedBackup>? Saved { get; init; }

    /// <summary>What could not be asked. The one of the node itself comes first.</summary>
    public IList<HealthGap> Gaps { get; } = [];
}

/// <summary>From where on something is a finding.</summary>
public sealed class HealthLimits
{
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromHours(26);

    public TimeSpan MaximumProofAge { get; init; } = TimeSpan.FromDays(8);

    /// <summary>Places of the newest backup.</summary>
    public int MinimumCopies { get; init; } = 2;

    /// <summary>Of the capacity of a storage.</summary>
    public double MinimumFreePercent { get; init; } = 10;
}
