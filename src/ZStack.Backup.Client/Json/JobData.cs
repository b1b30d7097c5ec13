using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>What a scheduled job works with: JSON in a string, of a shape that is not published. What is found is shown as it stands.</summary>
internal sealed class JobData
{
    public static readonly JobData None = new(null, [], []);

    // The parameters may stand in an object inside, or in a text inside that.
    private const int MaxDepth = 4;

    private JobData(string? text, IEnumerable<string> storages, IEnumerable<string> retention)
    {
        Text = text;
        BackupStorageUuids = new ItemList<string>(storages);
        Retention = new ItemList<string>(retention);
    }

    public string? Text { get; }

    public ItemList<string> BackupStorageUuids { get; }

    /// <summary>Every member with retention in its name: <c>name=value</c>.</summary>
    public ItemList<string> Retention { get; }

    public static JobData Read(string? text, Redactor redactor)
    {
        if (text is null)
            return None;
        JProperty[] members = [.. Members(text, MaxDepth)];
        return new JobData(
            redactor.Clean(text),
            members.FirstOrDefault(member => member.Name == "backupStorageUuids") is { } storages ? Uuids(storages.Value) : [],
            members.Where(member => member.Name.IndexOf("retention", StringComparison.OrdinalIgnoreCase) >= 0 && member.Value is JValue { Value: not null }).Select(member => redactor.Clean($"{member.Name}={LenientJson.Text(member.Value)}")));
    }

    private static IEnumerable<JProperty> Members(string text, int depth) =>
        text.TrimStart().StartsWith("{", StringComparison.Ordinal) && LenientJson.Object(text) is { } json ? Members(json, depth) : [];

    private static IEnumerable<JProperty> Members(JObject json, int depth) => json.Properties().SelectMany(member => depth <= 0 ? [] : member.Value switch
    {
        JObject inner => Members(inner, depth - 1),
        JValue { Value: string text } => Members(text, depth - 1).Prepend(member),
        _ => [member],
    });

    /// <summary>A list, or one text with commas.</summary>
    private static IEnumerable<string> Uuids(JToken value) =>
        (value is JArray list ? list.Select(LenientJson.Text) : (LenientJson.Text(value) ?? "").Split(',')).Select(uuid => uuid?.Trim()).OfType<string>().Where(uuid => uuid.Length > 0);
}
