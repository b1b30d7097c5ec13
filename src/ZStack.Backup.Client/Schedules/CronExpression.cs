using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client.Schedules;

/// <summary>
/// A Quartz expression, as far as its meaning is beyond doubt: numbers and names, lists, ranges, steps, and the last day of the
/// month. Whatever else Quartz knows (<c>W</c>, <c>#</c>, ranges over the end) is not read, rather than read wrongly.
/// </summary>
internal sealed class CronExpression
{
    private const int FirstYear = 1970;
    private const int LastYear = 2099;

    // 29 February comes after eight years at the latest.
    private const int MaxDays = (8 * 366) + 1;

    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private CronExpression(SortedSet<int> seconds, SortedSet<int> minutes, SortedSet<int> hours, SortedSet<int>? days, bool lastDay, SortedSet<int> months, SortedSet<int>? weekDays, SortedSet<int>? years)
    {
        Seconds = seconds;
        Minutes = minutes;
        Hours = hours;
        Days = days;
        IsLastDay = lastDay;
        Months = months;
        WeekDays = weekDays;
        Years = years;
    }

    public SortedSet<int> Seconds { get; }

    public SortedSet<int> Minutes { get; }

    public SortedSet<int> Hours { get; }

    /// <summary>Of the month; <c>null</c> when the day of the week decides, or the last day is meant.</summary>
    public SortedSet<int>? Days { get; }

    public bool IsLastDay { get; }

    public SortedSet<int> Months { get; }

    /// <summary>1 is Sunday; <c>null</c> when the day of the month decides.</summary>
    public SortedSet<int>? WeekDays { get; }

    /// <summary><c>null</c> for any.</summary>
    public SortedSet<int>? Years { get; }

    /// <returns><c>null</c> when it is no expression, or one that is not certain here.</returns>
    public static CronExpression? TryParse(string? text)
    {
        string[] fields = (text ?? "").Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (6 or 7))
            return null;
        // Quartz takes one of the two days, and the other one has to say so.
        bool byWeekDay = fields[3] == "?";
        if (byWeekDay == (fields[5] == "?"))
            return null;
        bool lastDay = string.Equals(fields[3], "L", StringComparison.OrdinalIgnoreCase);
        SortedSet<int>? days = byWeekDay || lastDay ? null : Field(fields[3], 1, 31);
        SortedSet<int>? weekDays = byWeekDay ? Field(fields[5], 1, 7, DayNames) : null;
        SortedSet<int>? years = fields.Length == 7 && fields[6] != "*" ? Field(fields[6], FirstYear, LastYear) : null;
        bool isWhole = (byWeekDay ? weekDays : days) is not null || lastDay;
        return isWhole && (years is not null || fields.Length == 6 || fields[6] == "*") && Field(fields[0], 0, 59) is { } seconds && Field(fields[1], 0, 59) is { } minutes && Field(fields[2], 0, 23) is { } hours && Field(fields[4], 1, 12, MonthNames) is { } months
            ? new CronExpression(seconds, minutes, hours, days, lastDay, months, weekDays, years)
            : null;
    }

    /// <summary>The first time behind <paramref name="wall"/>, by the same clock on the wall.</summary>
    public DateTime? After(DateTime wall)
    {
        // Beyond this nothing is planned, and the calendar ends.
        if (wall.Year > LastYear)
            return null;
        DateTime first = wall.AddTicks(TimeSpan.TicksPerSecond - (wall.Ticks % TimeSpan.TicksPerSecond));
        for (int i = 0; i < MaxDays; i++)
        {
            DateTime day = first.Date.AddDays(i);
            if (IsDay(day) && Time(i == 0 ? first.TimeOfDay : TimeSpan.Zero) is { } time)
                return day + time;
        }

        return null;
    }

    private bool IsDay(DateTime day) =>
        Months.Contains(day.Month)
        && Years?.Contains(day.Year) != false
        && (IsLastDay ? day.Day == DateTime.DaysInMonth(day.Year, day.Month) : Days?.Contains(day.Day) ?? WeekDays!.Contains((int)day.DayOfWeek + 1));

    private TimeSpan? Time(TimeSpan from)
    {
        foreach (int hour in Hours.Where(hour => hour >= from.Hours))
        {
            foreach (int minute in Minutes.Where(minute => hour > from.Hours || minute >= from.Minutes))
            {
                foreach (int second in Seconds)
                {
                    var time = new TimeSpan(hour, minute, second);
                    if (time >= from)
                        return time;
                }
            }
        }

        return null;
    }

    private static SortedSet<int>? Field(string text, int least, int most, string[]? names = null)
    {
        var values = new SortedSet<int>();
        foreach (string part in text.ToUpperInvariant().Split(','))
        {
            string[] step = part.Split('/');
            if (step.Length > 2)
                return null;
            int by = 1;
            if (step.Length == 2 && (!Number(step[1], out by) || by < 1 || by > most))
                return null;
            string[] ends = step[0].Split('-');
            int from = least, to = most;
            if (step[0] != "*")
            {
                if (ends.Length > 2 || Value(ends[0]) is not { } first || Value(ends[ends.Length - 1]) is not { } last)
                    return null;
                // "5/15" goes on to the end of the field.
                (from, to) = (first, ends.Length == 1 && step.Length == 2 ? most : last);
            }

            if (from > to)
                return null;
            for (int value = from; value <= to; value += by)
                values.Add(value);
        }

        return values;

        int? Value(string word)
        {
            int named = names is null ? -1 : Array.IndexOf(names, word);
            return named >= 0 ? named + least : Number(word, out int number) && number >= least && number <= most ? number : null;
        }
    }

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
