using System;

namespace ZStack.Backup;

/// <summary>What the node calls a schedule.</summary>
public enum BackupScheduleKind
{
    /// <summary>A single job that has triggers of its own. Switched by <c>ChangeSchedulerState</c>.</summary>
    Job,

    /// <summary>Newer versions keep jobs in groups; a group is switched as a whole.</summary>
    Group,
}

/// <summary>How a run of a schedule ended, by its row in the history.</summary>
public enum BackupRunOutcome
{
    /// <summary>There is no row, or it does not say.</summary>
    Unknown,

    /// <summary>The node says that the run succeeded.</summary>
    Succeeded,

    /// <summary>The node says that the run failed.</summary>
    Failed,

    /// <summary>The node found no storage to back up to, and made nothing.</summary>
    Skipped,
}

/// <summary>A schedule by which the node itself makes backups of its database. What the server did not say is <c>null</c>.</summary>
/// <remarks>Source: docs/zstack-api.md sections 13 and 16.</remarks>
public sealed class BackupSchedule : ServerObject
{
    /// <summary>Uuid of the job or of the group: 32 lower-case hex digits.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>Name of the job or of the group. Several schedules may have the same.</summary>
    public string? Name { get; internal init; }

    /// <summary>Free text of whoever made the schedule; <c>null</c> without one.</summary>
    public string? Description { get; internal init; }

    /// <summary>A job and a group are switched by different calls of the API.</summary>
    public BackupScheduleKind Kind { get; internal init; }

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    public string? State { get; internal init; }

    /// <summary>When it runs, in the language of the user. The PowerShell module fills it; <c>null</c> in the client itself, and where there are no words for the expression.</summary>
    public string? When { get; internal set; }

    /// <summary>Names of its triggers. Without any it never runs by itself.</summary>
    public ItemList<string> Trigger { get; internal init; } = ItemList<string>.Empty;

    /// <summary>Quartz expression of the only trigger; <c>null</c> when it has none, or there are several triggers.</summary>
    public string? Cron { get; internal init; }

    /// <summary>Time between two runs of the only trigger; <c>null</c> when there are none or several, or it has no interval.</summary>
    public TimeSpan? Interval { get; internal init; }

    /// <summary>First run of the only trigger, at the node's offset; <c>null</c> when there are none or several, or it has no start.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>The next run in the node's zone, only where it is certain; <c>null</c> also for a schedule that is switched off.</summary>
    public DateTimeOffset? NextRun { get; internal init; }

    /// <summary>Start of the newest row of its history, at the node's offset; <c>null</c> when there is no row, or the node keeps no history.</summary>
    public DateTimeOffset? LastRun { get; internal set; }

    /// <summary>How <see cref="LastRun"/> ended; <see cref="BackupRunOutcome.Unknown"/> without a row in the history.</summary>
    public BackupRunOutcome LastOutcome { get; internal set; }

    /// <summary>Why the last run made nothing, in the node's words.</summary>
    public string? LastReason { get; internal set; }

    /// <summary>Where it backs up to, the preferred storage first.</summary>
    public ItemList<string> BackupStorageUuids { get; internal init; } = ItemList<string>.Empty;

    /// <summary>All that the node says of retention, as it says it: <c>retentionType=Count;retentionValue=30</c>.</summary>
    public ItemList<string> Retention { get; internal init; } = ItemList<string>.Empty;

    /// <summary>The triggers themselves, in no order. Without any the schedule never runs by itself.</summary>
    public ItemList<BackupScheduleTrigger> Triggers { get; internal init; } = ItemList<BackupScheduleTrigger>.Empty;

    /// <summary>JSON text of the node, whose shape is not published.</summary>
    public string? JobData { get; internal init; }

    /// <summary>When the schedule was made, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>When the schedule was last changed, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? LastOpDate { get; internal init; }

    /// <summary>The jobs of a group; a job itself.</summary>
    internal ItemList<string> JobUuids { get; init; } = ItemList<string>.Empty;

    internal bool IsEnabled => string.Equals(State, Enabled, StringComparison.OrdinalIgnoreCase);

    internal const string Enabled = "Enabled";

    internal const string Disabled = "Disabled";

    /// <returns>The name, else the uuid.</returns>
    public override string ToString() => Name ?? Uuid ?? base.ToString();

    private protected override string? Identity => Uuid is null ? null : $"{Server} {Uuid}";
}

/// <summary>When a schedule runs.</summary>
public sealed class BackupScheduleTrigger
{
    /// <summary>32 lower-case hex digits. <c>PUT /v1/scheduler/triggers/{uuid}/actions</c> runs it.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>Several triggers may have the same.</summary>
    public string? Name { get; internal init; }

    /// <summary><c>simple</c> or <c>cron</c>.</summary>
    public string? Type { get; internal init; }

    /// <summary>Quartz expression of a <c>cron</c> trigger: six or seven fields, seconds first, in the node's zone. <c>null</c> for a simple one.</summary>
    public string? Cron { get; internal init; }

    /// <summary>Time between two runs of a <c>simple</c> trigger; <c>null</c> when the node gives none.</summary>
    public TimeSpan? Interval { get; internal init; }

    /// <summary>As the node says it. Whether the first run counts, and whether 0 means for ever, is published nowhere.</summary>
    public long? RepeatCount { get; internal init; }

    /// <summary>First run of a <c>simple</c> trigger, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>The trigger does not run after this time. Written at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? StopTime { get; internal init; }

    /// <summary>The next run by the node's clock, in the node's zone. <c>null</c> where it is not certain: the zone or the clock of the node is not known, the expression is one that is not read here, or there is no further run.</summary>
    public DateTimeOffset? NextRun { get; internal set; }

    /// <summary>When it runs, in the language of the user. The PowerShell module fills it; <c>null</c> in the client itself, and where there are no words for the expression.</summary>
    public string? When { get; internal set; }

    internal ItemList<string> JobUuids { get; init; } = ItemList<string>.Empty;

    internal ItemList<string> GroupUuids { get; init; } = ItemList<string>.Empty;

    /// <returns>The name, else the uuid.</returns>
    public override string ToString() => Name ?? Uuid ?? base.ToString();
}

/// <summary>A run of a schedule, as the node's history has it.</summary>
public sealed class BackupScheduleRun : ServerObject
{
    /// <summary>Uuid of the job or group that ran, as in <see cref="BackupSchedule.Uuid"/>.</summary>
    public string? ScheduleUuid { get; internal init; }

    /// <summary>Name of the schedule when it was read, not when it ran.</summary>
    public string? ScheduleName { get; internal init; }

    /// <summary><c>startTime</c> of the row, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>How long it took. The unit is published nowhere, so this is the node's bare number.</summary>
    public long? ExecuteTime { get; internal init; }

    /// <summary>Told by <see cref="Success"/>; <see cref="BackupRunOutcome.Skipped"/> by the words of the node.</summary>
    public BackupRunOutcome Outcome { get; internal init; }

    /// <summary><c>success</c> of the row; <c>null</c> when the node does not say.</summary>
    public bool? Success { get; internal init; }

    /// <summary>The backup that it made, where the row names one.</summary>
    public string? BackupUuid { get; internal init; }

    /// <summary>Name of the backup that it made; <c>null</c> when the row names none.</summary>
    public string? BackupName { get; internal init; }

    /// <summary>Why it made nothing, in the node's words.</summary>
    public string? Reason { get; internal init; }

    internal long? Id { get; init; }

    /// <returns><c>ScheduleName yyyy-MM-dd HH:mm:ss zzz Outcome</c></returns>
    public override string ToString() => FormattableString.Invariant($"{ScheduleName} {StartTime:yyyy-MM-dd HH:mm:ss zzz} {Outcome}");

    private protected override string? Identity => Id is null ? null : FormattableString.Invariant($"{Server} {Id}");
}
