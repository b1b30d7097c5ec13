using System;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Schedules;

/// <summary>What a row of the history tells.</summary>
internal static class RunStory
{
    // The node's words of a run that found no storage, docs/zstack-api.md section 13; a node that speaks another language has just failed.
    private const string Skipped = "skip this job";

    public static BackupScheduleRun Of(RunRow row, BackupSchedule schedule) => new()
    {
        Id = row.Id,
        ScheduleUuid = schedule.Uuid,
        ScheduleName = schedule.Name,
        StartTime = row.StartTime,
        ExecuteTime = row.ExecuteTime,
        Success = row.Success,
        Outcome = Outcome(row),
        BackupUuid = row.Told.BackupUuid,
        BackupName = row.Told.BackupName,
        Reason = row.Told.Words,
        Server = schedule.Server,
        Origin = schedule.Origin,
    };

    private static BackupRunOutcome Outcome(RunRow row) =>
        row.Told.Words?.IndexOf(Skipped, StringComparison.OrdinalIgnoreCase) >= 0 ? BackupRunOutcome.Skipped
        : row.Success switch
        {
            true => BackupRunOutcome.Succeeded,
            false => BackupRunOutcome.Failed,
            null => BackupRunOutcome.Unknown,
        };
}
