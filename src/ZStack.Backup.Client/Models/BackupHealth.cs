using System;

namespace ZStack.Backup;

/// <summary>How well a cloud is backed up; the worse, the greater.</summary>
public enum HealthStatus
{
    /// <summary>All was asked, and nothing speaks against it.</summary>
    Healthy,

    /// <summary>Nothing was found, and something could not be asked.</summary>
    Unknown,

    /// <summary>Something needs attention before it becomes critical.</summary>
    Warning,

    /// <summary>Act now: there is no recent backup to rely on, or what the next backup or a restore needs is missing.</summary>
    Critical,
}

/// <summary>A storage that backups of the node lie on.</summary>
public sealed class HealthStorage
{
    /// <summary>As the node calls it; <c>null</c> when the node does not say.</summary>
    public string? Name { get; internal init; }

    /// <summary>32 lower-case hex digits, as in <see cref="BackupStorage.Uuid"/>.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>Enabled and connected; <c>null</c> when the node does not say.</summary>
    public bool? IsConnected { get; internal init; }

    /// <summary><c>availableCapacity</c> of the storage, in bytes; <c>null</c> when the node does not say.</summary>
    public long? FreeBytes { get; internal init; }

    /// <summary><c>totalCapacity</c> of the storage, in bytes; <c>null</c> when the node does not say.</summary>
    public long? TotalBytes { get; internal init; }

    /// <summary>Days until it is full if backups go on to come as they did and none is removed; 3650 means ten years or more; <c>null</c> when that cannot be told, or it does not fill.</summary>
    public double? DaysUntilFull { get; internal init; }

    /// <returns>The name, else the uuid.</returns>
    public override string ToString() => Name ?? Uuid ?? "";
}

/// <summary>What became of the backups of a day.</summary>
public enum HealthDayState
{
    /// <summary>No backup is known of that day, and no run that failed.</summary>
    None,

    /// <summary>At least one whole backup was made; none of that day is proven to restore.</summary>
    Made,

    /// <summary>Made, and restored into a throw-away server since.</summary>
    Proven,

    /// <summary>Tried and not made, or made and found broken.</summary>
    Failed,
}

/// <summary>A day in the zone of the node.</summary>
public sealed class HealthDay
{
    internal HealthDay(DateTime date, HealthDayState state)
    {
        Date = date;
        State = state;
    }

    /// <summary>Midnight, without zone.</summary>
    public DateTime Date { get; }

    /// <summary>The best of the day: a whole backup outweighs a failed run and a broken backup.</summary>
    public HealthDayState State { get; }

    /// <returns><c>yyyy-MM-dd State</c></returns>
    public override string ToString() => FormattableString.Invariant($"{Date:yyyy-MM-dd} {State}");
}

/// <summary>Size of one backup among those before and after it.</summary>
public sealed class HealthSize
{
    internal HealthSize(DateTimeOffset time, long bytes, bool isOutlier)
    {
        Time = time;
        Bytes = bytes;
        IsOutlier = isOutlier;
    }

    /// <summary>When the backup was made, at the offset that it came with.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Bytes of the file as packed.</summary>
    public long Bytes { get; }

    /// <summary>Much larger or smaller than the others: more than 3.5 robust standard deviations from the median. Always <c>false</c> below five backups.</summary>
    public bool IsOutlier { get; }

    /// <returns><c>yyyy-MM-dd HH:mm:ss zzz bytes</c></returns>
    public override string ToString() => FormattableString.Invariant($"{Time:yyyy-MM-dd HH:mm:ss zzz} {Bytes}");
}

/// <summary>How well one cloud is backed up. What is not known is <c>null</c>.</summary>
public sealed class BackupHealth
{
    // What an estimate is good for.
    internal const double MaxDaysUntilFull = 3650;

    /// <summary>Name of the node: its host, with the port where it is not the usual one.</summary>
    public string Server { get; internal init; } = "";

    /// <summary>The worst of the findings; without any, <see cref="HealthStatus.Unknown"/> where something could not be asked.</summary>
    public HealthStatus Status { get; internal init; } = HealthStatus.Unknown;

    /// <summary>The gravest first.</summary>
    public ItemList<HealthFinding> Findings { get; internal init; } = ItemList<HealthFinding>.Empty;

    /// <summary>What could not be asked, and why.</summary>
    public ItemList<HealthGap> NotKnown { get; internal init; } = ItemList<HealthGap>.Empty;

    /// <summary>When the newest whole backup was made, with the offset that it came with; <c>null</c> when none is known.</summary>
    public DateTimeOffset? Newest { get; internal init; }

    /// <summary>Name of the newest whole backup.</summary>
    public string? NewestName { get; internal init; }

    /// <summary>By our clock, corrected by what the node's differs.</summary>
    public TimeSpan? NewestAge { get; internal init; }

    /// <summary>When a backup was last proven to restore, in UTC; <c>null</c>: never, or no vault was looked into.</summary>
    public DateTimeOffset? Proven { get; internal init; }

    /// <summary>Time since <see cref="Proven"/>, by this machine's clock; never negative. <c>null</c> when nothing is proven.</summary>
    public TimeSpan? ProvenAge { get; internal init; }

    /// <summary>Places that hold the newest backup: storages, and files at home.</summary>
    public int? Copies { get; internal init; }

    /// <summary>Whole backups of the node in the vault.</summary>
    public int? AtHome { get; internal init; }

    /// <summary>Size of the newest backup in bytes, as packed; <c>null</c> when it is not known.</summary>
    public long? Bytes { get; internal init; }

    /// <summary>Free bytes of the fullest of the storages that backups lie on; <c>null</c> when none is known.</summary>
    public long? FreeBytes { get; internal init; }

    /// <summary>Days until the first of the storages is full; 3650 means ten years or more, and <c>null</c> that it cannot be told, or none fills.</summary>
    public double? DaysUntilFull { get; internal init; }

    /// <summary>Bytes by which the backups grow each day; <c>null</c> below five backups.</summary>
    public double? SizeTrend { get; internal init; }

    /// <summary>The enabled schedules, and when they run, in words. <c>null</c> until the PowerShell module has worded it.</summary>
    public string? Schedule { get; internal set; }

    /// <summary>The last run of an enabled schedule.</summary>
    public DateTimeOffset? LastRun { get; internal init; }

    /// <summary>How that ended; <c>null</c> without a run.</summary>
    public BackupRunOutcome? LastOutcome { get; internal init; }

    /// <summary>Version of the product that the node runs, such as <c>5.2.1</c>; <c>null</c> when the node did not say.</summary>
    public string? Version { get; internal init; }

    /// <summary>How far the node's clock is ahead of ours; negative when it is behind. <c>null</c> when the node did not say.</summary>
    public TimeSpan? ClockDifference { get; internal init; }

    /// <summary>End of the node's certificate; <c>null</c> without https.</summary>
    public DateTimeOffset? CertificateExpires { get; internal init; }

    /// <summary>When it was asked, by this machine's clock.</summary>
    public DateTimeOffset? CheckedAt { get; internal init; }

    /// <summary>The storages that backups of the node lie on, also those that are switched off. Empty when the storages could not be asked.</summary>
    public ItemList<HealthStorage> Storages { get; internal init; } = ItemList<HealthStorage>.Empty;

    /// <summary>The last 90 days, today last; empty when neither the node nor a vault could be asked.</summary>
    public ItemList<HealthDay> Days { get; internal init; } = ItemList<HealthDay>.Empty;

    /// <summary>The last 30 backups with a known size, the newest last.</summary>
    public ItemList<HealthSize> Sizes { get; internal init; } = ItemList<HealthSize>.Empty;

    /// <summary>What <see cref="Schedule"/> is worded from.</summary>
    internal ItemList<BackupSchedule> EnabledSchedules { get; init; } = ItemList<BackupSchedule>.Empty;

    /// <returns><c>Server Status</c></returns>
    public override string ToString() => $"{Server} {Status}";
}
