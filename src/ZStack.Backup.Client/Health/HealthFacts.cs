using System;
using System.Collections.Generic;

namespace ZStack.Backup.Client.Health;

/// <summary>All that is known of one node and of its part of a vault. What could not be asked is <c>null</c>, with a gap that says why.</summary>
/// <remarks>Filled by <see cref="ZStackClient.ReadHealth(HealthFacts, System.Threading.CancellationToken)"/>, judged by <see cref="HealthJudge"/>. For one thread at a time.</remarks>
public sealed class HealthFacts
{
    /// <param name="server">Name of the node: its host, with the port where it is not the usual one.</param>
    public HealthFacts(string server) => Server = server;

    /// <summary>Name of the node: its host, with the port where it is not the usual one.</summary>
    public string Server { get; }

    /// <summary>Address to connect to the node again, for the commands in findings; <c>null</c> when the name of the server is enough.</summary>
    public string? Address { get; init; }

    /// <summary>When it was asked, by this machine's clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Version of the product that the node runs, such as <c>5.2.1</c>; <c>null</c> when the node did not say.</summary>
    public string? Version { get; set; }

    /// <summary>How far the node's clock is ahead of ours; negative when it is behind. <c>null</c> when the node did not say.</summary>
    public TimeSpan? ClockDifference { get; set; }

    /// <summary>The newest ones: all of the last 90 days, or more.</summary>
    public IReadOnlyList<DatabaseBackupRecord>? Records { get; set; }

    /// <summary>All image stores that are registered in the cloud, with and without backups; <c>null</c> when they could not be asked.</summary>
    public IReadOnlyList<BackupStorage>? Storages { get; set; }

    /// <summary>The schedules that back up the database, also disabled ones; empty when there are none, <c>null</c> when they could not be asked.</summary>
    public IReadOnlyList<BackupSchedule>? Schedules { get; set; }

    /// <summary>The newest runs of the schedules. Empty when there are none, or they could not be asked.</summary>
    public IReadOnlyList<BackupScheduleRun> Runs { get; set; } = [];

    /// <summary>End of the certificate of the node; <c>null</c> without https, or when it could not be read.</summary>
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
    /// <summary>The newest backup may be this old; 26 hours by default.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromHours(26);

    /// <summary>The last proof may be this old; 8 days by default.</summary>
    public TimeSpan MaximumProofAge { get; init; } = TimeSpan.FromDays(8);

    /// <summary>Places that should hold the newest backup, storages and files at home; 2 by default.</summary>
    public int MinimumCopies { get; init; } = 2;

    /// <summary>Per cent of the capacity of a storage that should be free; 10 by default.</summary>
    public double MinimumFreePercent { get; init; } = 10;
}
