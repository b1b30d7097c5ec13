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

    // Of Java, the name of the month already replaced: .NET compares names by culture, which took half of the time of a list.
    private static readonly string[] AfterMonth = ["MM d, yyyy h:mm:ss tt", "MM d, yyyy, h:mm:ss tt"];

    private static readonly string[] Wall =
    [
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
        (string wallText, string[] formats) = MonthOf(text) is { } month ? (month.ToString("00", CultureInfo.InvariantCulture) + text.Substring(MonthLength), AfterMonth) : (text, Wall);
        if (DateTime.TryParseExact(wallText, formats, CultureInfo.InvariantCulture, Styles, out DateTime wall))
            return zone.At(wall);
        // K also takes "no offset", and would make UTC of it: whatever can be a wall clock has been tried before.
        if (DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, Styles, out DateTimeOffset instant))
            return instant;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? FromEpoch(number, zone) : null;
    }

    /// <returns><c>null</c> when the text does not begin with a month.</returns>
    private static int? MonthOf(string text)
    {
        if (text.Length < MonthLength || !char.IsLetter(text[0]))
            return null;
        int index = Months.IndexOf(text.Substring(0, MonthLength), StringComparison.OrdinalIgnoreCase);
        return index >= 0 && index % MonthLength == 0 ? (index / MonthLength) + 1 : null;
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
