using System;
using System.Globalization;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads the server's times: three spellings of a Java date without zone, ISO, and epoch numbers.</summary>
/// <remarks>Source: docs/zstack-api.md section 8. The culture is always the invariant one: the server writes en_US.</remarks>
internal static class ServerTimestamp
{
    private const DateTimeStyles Styles = DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;

    // Beyond this an epoch number is milliseconds; as seconds it would be the year 5138.
    private const long FirstMilliseconds = 100_000_000_000;

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const int MonthLength = 3;

    private static readonly string[] Wall =
    [
        "MMM d, yyyy h:mm:ss tt",
        "MMM d, yyyy, h:mm:ss tt",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        // java.time leaves seconds out when they are zero.
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mm",
    ];

    private static readonly string[] WithOffset =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:sszz",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>A text without offset is in the server's zone, one with an offset keeps it, a number is an instant.</summary>
    /// <returns><c>null</c> when it cannot be read.</returns>
    public static DateTimeOffset? Read(object? value, ServerTimeZone zone) => value switch
    {
        string text => ReadText(text, zone),
        null or bool => null,
        _ => LenientJson.Long(value) is { } number ? FromEpoch(number, zone) : null,
    };

    private static DateTimeOffset? ReadText(string text, ServerTimeZone zone)
    {
        // Java 20+ puts U+202F before AM/PM.
        text = Ticks(text.Replace('\u202F', ' ').Replace('\u00A0', ' ').Trim());
        if (Java(text) is { } usual)
            return zone.At(usual);
        if (DateTime.TryParseExact(text, Wall, CultureInfo.InvariantCulture, Styles, out DateTime wall))
            return zone.At(wall);
        // K also takes "no offset", and would make UTC of it: whatever can be a wall clock has been tried before.
        if (DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, Styles, out DateTimeOffset instant))
            return instant;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? FromEpoch(number, zone) : null;
    }

    /// <summary>What nearly all nodes write, <c>Mar 5, 2024[,] 2:03:09 PM</c>, read by hand: .NET compares names of months by culture, which is a fifth of the time of a list.</summary>
    /// <returns><c>null</c> for everything else, which may be a time all the same.</returns>
    private static DateTime? Java(string text)
    {
        int at = MonthLength;
        int month = text.Length > MonthLength && char.IsLetter(text[0]) ? Months.IndexOf(text.Substring(0, MonthLength), StringComparison.Ordinal) : -1;
        if (month < 0 || month % MonthLength != 0
            || !Skip(' ') || Number(2) is not { } day || !Skip(',') || !Skip(' ') || Number(4) is not { } year)
        {
            return null;
        }

        Skip(',');
        if (!Skip(' ') || Number(2) is not { } hour || !Skip(':') || Number(2) is not { } minute || !Skip(':') || Number(2) is not { } second || !Skip(' '))
            return null;
        bool isAfternoon = Skip('P');
        if ((!isAfternoon && !Skip('A')) || !Skip('M') || at != text.Length)
            return null;
        month = (month / MonthLength) + 1;
        return year is >= 1000 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour is >= 1 and <= 12 && minute < 60 && second < 60
            ? new DateTime(year, month, day, (hour % 12) + (isAfternoon ? 12 : 0), minute, second)
            : null;

        bool Skip(char c)
        {
            if (at >= text.Length || text[at] != c)
                return false;
            at++;
            return true;
        }

        int? Number(int maxDigits)
        {
            int value = 0, start = at;
            while (at < text.Length && at - start < maxDigits && text[at] is >= '0' and <= '9')
                value = (value * 10) + text[at++] - '0';
            return at > start ? value : null;
        }
    }

    // java.time writes up to nine digits of a second, .NET reads seven.
    private static string Ticks(string text)
    {
        int point = text.IndexOf('.');
        int end = point + 1;
        while (point > 0 && end < text.Length && char.IsDigit(text[end]))
            end++;
        return end - point > 8 ? text.Remove(point + 8, end - point - 8) : text;
    }

    private static DateTimeOffset? FromEpoch(long number, ServerTimeZone zone)
    {
        if (number is <= 0 or > 253_402_300_799_999)
            return null;
        return zone.At(number >= FirstMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number));
    }
}
