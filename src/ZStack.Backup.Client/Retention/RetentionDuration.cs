using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ZStack.Backup;

/// <summary>A span in the units of a calendar, such as <c>1y5m7d2h</c>: years, months, days, hours. As <c>restic forget --keep-within</c> takes it.</summary>
public sealed class RetentionDuration
{
    private const int Max = 100_000;

    private static readonly Regex Pattern = new("^(?:(?<y>[0-9]{1,6})y|(?<m>[0-9]{1,6})m|(?<d>[0-9]{1,6})d|(?<h>[0-9]{1,6})h)+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <param name="rest">What is left behind whole years, months and days; hours in the text form.</param>
    private RetentionDuration(int years, int months, int days, TimeSpan rest)
    {
        Years = years;
        Months = months;
        Days = days;
        Rest = rest;
    }

    /// <summary>Days and what is left of them.</summary>
    /// <exception cref="FormatException">Negative, or longer than a calendar.</exception>
    public RetentionDuration(TimeSpan span)
        : this(0, 0, span.Days, span - TimeSpan.FromDays(span.Days))
    {
        if (span < TimeSpan.Zero || span.Days > Max)
            throw new FormatException();
    }

    /// <summary>Years of the calendar, 0 to 100000; counted on top of the months.</summary>
    public int Years { get; }

    /// <summary>Months of the calendar, 0 to 100000; may be more than 12.</summary>
    public int Months { get; }

    /// <summary>Days of the calendar, 0 to 100000. A day of a change to or from summer time has 23 or 25 hours.</summary>
    public int Days { get; }

    /// <summary>Hours and less.</summary>
    public TimeSpan Rest { get; }

    internal bool IsZero => Years == 0 && Months == 0 && Days == 0 && Rest == TimeSpan.Zero;

    /// <summary>Reads a span that a person wrote.</summary>
    /// <param name="text"><c>1y2m3d4h</c> in any order, each unit at most once, or what <see cref="TimeSpan"/> reads, such as <c>7.00:00:00</c>.</param>
    /// <exception cref="FormatException">It is neither; or a unit is above 100000.</exception>
    public static RetentionDuration Parse(string text)
    {
        string trimmed = (text ?? "").Trim();
        Match match = Pattern.Match(trimmed);
        if (!match.Success)
        {
            // A bare number would be days to one reader and hours to the next.
            return trimmed.IndexOf(':') >= 0 && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out TimeSpan span) ? new RetentionDuration(span) : throw new FormatException();
        }

        return new RetentionDuration(Unit(match, "y"), Unit(match, "m"), Unit(match, "d"), TimeSpan.FromHours(Unit(match, "h")));
    }

    /// <returns><c>1y2m3d4h</c> without the units that are 0, with <c>hh:mm:ss</c> behind for what is less than an hour; <c>0h</c> for none.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((int count, string unit) in new[] { (Years, "y"), (Months, "m"), (Days, "d"), ((int)Rest.TotalHours, "h") })
        {
            if (count > 0)
                text.Append(count.ToString(CultureInfo.InvariantCulture)).Append(unit);
        }

        TimeSpan minutes = Rest - TimeSpan.FromHours((int)Rest.TotalHours);
        return minutes > TimeSpan.Zero ? text.Append(minutes.ToString("c", CultureInfo.InvariantCulture)).ToString() : text.Length > 0 ? text.ToString() : "0h";
    }

    /// <summary>That long before a wall-clock time. A day that a month does not have runs over into the next: one month before 31 March is 3 March, or 2 March of a leap year.</summary>
    internal DateTime Before(DateTime time)
    {
        long month = ((long)time.Year - Years) * 12 + time.Month - 1 - Months;
        if (month < 12)
            return DateTime.MinValue;
        var first = new DateTime((int)(month / 12), (int)(month % 12) + 1, 1);
        TimeSpan after = TimeSpan.FromDays(time.Day - 1 - Days) + time.TimeOfDay - Rest;
        return first - DateTime.MinValue + after < TimeSpan.Zero ? DateTime.MinValue : first + after;
    }

    /// <summary>That long before, on the same clock.</summary>
    internal DateTimeOffset Before(DateTimeOffset time)
    {
        DateTime start = Before(time.DateTime);
        return start.Ticks < TimeSpan.TicksPerDay ? DateTimeOffset.MinValue : new DateTimeOffset(start, time.Offset);
    }

    private static int Unit(Match match, string name)
    {
        Group group = match.Groups[name];
        if (group.Captures.Count > 1)
            throw new FormatException();
        int value = group.Success ? int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        return value <= Max ? value : throw new FormatException();
    }
}
