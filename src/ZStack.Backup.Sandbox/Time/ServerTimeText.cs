using System;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ZStack.Backup.Sandbox.Time;

/// <summary>Times as the node prints them: wall clock of its zone, without saying which.</summary>
internal static class ServerTimeText
{
    public static string Print(DateTimeOffset time, TimestampStyle style) => style switch
    {
        TimestampStyle.Java8 => Text(time, "MMM d, yyyy h:mm:ss tt"),
        TimestampStyle.Java9 => Text(time, "MMM d, yyyy, h:mm:ss tt"),
        TimestampStyle.Java20 => Text(time, "MMM d, yyyy, h:mm:ss\u202ftt"),
        TimestampStyle.Iso => Text(time, "yyyy-MM-dd'T'HH:mm:ss"),
        TimestampStyle.IsoOffset => Text(time, "yyyy-MM-dd'T'HH:mm:sszzz"),
        TimestampStyle.SqlText => Text(time, "yyyy-MM-dd HH:mm:ss"),
        TimestampStyle.EpochMilliseconds => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => "the other day",
    };

    public static JsonNode Node(DateTimeOffset time, TimestampStyle style) =>
        style == TimestampStyle.EpochMilliseconds ? JsonValue.Create(time.ToUnixTimeMilliseconds()) : JsonValue.Create(Print(time, style));

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
