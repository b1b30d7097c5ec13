using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Schedules;

/// <summary>The common forms of schedules, which there are words for. The facts are listed in the order they come.</summary>
[Sentences("When_")]
internal enum ScheduleFormKind
{
    /// <summary>Times of the day.</summary>
    [Facts("times")]
    Daily,

    /// <summary>Times: Monday to Friday.</summary>
    [Facts("times")]
    WorkDays,

    /// <summary>Times, days of the week as <see cref="DayOfWeek"/>.</summary>
    [Facts("times", "days")]
    Weekly,

    /// <summary>Times, days of the month.</summary>
    [Facts("times", "days")]
    Monthly,

    /// <summary>Times.</summary>
    [Facts("times")]
    MonthEnd,

    /// <summary>Minute.</summary>
    [Facts("minute")]
    Hourly,

    EveryMinute,

    /// <summary>Number.</summary>
    [Facts("number")]
    EveryMinutes,

    /// <summary>Number, minute.</summary>
    [Facts("number", "minute")]
    EveryHours,

    /// <summary>Number.</summary>
    [Facts("number")]
    IntervalDays,

    /// <summary>Number.</summary>
    [Facts("number")]
    IntervalHours,

    /// <summary>Number.</summary>
    [Facts("number")]
    IntervalMinutes,

    /// <summary>Number.</summary>
    [Facts("number")]
    IntervalSeconds,
}

/// <summary>When something runs, to be worded for the user.</summary>
internal static class ScheduleForm
{
    // More times in a day, or days in a month, are no sentence any more.
    private const int MaxTimes = 4;

    /// <returns><c>null</c> where there are no words for it.</returns>
    public static Statement? Of(BackupScheduleTrigger trigger) =>
        trigger.Cron is not null ? Of(CronExpression.TryParse(trigger.Cron)) : trigger.Interval is { } interval ? Of((long)interval.TotalSeconds) : null;

    private static Statement? Of(CronExpression? cron)
    {
        if (cron is null || cron.Years is not null || cron.Months.Count < 12 || cron.Seconds.Count != 1 || cron.Seconds.Min != 0)
            return null;
        bool isEveryDay = cron.Days?.Count == 31 || cron.WeekDays?.Count == 7;
        if (cron.Minutes.Count > 1)
            return isEveryDay && cron.Hours.Count == 24 && Step(cron.Minutes, 60) is { } minutes ? minutes == 1 ? new(ScheduleFormKind.EveryMinute) : new(ScheduleFormKind.EveryMinutes, minutes) : null;
        int minute = cron.Minutes.Min;
        if (cron.Hours.Count > MaxTimes)
        {
            return !isEveryDay ? null
                : cron.Hours.Count == 24 ? new(ScheduleFormKind.Hourly, minute)
                : Step(cron.Hours, 24) is { } hours ? new(ScheduleFormKind.EveryHours, hours, minute)
                : null;
        }

        string times = string.Join(", ", cron.Hours.Select(hour => string.Format(CultureInfo.InvariantCulture, "{0:00}:{1:00}", hour, minute)));
        if (isEveryDay)
            return new(ScheduleFormKind.Daily, times);
        if (cron.IsLastDay)
            return new(ScheduleFormKind.MonthEnd, times);
        if (cron.WeekDays is { } week)
            return week.SetEquals([2, 3, 4, 5, 6]) ? new(ScheduleFormKind.WorkDays, times) : new(ScheduleFormKind.Weekly, times, week.Select(day => (DayOfWeek)(day - 1)).ToArray());
        return cron.Days!.Count <= MaxTimes ? new(ScheduleFormKind.Monthly, times, string.Join(", ", cron.Days)) : null;
    }

    private static Statement Of(long seconds) =>
        seconds % 86_400 == 0 && seconds > 86_400 ? new(ScheduleFormKind.IntervalDays, seconds / 86_400)
        : seconds % 3_600 == 0 && seconds > 3_600 ? new(ScheduleFormKind.IntervalHours, seconds / 3_600)
        : seconds % 60 == 0 && seconds > 60 ? new(ScheduleFormKind.IntervalMinutes, seconds / 60)
        : new(ScheduleFormKind.IntervalSeconds, seconds);

    /// <summary>The even distance from 0 on, all around.</summary>
    private static int? Step(SortedSet<int> values, int around) =>
        values.Min == 0 && around % values.Count == 0 && values.Select((value, i) => value == i * (around / values.Count)).All(fits => fits) ? around / values.Count : null;
}
