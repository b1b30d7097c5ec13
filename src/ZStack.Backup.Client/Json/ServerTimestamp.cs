using System;
using System.Globalization;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads the server's times: three spellings of a Java date without zone, ISO, and epoch numbers.</summary>
/// <remarks>Source: ZSTACK-API section 8. The culture is always the invariant one: the server writes en_US.</remarks>
internal static class ServerTimestamp
{
    private const DateTimeStyles Styles = DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;

    // Beyond this an epoch number is milliseconds; as seconds it would be the year 5138.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Wall =
    [
        "MMM d, yyyy h:mm:ss tt",
        "MMM d, yyyy, h:mm:ss tt",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] WithOffset =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:sszz",
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
        text = text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
        if (DateTime.TryParseExact(text, Wall, CultureInfo.InvariantCulture, Styles, out DateTime wall))
            return zone.At(wall);
        // RoundtripKind-like K also matches "no offset", but those were read above.
        if (DateTimeOffset.TryParseExact(Colon(text), WithOffset, CultureInfo.InvariantCulture, Styles | DateTimeStyles.AssumeUniversal, out DateTimeOffset instant))
            return instant;
        return long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? FromEpoch(number, zone) : null;
    }

    // "+0800" is ISO too, but K wants a colon.
    private static string Colon(string text)
    {
        string trimmed = text.Trim();
        int sign = trimmed.Length - 5;
        return sign > 10 && trimmed[sign] is '+' or '-' && trimmed.IndexOf(':', sign) < 0 && char.IsDigit(trimmed[sign + 1])
            ? trimmed.Insert(trimmed.Length - 2, ":")
            : trimmed;
    }

    private static DateTimeOffset? FromEpoch(long number, ServerTimeZone zone)
    {
        if (number is <= 0 or > 253_402_300_799_999)
            return null;
        return zone.At(number >= FirstMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number));
    }
}
