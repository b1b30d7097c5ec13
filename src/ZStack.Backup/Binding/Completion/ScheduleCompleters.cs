using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Views;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes backup schedules of a node by name or uuid.</summary>
public class ScheduleCompleter : Completer
{
    private protected sealed override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        CompletionCache.Current?.Schedules(SessionOf(bound)) is { } schedules ? Offer(schedules) : [];

    private protected virtual IEnumerable<Candidate> Offer(IReadOnlyList<BackupSchedule> schedules) =>
        References.ByNameOrUuid(schedules, schedule => schedule.Uuid, schedule => schedule.Name, Tooltip);

    /// <summary>What tells one from another: whether and when it runs, and how it went.</summary>
    private protected static string Tooltip(BackupSchedule schedule) =>
        string.Join("  ", new[] { schedule.Name, schedule.State, Wording.When(schedule), ViewText.ShortTime(schedule.LastRun), schedule.LastOutcome.ToString() }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>Completes names of backup schedules where wildcards are taken.</summary>
public sealed class ScheduleNameCompleter : ScheduleCompleter
{
    private protected override IEnumerable<Candidate> Offer(IReadOnlyList<BackupSchedule> schedules) =>
        References.ByName(schedules, schedule => schedule.Name, Tooltip);
}
