using System;
using System.Globalization;

namespace ZStack.Backup.Resources;

/// <summary>Sizes and spans of time in words, the same in every language.</summary>
internal static class Amounts
{
    private const int BytesPerStep = 1024;
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>7.6 MiB</c>; empty for what is not known.</summary>
    public static string Size(long? bytes) => Size(bytes, BytesPerStep - 0.05, 99.95);

    /// <summary>The same in at most seven characters.</summary>
    public static string ShortSize(long? bytes) => Size(bytes, 999.5, 9.95);

    /// <summary><c>4.2s</c>, <c>3m 20s</c>, <c>1h 12m</c></summary>
    public static string Span(TimeSpan time) => time.TotalHours >= 1 ? string.Format(CultureInfo.InvariantCulture, "{0}h {1}m", (int)time.TotalHours, time.Minutes)
        : time.TotalMinutes >= 1 ? string.Format(CultureInfo.InvariantCulture, "{0}m {1}s", time.Minutes, time.Seconds)
        : time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + "s";

    /// <summary><c>3d 4h</c>, and what is shorter than a day as <see cref="Span"/> has it.</summary>
    public static string LongSpan(TimeSpan time) => time.TotalDays >= 1 ? string.Format(CultureInfo.InvariantCulture, "{0}d {1}h", time.Days, time.Hours) : Span(time);

    /// <param name="step">From here on it is told in the next unit.</param>
    /// <param name="whole">From here on without decimals.</param>
    private static string Size(long? bytes, double step, double whole)
    {
        if (bytes is not { } count)
            return "";
        double value = count;
        int unit = 0;
        // Not "1024.0 KiB": what rounds up to the next unit belongs there.
        while (Math.Abs(value) >= step && unit < Units.Length - 1)
        {
            value /= BytesPerStep;
            unit++;
        }

        return value.ToString(unit == 0 || value >= whole ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
