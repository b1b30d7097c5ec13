using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Health;

/// <summary>What became of the backups of each of the last 90 days.</summary>
internal static class BackupDays
{
    public const int Count = 90;

    /// <param name="now">At the offset of the node: its midnight parts the days.</param>
    public static IReadOnlyList<HealthDay> Of(IEnumerable<RecoveryPoint> points, Func<RecoveryPoint, bool> isWhole, IEnumerable<BackupScheduleRun> runs, DateTimeOffset now)
    {
        DateTime first = now.Date.AddDays(1 - Count);
        var states = new HealthDayState[Count];
        foreach (BackupScheduleRun run in runs.Where(run => run.Outcome is BackupRunOutcome.Failed or BackupRunOutcome.Skipped))
            Mark(run.StartTime, HealthDayState.Failed);
        RecoveryPoint[] all = [.. points];
        // What is still being made has not failed yet.
        foreach (RecoveryPoint point in all.Where(point => !isWhole(point) && (point.Record?.Status != "Creating" || now - point.Created > TimeSpan.FromDays(1))))
            Mark(point.Created, HealthDayState.Failed);
        // One that was made makes up for one that failed; one that is known to be broken does not.
        foreach (RecoveryPoint point in all.Where(isWhole).OrderBy(Rank))
            Mark(point.Created, Of(point));
        return [.. states.Select((state, i) => new HealthDay(first.AddDays(i), state))];

        void Mark(DateTimeOffset? time, HealthDayState state)
        {
            if (time is { } known && (known.ToOffset(now.Offset).Date - first).Days is >= 0 and < Count and var day)
                states[day] = state;
        }
    }

    private static HealthDayState Of(RecoveryPoint point) =>
        point.Saved?.LastTest?.Outcome == BackupTestOutcome.Failed ? HealthDayState.Failed : point.ProvenAt is null ? HealthDayState.Made : HealthDayState.Proven;

    private static int Rank(RecoveryPoint point) => Of(point) switch { HealthDayState.Failed => 0, HealthDayState.Made => 1, _ => 2 };
}
