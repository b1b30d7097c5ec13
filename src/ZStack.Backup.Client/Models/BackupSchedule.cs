using System;

namespace ZStack.Backup;

/// <summary>What the node calls a schedule.</summary>
public enum BackupScheduleKind
{
    Job,

    /// <summary>Newer versions keep jobs in groups; a group is switched as a whole.</summary>
    Group,
}

/// <summary>How a run of a schedule ended, by its row in the history.</summary>
public enum BackupRunOutcome
{
    /// <summary>There is no row, or it does not say.</summary>
    Unknown,

    Succeeded,

    Failed,

    /// <summary>The node found no storage to back up to, and made nothing.</summary>
    Skipped,
}

/// <summary>A schedule by which the node itself makes backups of its database. What the server did not say is <c>null</c>.</summary>
/// <remarks>Source: docs/zstack-api.md sections 13 and 16.</remarks>
public sealed class BackupSchedule : ServerObject
{
    public string? Uuid { get; internal init; }

    public string? Name { get; internal init; }

    public string? Description { get; internal init; }

    public BackupScheduleKind Kind { get; internal init; }

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    public string? State { get; internal init; }

    /// <summary>When it runs, in words where there are words for it.</summary>
    public string? When { get; internal set; }

    /// <summary>Names of its triggers. Without any it never runs by itself.</summary>
    public ItemList<string> Trigger { get; internal init; } = ItemList<string>.Empty;

    /// <summary>Quartz expression of the only trigger; <c>null</c> when it has none, or there are several triggers.</summary>
    public string? Cron { get; internal init; }

    /// <summary>Of the only trigger.</summary>
    public TimeSpan? Interval { get; internal init; }

    /// <summary>Of the only trigger.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>Only where it is certain; <c>null</c> also for a schedule that is switched off.</summary>
    public DateTimeOffset? NextRun { get; internal init; }

    public DateTimeOffset? LastRun { get; internal set; }

    public BackupRunOutcome LastOutcome { get; internal set; }

    /// <summary>Why the last run made nothing, in the node's words.</summary>
    public string? LastReason { get; internal set; }

    /// <summary>Where it backs up to, the preferred storage first.</summary>
    public ItemList<string> BackupStorageUuids { get; internal init; } = ItemList<string>.Empty;

    /// <summary>All that the node says of retention, as it says it: <c>retentionType=Count;retentionValue=30</c>.</summary>
    public ItemList<string> Retention { get; internal init; } = ItemList<string>.Empty;

    public ItemList<BackupScheduleTrigger> Triggers { get; internal init; } = ItemList<BackupScheduleTrigger>.Empty;

    /// <summary>JSON text of the node, whose shape is not published.</summary>
    public string? JobData { get; internal init; }

    public DateTimeOffset? CreateDate { get; internal init; }

    public DateTimeOffset? LastOpDate { get; internal init; }

    /// <summary>The jobs of a group; a job itself.</summary>
    internal ItemList<string> JobUuids { get; init; } = ItemList<string>.Empty;

    internal bool IsEnabled => string.Equals(State, Enabled, StringComparison.OrdinalIgnoreCase);

    internal const string Enabled = "Enabled";

    internal const string Disabled = "Disabled";

    public override string ToString() => Name ?? Uuid ?? base.ToString();

    private protected override string? Identity => Uuid is null ? null : $"{Server} {Uuid}";
}

/// <summary>When a schedule runs.</summary>
public sealed class BackupScheduleTrigger
{
    public string? Uuid { get; internal init; }

    public string? Name { get; internal init; }

    /// <summary><c>simple</c> or <c>cron</c>.</summary>
    public string? Type { get; internal init; }

    public string? Cron { get; internal init; }

    public TimeSpan? Interval { get; internal init; }

    public long? RepeatCount { get; internal init; }

    public DateTimeOffset? StartTime { get; internal init; }

    public DateTimeOffset? StopTime { get; internal init; }

    public DateTimeOffset? NextRun { get; internal set; }

    public string? When { get; internal set; }

    internal ItemList<string> JobUuids { get; init; } = ItemList<string>.Empty;

    internal ItemList<string> GroupUuids { get; init; } = ItemList<string>.Empty;

    public override string ToString() => Name ?? Uuid ?? base.ToString();
}

/// <summary>A run of a schedule, as the node's history has it.</summary>
public sealed class BackupScheduleRun : ServerObject
{
    public string? ScheduleUuid { get; internal init; }

    public string? ScheduleName { get; internal init; }

    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>How long it took. The unit is published nowhere, so this is the node's bare number.</summary>
    public long? ExecuteTime { get; internal init; }

    public BackupRunOutcome Outcome { get; internal init; }

    /// <summary>What the node says.</summary>
    public bool? Success { get; internal init; }

    /// <summary>The backup that it made, where the row names one.</summary>
    public string? BackupUuid { get; internal init; }

    public string? BackupName { get; internal init; }

    /// <summary>Why it made nothing, in the node's words.</summary>
    public string? Reason { get; internal init; }

    internal long? Id { get; init; }

    public override string ToString() => FormattableString.Invariant($"{ScheduleName} {StartTime:yyyy-MM-dd HH:mm:ss zzz} {Outcome}");

    private protected override string? Identity => Id is null ? null : FormattableString.Invariant($"{Server} {Id}");
}
