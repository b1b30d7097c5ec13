using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client.Schedules;

/// <summary>The node's own schedules, joined from its jobs, groups, triggers and history. Source: docs/zstack-api.md sections 13 and 16.</summary>
internal sealed class ScheduleQueries
{
    private const string Newest = "-startTime";

    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;
    private readonly QueryCalls _calls;
    private readonly ScheduleReader _rows;

    public ScheduleQueries(ZStackSession session, IProgress<ClientEvent>? events)
    {
        _session = session;
        _events = events;
        _calls = new QueryCalls(session, events);
        _rows = new ScheduleReader(session.ServerTimeZone, session.Redactor);
    }

    /// <inheritdoc cref="ZStackClient.GetSchedulesAsync"/>
    public async Task<IReadOnlyList<BackupSchedule>> GetSchedulesAsync(Func<BackupSchedule, bool> wanted, CancellationToken cancellation)
    {
        BackupSchedule[] schedules = [.. (await ReadSchedulesAsync(cancellation).ConfigureAwait(false)).Where(wanted)];
        foreach (BackupSchedule schedule in schedules)
            await AddLastRunAsync(schedule, cancellation).ConfigureAwait(false);
        return schedules;
    }

    /// <inheritdoc cref="ZStackClient.GetScheduleRunsAsync"/>
    public async Task<IReadOnlyList<BackupScheduleRun>> GetScheduleRunsAsync(BackupSchedule schedule, int most, CancellationToken cancellation)
    {
        if (schedule.Uuid is null || QueryCondition.Of(schedule.Kind == BackupScheduleKind.Group ? "schedulerJobGroupUuid" : "schedulerJobUuid", "=", schedule.Uuid) is not { } own)
            return [];
        List<RunRow> rows = [];
        while (rows.Count < most)
        {
            int limit = Math.Min(most - rows.Count, PageReader<RunRow>.PageSize);
            List<RunRow> page = await _calls.ListAsync(QueryCalls.Request("/v1/scheduler/job/history", [own], rows.Count, limit, Newest), "QuerySchedulerJobHistory", _rows.ReadRun, cancellation).ConfigureAwait(false);
            rows.AddRange(page.Take(limit));
            if (page.Count < limit)
                break;
        }

        return [.. rows.Select(row => RunStory.Of(row, schedule))];
    }

    /// <inheritdoc cref="ZStackClient.GetScheduleAsync"/>
    public async Task<BackupSchedule> GetScheduleAsync(string? uuid, string name, CancellationToken cancellation)
    {
        IReadOnlyList<BackupSchedule> all = await ReadSchedulesAsync(cancellation).ConfigureAwait(false);
        BackupSchedule found = uuid is null
            ? _calls.Only(QueryCalls.Named(all, name, schedule => schedule.Name), ResourceThing.BackupSchedule, name, schedule => $"{schedule.Uuid} ({schedule.Kind})")
            : all.FirstOrDefault(schedule => schedule.Uuid == uuid) ?? throw _calls.NotFound(ResourceThing.BackupSchedule, uuid);
        await AddLastRunAsync(found, cancellation).ConfigureAwait(false);
        return found;
    }

    /// <summary>All of them, without their last runs.</summary>
    public async Task<IReadOnlyList<BackupSchedule>> ReadSchedulesAsync(CancellationToken cancellation)
    {
        List<ScheduleRow> jobs = await _calls.EveryRowAsync("/v1/scheduler/jobs", [QueryCondition.Like("jobClassName", "*" + ScheduleJoin.JobClass)!], "QuerySchedulerJob", _rows.ReadJob, row => row.Uuid, cancellation).ConfigureAwait(false);
        List<ScheduleRow> groups;
        try
        {
            groups = await _calls.EveryRowAsync("/v1/scheduler/jobgroups", [QueryCondition.Of("jobType", "=", ScheduleJoin.GroupType)!], "QuerySchedulerJobGroup", _rows.ReadGroup, row => row.Uuid, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.ApiNotSupported)
        {
            // Jobs are older than groups.
            groups = [];
        }

        if (jobs.Count == 0 && groups.Count == 0)
            return [];
        List<BackupScheduleTrigger> triggers = await _calls.EveryRowAsync("/v1/scheduler/triggers", [], "QuerySchedulerTrigger", _rows.ReadTrigger, row => row.Uuid, cancellation).ConfigureAwait(false);
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

    public static void SetLastRun(BackupSchedule schedule, BackupScheduleRun run)
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
            return DateTimeOffset.UtcNow + await ServerClock.DifferenceAsync(_session.Node, _events, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind is not (ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout))
        {
            return null;
        }
    }
}
