using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>What the scheduler does, at one moment.</summary>
public sealed record ScheduledJob
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string State { get; init; } = "Enabled";

    public string ClassName { get; init; } = SandboxSchedules.BackupClass;

    /// <summary>JSON text.</summary>
    public string? Data { get; init; }

    public IReadOnlyList<string> TriggerUuids { get; init; } = [];

    public IReadOnlyList<string> GroupUuids { get; init; } = [];

    public DateTimeOffset CreateDate { get; init; }

    public DateTimeOffset LastOpDate { get; init; }

    internal bool MakesBackups => ClassName == SandboxSchedules.BackupClass;
}

/// <summary>Jobs that newer versions keep together.</summary>
public sealed record ScheduledGroup
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string State { get; init; } = "Enabled";

    public string JobType { get; init; } = SandboxSchedules.BackupType;

    public string? Data { get; init; }

    public IReadOnlyList<string> TriggerUuids { get; init; } = [];

    public IReadOnlyList<string> JobUuids { get; init; } = [];

    public DateTimeOffset CreateDate { get; init; }

    public DateTimeOffset LastOpDate { get; init; }
}

/// <summary>When the scheduler does it.</summary>
public sealed record ScheduledTrigger
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    /// <summary>A Quartz expression; <c>null</c> of a simple one.</summary>
    public string? Cron { get; init; }

    /// <summary>Seconds.</summary>
    public long? Interval { get; init; }

    public long? RepeatCount { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? StopTime { get; init; }

    public DateTimeOffset CreateDate { get; init; }

    public string Type => Cron is null ? "simple" : "cron";
}

/// <summary>A run that has ended.</summary>
public sealed record ScheduledRun
{
    public long Id { get; init; }

    public string? TriggerUuid { get; init; }

    public required string JobUuid { get; init; }

    public string? GroupUuid { get; init; }

    public DateTimeOffset StartTime { get; init; }

    /// <summary>Milliseconds here; what a real node counts in is published nowhere.</summary>
    public long? ExecuteTime { get; init; }

    public bool Success { get; init; }

    /// <summary>JSON text.</summary>
    public string? Result { get; init; }
}
