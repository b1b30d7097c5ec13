using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Seeds;

/// <summary>The schedules that a node starts with, and what they did in the last nights.</summary>
internal sealed class ScheduleSeed
{
    private const int Nights = 14;
    private const int Weeks = 2;

    private readonly SandboxOptions _options;
    private readonly BackupRecord[] _records;
    private readonly DateTimeOffset _now;

    public ScheduleSeed(SandboxOptions options, SandboxClock clock, NodeData data)
    {
        _options = options;
        _records = [.. data.Records.OrderByDescending(record => record.CreateDate).Take(Nights)];
        DateTimeOffset now = clock.Now;
        _now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    public ScheduleData Make() => _options.HasSchedules ? new(Jobs(), Groups(), Triggers(), Runs()) : new([], [], [], []);

    private ScheduledJob[] Jobs() =>
    [
        new() { Uuid = SandboxSchedules.Nightly, Name = "nightly", Description = "the database, every night", Data = Data(new JsonArray(SandboxStorages.Main, SandboxStorages.Second), "30"), TriggerUuids = [SandboxSchedules.NightlyTrigger], CreateDate = Made, LastOpDate = Made },
        // As an older version writes it: one text for the list.
        new() { Uuid = SandboxSchedules.SixHourly, Name = "six-hourly", State = "Disabled", Data = Data(SandboxStorages.Second, "8"), TriggerUuids = [SandboxSchedules.SixHourlyTrigger], CreateDate = Made, LastOpDate = _now.AddDays(-3) },
        new() { Uuid = SandboxSchedules.WeeklyJob, Name = "weekly-offsite", Data = Data(SandboxStorages.Broken, "4"), GroupUuids = [SandboxSchedules.Weekly], CreateDate = Made, LastOpDate = Made },
        new() { Uuid = SandboxSchedules.Snapshots, Name = "vm-snapshots", ClassName = "org.zstack.scheduler.CreateVolumeSnapshotJob", Data = "{}", TriggerUuids = [SandboxSchedules.SnapshotTrigger], CreateDate = Made, LastOpDate = Made },
    ];

    private ScheduledGroup[] Groups() =>
    [
        new() { Uuid = SandboxSchedules.Weekly, Name = "weekly-offsite", Data = Data(SandboxStorages.Broken, "4"), TriggerUuids = [SandboxSchedules.WeeklyTrigger], JobUuids = [SandboxSchedules.WeeklyJob], CreateDate = Made, LastOpDate = Made },
        new() { Uuid = "a7c1e5b9d3f04826b8d2f6a0c4e71935", Name = "vm-backups", JobType = "vmBackup", Data = "{}", CreateDate = Made, LastOpDate = Made },
    ];

    private ScheduledTrigger[] Triggers() =>
    [
        new() { Uuid = SandboxSchedules.NightlyTrigger, Name = "every night", Cron = "0 0 1 * * ?", CreateDate = Made },
        new() { Uuid = SandboxSchedules.WeeklyTrigger, Name = "sunday night", Cron = "0 30 2 ? * SUN", CreateDate = Made },
        new() { Uuid = SandboxSchedules.SixHourlyTrigger, Name = "six hours", Interval = 21_600, StartTime = Made, CreateDate = Made },
        new() { Uuid = SandboxSchedules.SnapshotTrigger, Name = "every hour", Cron = "0 0 * * * ?", CreateDate = Made },
    ];

    private DateTimeOffset Made => _now.AddDays(-60);

    private IEnumerable<ScheduledRun> Runs()
    {
        foreach (BackupRecord record in _records)
        {
            bool ended = record.Status == "Ready";
            yield return new ScheduledRun
            {
                TriggerUuid = SandboxSchedules.NightlyTrigger,
                JobUuid = SandboxSchedules.Nightly,
                StartTime = record.CreateDate,
                ExecuteTime = ended ? (long)(record.LastOpDate - record.CreateDate).TotalMilliseconds : 300_000,
                Success = ended,
                Result = (ended ? new JsonObject { ["inventory"] = new JsonObject { ["uuid"] = record.Uuid, ["name"] = record.Name } } : ApiException.Failed("mysqldump: Got error: 2013: Lost connection to server during query").ToJson()).ToJsonString(),
            };
        }

        DateTime sunday = _now.Date.AddDays(-(int)_now.DayOfWeek).AddHours(2.5);
        for (int i = sunday > _now.DateTime ? 1 : 0; i < Weeks; i++)
        {
            yield return new ScheduledRun
            {
                TriggerUuid = SandboxSchedules.WeeklyTrigger,
                JobUuid = SandboxSchedules.WeeklyJob,
                GroupUuid = SandboxSchedules.Weekly,
                StartTime = new DateTimeOffset(sunday.AddDays(-7 * i), _now.Offset),
                ExecuteTime = 12,
                Result = ApiException.Failed(ErrorTexts.NoStorage).ToJson().ToJsonString(),
            };
        }
    }

    private static string Data(JsonNode storages, string count) =>
        new JsonObject { ["backupStorageUuids"] = storages, ["retentionType"] = "Count", ["retentionValue"] = count }.ToJsonString();
}
