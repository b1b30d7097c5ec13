using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Schedules;

/// <summary>Jobs, groups and triggers become schedules.</summary>
internal sealed class ScheduleJoin
{
    /// <summary>How the class of a job ends that backs up the database.</summary>
    public const string JobClass = "CreateDatabaseBackupJob";

    public const string GroupType = "databaseBackup";

    private readonly ZStackSession _session;
    private readonly DateTimeOffset? _now;
    private readonly Dictionary<string, BackupScheduleTrigger> _triggers;

    /// <param name="now">By the node's clock; <c>null</c> when that is not known, and then no next run is either.</param>
    public ScheduleJoin(ZStackSession session, IEnumerable<BackupScheduleTrigger> triggers, DateTimeOffset? now)
    {
        _session = session;
        _now = now;
        _triggers = triggers.Where(trigger => trigger.Uuid is not null).GroupBy(trigger => trigger.Uuid!).ToDictionary(same => same.Key, same => same.First());
    }

    /// <summary>By name. A job that runs only as a part of a group is not listed beside it.</summary>
    public IReadOnlyList<BackupSchedule> Make(IReadOnlyList<ScheduleRow> jobs, IReadOnlyList<ScheduleRow> groups)
    {
        ScheduleRow[] backups = [.. jobs.Where(job => job.Uuid is not null && job.Class?.EndsWith(JobClass, StringComparison.Ordinal) == true)];
        ScheduleRow[] together = [.. groups.Where(group => group.Uuid is not null && group.Class == GroupType)];
        return [.. together.Select(group => Group(group, backups)).Concat(backups.Where(job => StandsAlone(job, together)).Select(Job)).OrderBy(schedule => schedule.Name, StringComparer.Ordinal).ThenBy(schedule => schedule.Uuid, StringComparer.Ordinal)];
    }

    private bool StandsAlone(ScheduleRow job, ScheduleRow[] groups)
    {
        ScheduleRow[] own = [.. groups.Where(group => IsIn(job, group))];
        return own.Length == 0 || TriggersOf(job).Any(trigger => !own.Any(group => TriggersOf(group).Contains(trigger)));
    }

    private static bool IsIn(ScheduleRow job, ScheduleRow group) => job.OtherUuids.Contains(group.Uuid) || group.OtherUuids.Contains(job.Uuid);

    private BackupSchedule Job(ScheduleRow job) => Make(job, [job.Uuid!], mayRun: true);

    private BackupSchedule Group(ScheduleRow group, ScheduleRow[] jobs)
    {
        ScheduleRow[] own = [.. jobs.Where(job => IsIn(job, group))];
        // Whether a group runs whose job is switched off by itself is not ours to say.
        return Make(group, group.OtherUuids.Concat(own.Select(job => job.Uuid!)).Distinct(), own.All(IsEnabled));
    }

    private static bool IsEnabled(ScheduleRow row) => string.Equals(row.State, BackupSchedule.Enabled, StringComparison.OrdinalIgnoreCase);

    private BackupSchedule Make(ScheduleRow row, IEnumerable<string> jobUuids, bool mayRun)
    {
        ItemList<BackupScheduleTrigger> triggers = new(TriggersOf(row));
        foreach (BackupScheduleTrigger trigger in triggers)
            trigger.NextRun = _now is { } now ? Schedules.NextRun.Of(trigger, now, _session.ServerTimeZone) : null;
        BackupScheduleTrigger? only = triggers.Count == 1 ? triggers[0] : null;
        return new BackupSchedule
        {
            Kind = row.Kind,
            Uuid = row.Uuid,
            Name = row.Name,
            Description = row.Description,
            State = row.State,
            Triggers = triggers,
            Trigger = new ItemList<string>(triggers.Select(trigger => trigger.ToString())),
            Cron = only?.Cron,
            Interval = only?.Interval,
            StartTime = only?.StartTime,
            NextRun = IsEnabled(row) && mayRun ? Schedules.NextRun.Of(triggers) : null,
            BackupStorageUuids = row.Data.BackupStorageUuids,
            Retention = row.Data.Retention,
            JobData = row.Data.Text,
            JobUuids = new ItemList<string>(jobUuids),
            CreateDate = row.CreateDate,
            LastOpDate = row.LastOpDate,
            Server = _session.Server,
            Origin = _session,
        };
    }

    /// <summary>The triggers name their jobs, and the jobs their triggers; either may be missing.</summary>
    private IEnumerable<BackupScheduleTrigger> TriggersOf(ScheduleRow row) =>
        _triggers.Values.Where(trigger => row.TriggerUuids.Contains(trigger.Uuid) || (row.Kind == BackupScheduleKind.Job ? trigger.JobUuids : trigger.GroupUuids).Contains(row.Uuid));
}
