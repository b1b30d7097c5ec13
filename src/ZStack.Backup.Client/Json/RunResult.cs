using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>What a run made or why not, as far as the text of the history tells; its shape is not published.</summary>
internal sealed class RunResult
{
    public static readonly RunResult None = new();

    private static readonly string[] ErrorMembers = ["details", "elaboration", "description"];

    public string? BackupUuid { get; private init; }

    public string? BackupName { get; private init; }

    /// <summary>The node's words where something went wrong; the bare text where it is no JSON.</summary>
    public string? Words { get; private init; }

    public static RunResult Read(string? text, Redactor redactor)
    {
        if (string.IsNullOrWhiteSpace(text))
            return None;
        if (LenientJson.Object(text!) is not { } json)
            return new RunResult { Words = redactor.Clean(text!.Trim()) };
        JObject? error = json["error"] as JObject ?? (json["code"] is JValue && System.Array.Exists(ErrorMembers, json.ContainsKey) ? json : null);
        if (error is not null)
            return new RunResult { Words = ErrorReader.Read(error, redactor).Words };
        JObject made = json["inventory"] as JObject ?? json;
        return new RunResult { BackupUuid = LenientJson.Text(made["uuid"]), BackupName = LenientJson.Text(made["name"]) };
    }
}
