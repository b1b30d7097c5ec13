using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Values;

/// <summary>Dates and times as ISO 8601 writes them, and as the tables of this module do: the same in every culture and calendar.</summary>
internal static class Iso8601
{
    private static readonly Regex Format = new(
        @"^(?<y>[0-9]{4})-?(?<mo>[0-9]{2})-?(?<d>[0-9]{2})(?:[T ]\s*(?<h>[0-9]{2}):?(?<mi>[0-9]{2})(?::?(?<s>[0-9]{2})(?:[.,](?<f>[0-9]{1,9}))?)?\s*(?<o>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <returns>The time, and its offset where it says one; <c>null</c> for anything else.</returns>
    public static (DateTime Clock, TimeSpan? Offset)? Parse(string text)
    {
        Match match = Format.Match(text.Trim());
        if (!match.Success)
            return null;
        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        try
        {
            long fraction = match.Groups["f"].Success ? long.Parse(match.Groups["f"].Value.PadRight(9, '0').Substring(0, 7), CultureInfo.InvariantCulture) : 0;
            DateTime clock = new DateTime(Number("y"), Number("mo"), Number("d"), Number("h"), Number("mi"), Number("s"), DateTimeKind.Unspecified).AddTicks(fraction);
            TimeSpan? offset = match.Groups["o"].Success ? Offset(match.Groups["o"].Value) : null;
            // Nonsense such as an offset of 15 hours is no time.
            _ = new DateTimeOffset(clock, offset ?? TimeSpan.Zero);
            return (clock, offset);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static TimeSpan Offset(string text)
    {
        if (text is "Z" or "z")
            return TimeSpan.Zero;
        string digits = text.Substring(1).Replace(":", "").PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits.Substring(0, 2), CultureInfo.InvariantCulture), int.Parse(digits.Substring(2), CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? offset.Negate() : offset;
    }
}
