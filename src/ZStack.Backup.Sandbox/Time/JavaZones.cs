using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Sandbox.Time;

/// <summary>Zones as Java's formatter reads them, in any case: offsets by rule, ids and short names by its own table. Its
/// CST is Chicago's, not China's; it takes PRC and Etc/UTC, and not Etc/GMT-8.</summary>
internal static partial class JavaZones
{
    private const string TableName = "java-zones.txt";

    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(18);

    private static readonly Lazy<Dictionary<string, string>> Known = new(ReadTable);

    /// <returns><c>null</c> for a text that Java refuses.</returns>
    public static TimeSpan? Offset(string zone, DateTime wall)
    {
        if (OffsetOf(zone) is { } offset)
            return offset;
        if (!Known.Value.TryGetValue(zone, out string? id))
            return null;
        return OffsetOf(id) ?? TimeZoneInfo.FindSystemTimeZoneById(id).GetUtcOffset(wall);
    }

    private static TimeSpan? OffsetOf(string text)
    {
        Match match = OffsetText().Match(text);
        if (!match.Success)
            return null;
        if (!match.Groups["sign"].Success)
            return TimeSpan.Zero;
        var size = new TimeSpan(Number("hours"), Number("minutes"), Number("seconds"));
        if (size > MaxOffset)
            return null;
        return match.Groups["sign"].Value == "-" ? -size : size;

        int Number(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
    }

    private static Dictionary<string, string> ReadTable()
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using Stream table = Assembly.GetExecutingAssembly().GetManifestResourceStream(TableName)
            ?? throw new InvalidOperationException($"{TableName} is not in the assembly.");
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            string[] texts = line.Split(' ');
            // An offset that heads a line is read by rule, and so is every text that looks like one.
            foreach (string text in texts.Where(text => OffsetOf(text) is null))
                known.Add(text, texts[0]);
        }

        return known;
    }

    [GeneratedRegex("^(?:Z|(?:GMT|UTC|UT)?(?<sign>[+-])(?<hours>[0-9]{2}):(?<minutes>[0-5][0-9])(?::(?<seconds>[0-5][0-9]))?|GMT|UTC|UT)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OffsetText();
}
