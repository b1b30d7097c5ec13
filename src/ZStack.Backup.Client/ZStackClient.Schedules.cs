using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Schedules;

namespace ZStack.Backup.Client;

/// <content>The node's own schedules. Source: docs/zstack-api.md sections 13 and 16.</content>
public sealed partial class ZStackClient
{
    private const string Newest = "-startTime";

    /// <summary>The schedules that back up the database, by name, each with its last run.</summary>
    /// <param name="wanted">Those to give; looked at before more is asked about one.</param>
    /// <exception cref="ZStackException">ApiNotSupported where the node has no such calls, which says nothing about its schedules; and of any other kind.</exception>
    public async Task<IReadOnlyList<BackupSchedule>> GetSchedulesAsync(Func<BackupSchedule, bool> wanted, CancellationToken cancellation)
    {
        BackupSchedule[] schedules = [.. (await ReadSchedulesAsync(cancellation).ConfigureAwait(false)).Where(wanted)];
        foreach (BackupSchedule schedule in schedules)
            await AddLastRunAsync(schedule, cancellation).ConfigureAwait(false);
        return schedules;
    }

    /// <summary>What a schedule did, the last run first.</summary>
    public async Task<IReadOnlyList<BackupScheduleRun>> GetScheduleRunsAsync(BackupSchedule schedule, int most, CancellationToken cancellation)
    {
        if (schedule.Uuid is null || QueryCondition.Of(schedule.Kind == BackupScheduleKind.Group ? "schedulerJobGroupUuid" : "schedulerJobUuid", "=", schedule.Uuid) is not { } own)
            return [];
        ScheduleReader reader = NewScheduleReader();
        List<RunRow> rows = [];
        while (rows.Count < most)
        {
            int limit = Math.Min(most - rows.Count, PageReader<RunRow>.PageSize);
            List<RunRow> page = All(await OpenSmallAsync(Query("/v1/scheduler/job/history", [own], rows.Count, limit, Newest), "QuerySchedulerJobHistory", reader.ReadRun, cancellation).ConfigureAwait(false));
            rows.AddRange(page.Take(limit));
            if (page.Count < limit)
                break;
        }

        return [.. rows.Select(row => RunStory.Of(row, schedule))];
    }

    /// <summary>The one schedule that a uuid or a name means.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public async Task<BackupSchedule> GetScheduleAsync(string? uuid, string name, CancellationToken cancellation)
    {
        IReadOnlyList<BackupSchedule> all = await ReadSchedulesAsync(cancellation).ConfigureAwait(false);
        BackupSchedule found = uuid is null
            ? Only(Named(all, name, schedule => schedule.Name), "BackupSchedule", name, schedule => $"{schedule.Uuid} ({schedule.Kind})")
            : all.FirstOrDefault(schedule => schedule.Uuid == uuid) ?? throw NotFound("BackupSchedule", uuid);
        await AddLastRunAsync(found, cancellation).ConfigureAwait(false);
        return found;
    }

    private async Task<IReadOnlyList<BackupSchedule>> ReadSchedulesAsync(CancellationToken cancellation)
    {
        ScheduleReader reader = NewScheduleReader();
        List<ScheduleRow> jobs = await EveryRowAsync("/v1/scheduler/jobs", [QueryCondition.Like("jobClassName", "*" + ScheduleJoin.JobClass)!], "QuerySchedulerJob", reader.ReadJob, row => row.Uuid, cancellation).ConfigureAwait(false);
        List<ScheduleRow> groups;
        try
        {
            groups = await EveryRowAsync("/v1/scheduler/jobgroups", [QueryCondition.Of("jobType", "=", ScheduleJoin.GroupType)!], "QuerySchedulerJobGroup", reader.ReadGroup, row => row.Uuid, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.ApiNotSupported)
        {
            // Jobs are older than groups.
            groups = [];
        }

        if (jobs.Count == 0 && groups.Count == 0)
            return [];
        List<BackupScheduleTrigger> triggers = await EveryRowAsync("/v1/scheduler/triggers", [], "QuerySchedulerTrigger", reader.ReadTrigger, row => row.Uuid, cancellation).ConfigureAwait(false);
        return new ScheduleJoin(_session, triggers, await NodeTimeAsync(cancellation).ConfigureAwait(false)).Make(jobs, groups);
    }

    private async Task AddLastRunAsync(BackupSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<BackupScheduleRun> last = await GetScheduleRunsAsync(schedule, 1, cancellation).ConfigureAwait(false);
            if (last.Count == 0)
                return;
            SetLastRun(schedule, last[0]);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.ApiNotSupported)
        {
            // Without a history the last run is unknown, which is what the schedule says.
        }
    }

    private static void SetLastRun(BackupSchedule schedule, BackupScheduleRun run)
    {
        schedule.LastRun = run.StartTime;
        schedule.LastOutcome = run.Outcome;
        schedule.LastReason = run.Reason;
    }

    /// <returns><c>null</c> when the node does not tell its time.</returns>
    private async Task<DateTimeOffset?> NodeTimeAsync(CancellationToken cancellation)
    {
        try
        {
            return DateTimeOffset.UtcNow + await ClockDifferenceAsync(cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind is not (ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout))
        {
            return null;
        }
    }

    private ScheduleReader NewScheduleReader() => new(_session.ServerTimeZone, _session.Redactor);

    /// <summary>All rows of a small table, however many pages they are.</summary>
    private async Task<List<T>> EveryRowAsync<T>(string path, QueryCondition[] conditions, string operation, ReadElement<T> element, Func<T, string?> identity, CancellationToken cancellation)
        where T : class
    {
        List<T> rows = [];
        while (true)
        {
            List<T> page = All(await OpenSmallAsync(Query(path, conditions, rows.Count, PageReader<T>.PageSize, "+uuid"), operation, element, cancellation).ConfigureAwait(false));
            rows.AddRange(page);
            // A node that gives more than was asked for would be asked for ever.
            if (page.Count != PageReader<T>.PageSize)
                return [.. rows.GroupBy(identity).Select(same => same.First())];
        }
    }
}
