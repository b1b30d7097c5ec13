using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Quartz;
using ZStack.Backup.Sandbox.Backups;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Schedules;

/// <summary>Runs the schedules by the node's clock: docs/zstack-api.md section 13.</summary>
internal sealed class Scheduler
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    // A clock that was set ahead does not make a backup for each night that it jumped over.
    private const int MaxMissed = 3;

    private readonly NodeContext _node;
    private readonly BackupApis _backups;
    private Task _loop = Task.CompletedTask;

    public Scheduler(NodeContext node)
    {
        _node = node;
        _backups = new BackupApis(node);
    }

    public void Start(CancellationToken nodeEnds) => _loop = Task.Run(() => LoopAsync(nodeEnds), CancellationToken.None);

    /// <summary>Ends soon after the node has told it to.</summary>
    public Task EndedAsync() => _loop;

    /// <summary>Runs now what a trigger sets off.</summary>
    /// <param name="jobUuids">Only these; all when empty.</param>
    public void Fire(ScheduledTrigger trigger, IReadOnlyCollection<string> jobUuids, CancellationToken nodeEnds)
    {
        foreach ((ScheduledJob job, ScheduledGroup? group) in _node.Schedules.Of(trigger.Uuid).Where(bound => jobUuids.Count == 0 || jobUuids.Contains(bound.Job.Uuid)))
            _ = Task.Run(() => RunAsync(trigger, job, group, nodeEnds), CancellationToken.None);
    }

    private async Task LoopAsync(CancellationToken nodeEnds)
    {
        DateTimeOffset last = _node.Clock.Now;
        try
        {
            while (true)
            {
                await Task.Delay(Tick, nodeEnds);
                DateTimeOffset now = _node.Clock.Now;
                foreach (ScheduledTrigger trigger in _node.Schedules.Triggers)
                {
                    int fired = 0;
                    for (DateTimeOffset? due = Next(trigger, last); due <= now && fired < MaxMissed; due = Next(trigger, due.Value), fired++)
                        Fire(trigger, Enabled(trigger), nodeEnds);
                }

                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    /// <summary>The jobs that are switched on, and whose group is.</summary>
    private List<string> Enabled(ScheduledTrigger trigger)
    {
        List<string> jobs = [.. _node.Schedules.Of(trigger.Uuid).Where(bound => (bound.Group?.State ?? bound.Job.State) == "Enabled").Select(bound => bound.Job.Uuid)];
        // No uuid would mean all.
        return jobs.Count > 0 ? jobs : ["none"];
    }

    private DateTimeOffset? Next(ScheduledTrigger trigger, DateTimeOffset after)
    {
        if (trigger.Cron is not null)
            return new CronExpression(trigger.Cron) { TimeZone = _node.Clock.Zone }.GetNextValidTimeAfter(after);
        if (trigger.StartTime is not { } start || trigger.Interval is not { } seconds)
            return null;
        long number = start > after ? 0 : (long)((after - start).TotalSeconds / seconds) + 1;
        DateTimeOffset due = start.AddSeconds(number * seconds);
        return due > trigger.StopTime || number > trigger.RepeatCount ? null : due;
    }

    private async Task RunAsync(ScheduledTrigger trigger, ScheduledJob job, ScheduledGroup? group, CancellationToken nodeEnds)
    {
        // Others than backups of the database are not simulated.
        if (!job.MakesBackups)
            return;
        DateTimeOffset started = _node.Now;
        (bool success, JsonObject result) = await WorkAsync(job, started, nodeEnds);
        if (nodeEnds.IsCancellationRequested)
            return;
        _node.Schedules.Add(new ScheduledRun
        {
            TriggerUuid = trigger.Uuid,
            JobUuid = job.Uuid,
            GroupUuid = group?.Uuid,
            StartTime = started,
            ExecuteTime = (long)(_node.Clock.Now - started).TotalMilliseconds,
            Success = success,
            Result = result.ToJsonString(),
        });
    }

    private async Task<(bool Success, JsonObject Result)> WorkAsync(ScheduledJob job, DateTimeOffset started, CancellationToken nodeEnds)
    {
        try
        {
            StorageInfo storage = StoragesOf(job).Select(_node.Data.FindStorage).FirstOrDefault(storage => storage?.IsUsable == true)
                ?? throw ApiException.Failed(ErrorTexts.NoStorage);
            Func<JsonObject> finish = _backups.Begin($"{job.Name}-{started:yyyyMMdd-HHmmss}.gz", $"made by the schedule {job.Name}", storage);
            await Task.Delay(_node.Options.JobTime, nodeEnds);
            return (true, finish());
        }
        catch (ApiException e)
        {
            return (false, e.ToJson());
        }
        catch (OperationCanceledException)
        {
            return (false, []);
        }
    }

    private static string[] StoragesOf(ScheduledJob job) =>
        job.Data is null ? [] : JsonDocument.Parse(job.Data).RootElement.GetProperty("backupStorageUuids") switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(uuid => uuid.GetString()!)],
            var text => text.GetString()!.Split(','),
        };
}
