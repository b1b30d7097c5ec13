using System;

namespace ZStack.Backup.Client.Retention;

/// <summary>Weeks of ISO 8601: from Monday; the first of a year has its first Thursday. (The calendar of .NET Standard counts the days around New Year otherwise.)</summary>
internal static class IsoWeek
{
    public static (int Year, int Week) Of(DateTime date)
    {
        int fromMonday = ((int)date.DayOfWeek + 6) % 7;
        // The week belongs to the year of its Thursday. At the end of the calendar that Thursday may not exist.
        long day = date.Ticks / TimeSpan.TicksPerDay - fromMonday + 3;
        DateTime thursday = new(Math.Min(Math.Max(day, 0) * TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks));
        return (thursday.Year, (thursday.DayOfYear - 1) / 7 + 1);
    }
}
