using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>What one test of a saved backup said: a line of <c>&lt;name&gt;.gz.proof.jsonl</c>. Holds no secret.</summary>
public sealed class EvidenceLine
{
    /// <summary>When the test ended.</summary>
    public DateTimeOffset Time { get; init; }

    public BackupTestLevel Level { get; init; }

    public BackupTestOutcome Outcome { get; init; }

    /// <summary>The checks that did not pass, with their outcomes.</summary>
    public IReadOnlyList<(string Name, CheckOutcome Outcome)> Checks { get; init; } = [];

    /// <summary>Seconds that each phase took.</summary>
    public IReadOnlyList<(string Name, double Seconds)> Phases { get; init; } = [];

    /// <summary>Of the file that was tested, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Version of this module.</summary>
    public string? Module { get; init; }

    /// <summary>Version of the database server that took the dump; <c>null</c> below level Restore.</summary>
    public string? Server { get; init; }

    /// <summary>The machine that tested.</summary>
    public string? Host { get; init; }

    /// <summary>SHA-256 of the line before, of the manifest for the first line; lower-case hex.</summary>
    public string Previous { get; init; } = "";

    /// <returns><c>null</c> when the text is no line of ours.</returns>
    public static EvidenceLine? Parse(string text) => Parse(text, new CharPool());

    /// <summary>A vault has thousands of lines: none is kept as a tree of JSON.</summary>
    internal static EvidenceLine? Parse(string text, CharPool pool)
    {
        try
        {
            using JsonTextReader reader = LenientJson.Reader(new StringReader(text));
            reader.PropertyNameTable = MemberNames.Table;
            reader.ArrayPool = pool;
            if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
                return null;
            EvidenceLine? line = Read(reader);
            return reader.Read() ? null : line;
        }
        catch (Exception e) when (e is JsonException or ReasonException)
        {
            return null;
        }
    }

    /// <summary>One line without its line feed.</summary>
    public override string ToString()
    {
        var json = new JObject
        {
            ["time"] = Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["level"] = Level.ToString(),
            ["outcome"] = Outcome.ToString(),
            ["checks"] = new JObject(Checks.GroupBy(check => check.Name).Select(check => new JProperty(check.Key, check.First().Outcome.ToString()))),
            ["phases"] = new JObject(Phases.GroupBy(phase => phase.Name).Select(phase => new JProperty(phase.Key, Math.Round(phase.Sum(one => one.Seconds), 3)))),
            ["sha256"] = Sha256,
            ["module"] = Module,
            ["server"] = Server,
            ["host"] = Host,
            ["previous"] = Previous,
        };
        return json.ToString(Formatting.None);
    }

    private static EvidenceLine? Read(JsonReader reader)
    {
        string? time = null, level = null, outcome = null, sha256 = null, module = null, server = null, host = null, previous = null;
        List<(string Name, CheckOutcome Outcome)> checks = [];
        List<(string Name, double Seconds)> phases = [];
        while (ElementReader.NextMember(reader, out string member))
        {
            switch (member)
            {
                case "checks": checks = Members<CheckOutcome>(reader, TryOutcome); break;
                case "phases": phases = Members<double>(reader, TryNumber); break;
                case "time": time = Text(); break;
                case "level": level = Text(); break;
                case "outcome": outcome = Text(); break;
                case "sha256": sha256 = Text(); break;
                case "module": module = Text(); break;
                case "server": server = Text(); break;
                case "host": host = Text(); break;
                case "previous": previous = Text(); break;
                default: _ = ElementReader.Scalar(reader); break;
            }
        }

        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            && TryWord(level, out BackupTestLevel tested) && TryWord(outcome, out BackupTestOutcome said) && sha256?.Length == 64 && previous?.Length == 64
            ? new EvidenceLine { Time = at, Level = tested, Outcome = said, Checks = checks, Phases = phases, Sha256 = sha256, Module = module, Server = server, Host = host, Previous = previous }
            : null;

        string? Text() => LenientJson.Text(ElementReader.Scalar(reader));
    }

    private delegate bool TryRead<T>(object? value, out T result);

    /// <summary>The members of an object whose values can be read; none of anything else.</summary>
    private static List<(string Name, T Value)> Members<T>(JsonReader reader, TryRead<T> read)
    {
        List<(string Name, T Value)> members = [];
        if (!ElementReader.Open(reader))
            return members;
        while (ElementReader.NextMember(reader, out string name))
        {
            if (read(ElementReader.Scalar(reader), out T value))
                members.Add((name, value));
        }

        return members;
    }

    private static bool TryNumber(object? value, out double number)
    {
        number = value is long whole ? whole : value is double real ? real : double.NaN;
        return !double.IsNaN(number);
    }

    /// <summary>Evidence of version 0.1.0 says Inconclusive.</summary>
    private static bool TryOutcome(object? value, out CheckOutcome outcome) => TryWord(value is nameof(BackupTestOutcome.Inconclusive) ? nameof(CheckOutcome.Unknown) : value, out outcome);

    private static bool TryWord<T>(object? value, out T word)
        where T : struct, Enum
    {
        word = default;
        // Numbers are no words.
        return value is string { Length: > 0 } text && char.IsLetter(text[0]) && Enum.TryParse(text, out word) && Enum.IsDefined(typeof(T), word);
    }
}
