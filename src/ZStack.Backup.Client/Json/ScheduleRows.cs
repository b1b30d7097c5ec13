using System;

namespace ZStack.Backup.Client.Json;

/// <summary>A job, or a group of jobs, before it is joined with its triggers.</summary>
internal sealed class ScheduleRow
{
    public BackupScheduleKind Kind { get; init; }

    public string? Uuid { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? State { get; init; }

    /// <summary>Class of a job, type of a group.</summary>
    public string? Class { get; init; }

    public JobData Data { get; init; } = JobData.None;

    public ItemList<string> TriggerUuids { get; init; } = ItemList<string>.Empty;

    /// <summary>The groups of a job, the jobs of a group.</summary>
    public ItemList<string> OtherUuids { get; init; } = ItemList<string>.Empty;

    public DateTimeOffset? CreateDate { get; init; }

    public DateTimeOffset? LastOpDate { get; init; }
}

/// <summary>A row of the history.</summary>
internal sealed class RunRow
{
    public long? Id { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public long? ExecuteTime { get; init; }

    public bool? Success { get; init; }

    public RunResult Told { get; init; } = RunResult.None;
}
