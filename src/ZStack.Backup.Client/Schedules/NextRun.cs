using System;
using System.Linq;

namespace ZStack.Backup.Client.Schedules;

/// <summary>When something runs next, where that is certain.</summary>
internal static class NextRun
{
    /// <param name="now">By the node's clock.</param>
    public static DateTimeOffset? Of(BackupScheduleTrigger trigger, DateTimeOffset now, ServerTimeZone zone)
    {
        DateTimeOffset? next = trigger.Cron is not null ? OfCron(trigger.Cron, now, zone) : OfSimple(trigger, now);
        return next > trigger.StopTime ? null : next;
    }

    private static DateTimeOffset? OfCron(string text, DateTimeOffset now, ServerTimeZone zone)
    {
        // A wall clock without its zone is no time.
        if (!zone.IsKnown || CronExpression.TryParse(text)?.After(zone.At(now).DateTime) is not { } wall)
            return null;
        // An hour that comes twice or not at all: what the node makes of it is not ours to say.
        return zone.Rules.IsInvalidTime(wall) || zone.Rules.IsAmbiguousTime(wall) ? null : zone.At(wall);
    }

    private static DateTimeOffset? OfSimple(BackupScheduleTrigger trigger, DateTimeOffset now)
    {
        if (trigger.StartTime is not { } start)
            return null;
        if (start > now)
            return start;
        if (trigger.Interval is not { } interval)
            return null;
        long number = ((now - start).Ticks / interval.Ticks) + 1;
        // Whether the count holds the first run, and whether 0 means for ever, is published nowhere.
        if (trigger.RepeatCount is { } count && number >= count)
            return null;
        return number < (DateTimeOffset.MaxValue - start).Ticks / interval.Ticks ? start.AddTicks(number * interval.Ticks) : null;
    }

    /// <summary>The earliest of all triggers, none of which may be uncertain.</summary>
    public static DateTimeOffset? Of(ItemList<BackupScheduleTrigger> triggers) =>
        triggers.Count > 0 && triggers.All(trigger => trigger.NextRun is not null) ? triggers.Min(trigger => trigger.NextRun) : null;
}
