using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Schedules;

namespace ZStack.Backup.Client;

/// <content>The node's own schedules.</content>
public sealed partial class ZStackClient
{
    private ScheduleQueries Schedules => new(_session, _events);

    /// <summary>The schedules that back up the database, by name, each with its last run.</summary>
    /// <param name="wanted">Those to give; looked at before more is asked about one.</param>
    /// <exception cref="ZStackException">ApiNotSupported where the node has no such calls, which says nothing about its schedules; and of any other kind.</exception>
    public Task<IReadOnlyList<BackupSchedule>> GetSchedulesAsync(Func<BackupSchedule, bool> wanted, CancellationToken cancellation) => Schedules.GetSchedulesAsync(wanted, cancellation);

    /// <summary>What a schedule did, the last run first.</summary>
    public Task<IReadOnlyList<BackupScheduleRun>> GetScheduleRunsAsync(BackupSchedule schedule, int most, CancellationToken cancellation) => Schedules.GetScheduleRunsAsync(schedule, most, cancellation);

    /// <summary>The one schedule that a uuid or a name means.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public Task<BackupSchedule> GetScheduleAsync(string? uuid, string name, CancellationToken cancellation) => Schedules.GetScheduleAsync(uuid, name, cancellation);
}
