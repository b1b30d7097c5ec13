using System;
using System.Globalization;
using System.IO;
using System.Numerics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads values the way the server may write them: integers as floats or strings, anything absent or null.</summary>
internal static class LenientJson
{
    // Deeper than any real answer; the reader throws beyond it instead of overflowing the stack.
    public const int MaxDepth = 256;

    public static JsonTextReader Reader(TextReader text) => new PlainReader(text)
    {
        // Dates have no zone here: guessing by the JSON reader would shift them.
        DateParseHandling = DateParseHandling.None,
        MaxDepth = MaxDepth,
    };

    /// <returns>The object, or <c>null</c> when the text is anything else, also an object with something behind it.</returns>
    public static JObject? Object(string text)
    {
        try
        {
            using JsonTextReader reader = Reader(new StringReader(text));
            if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
                return null;
            JObject result = JObject.Load(reader);
            return reader.Read() ? null : result;
        }
        catch (Exception e) when (e is JsonException or ReasonException)
        {
            return null;
        }
    }

    public static string? Text(JToken? token) => token is JValue value ? Text(value.Value) : null;

    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    public static long? Long(JToken? token) => token is JValue value ? Long(value.Value) : null;

    /// <summary>Integers, floats and exponents (<c>1.268224E7</c>), and both as text. <c>null</c> for what is no whole number of 64 bits.</summary>
    public static long? Long(object? value) => value switch
    {
        long number => number,
        double number => FromDouble(number),
        decimal number => number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue ? (long)number : null,
        BigInteger => null,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        string text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => FromDouble(number),
        _ => null,
    };

    public static bool? Bool(JToken? token) => token is JValue value
        ? value.Value switch
        {
            bool flag => flag,
            string text when bool.TryParse(text, out bool flag) => flag,
            _ => null,
        }
        : null;

    // 2^63 itself is not a long; NaN and infinity compare false.
    private static long? FromDouble(double number) =>
        number is >= -9223372036854775808.0 and < 9223372036854775808.0 && Math.Floor(number) == number ? (long)number : null;

    /// <summary>Refuses what Json.NET takes beyond JSON and hands out as tokens of their own, where nobody expects one.</summary>
    private sealed class PlainReader : JsonTextReader
    {
        public PlainReader(TextReader text)
            : base(text)
        {
        }

        public override bool Read()
        {
            bool more = base.Read();
            return TokenType is JsonToken.Comment or JsonToken.StartConstructor ? throw new JsonReaderException($"Unexpected {TokenType}. Path '{Path}'.") : more;
        }
    }
}
