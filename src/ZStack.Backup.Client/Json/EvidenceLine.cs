using System;
using System.Collections.Generic;
using System.Globalization;
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
    public IReadOnlyList<(string Name, BackupTestOutcome Outcome)> Checks { get; init; } = [];

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
    public static EvidenceLine? Parse(string text)
    {
        if (LenientJson.Object(text) is not { } json
            || !DateTimeOffset.TryParse(LenientJson.Text(json["time"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            || !TryWord(json["level"], out BackupTestLevel level)
            || !TryWord(json["outcome"], out BackupTestOutcome outcome)
            || LenientJson.Text(json["sha256"]) is not { Length: 64 } sha256
            || LenientJson.Text(json["previous"]) is not { Length: 64 } previous)
        {
            return null;
        }

        return new EvidenceLine
        {
            Time = time,
            Level = level,
            Outcome = outcome,
            Checks = [.. Properties(json["checks"]).Where(check => TryWord<BackupTestOutcome>(check.Value, out _)).Select(check => (check.Name, Word<BackupTestOutcome>(check.Value)))],
            Phases = [.. Properties(json["phases"]).Where(phase => phase.Value.Type is JTokenType.Integer or JTokenType.Float).Select(phase => (phase.Name, (double)phase.Value))],
            Sha256 = sha256,
            Module = LenientJson.Text(json["module"]),
            Server = LenientJson.Text(json["server"]),
            Host = LenientJson.Text(json["host"]),
            Previous = previous,
        };
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

    private static IEnumerable<JProperty> Properties(JToken? token) => token is JObject json ? json.Properties() : [];

    private static bool TryWord<T>(JToken? token, out T value)
        where T : struct, Enum
    {
        value = default;
        string? text = LenientJson.Text(token);
        // Numbers are no words.
        return text is { Length: > 0 } && char.IsLetter(text[0]) && Enum.TryParse(text, out value) && Enum.IsDefined(typeof(T), value);
    }

    private static T Word<T>(JToken token)
        where T : struct, Enum => TryWord(token, out T value) ? value : default;
}
