using System;
using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Json;

/// <summary>A note about something that is to be removed, as text.</summary>
internal static class LeftoverText
{
    private const int Format = 1;

    public static string Write(Leftover what) => new JObject
    {
        ["format"] = Format,
        ["kind"] = what.Kind.ToString(),
        ["server"] = what.Server,
        ["backup"] = what.BackupUuid,
        ["storage"] = what.StorageUuid,
        ["job"] = what.JobId,
        ["url"] = what.Url,
        ["stamp"] = what.Stamp,
        ["folder"] = what.Folder,
        ["machine"] = what.Process.Machine,
        ["boot"] = what.Process.Boot,
        ["space"] = what.Process.Space,
        ["pid"] = what.Process.Id,
        ["start"] = what.Process.Start,
        ["notedAt"] = what.NotedAt.ToString("o", CultureInfo.InvariantCulture),
    }.ToString(Formatting.Indented);

    /// <returns><c>null</c> for what is no such note: nothing is removed because of it.</returns>
    public static Leftover? Read(string text)
    {
        if (LenientJson.Object(text) is not { } note || LenientJson.Long(note["format"]) != Format
            || !Enum.TryParse(Text("kind"), out LeftoverKind kind) || !Enum.IsDefined(typeof(LeftoverKind), kind)
            || LenientJson.Long(note["pid"]) is not (> 0 and <= int.MaxValue and { } id)
            || !DateTimeOffset.TryParseExact(Text("notedAt"), "o", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset notedAt)
            || Text("machine") is not { Length: > 0 } machine || Text("start") is not { Length: > 0 } start)
        {
            return null;
        }

        return new Leftover(kind, new ProcessIdentity(machine, Text("boot") ?? "", Text("space") ?? "", (int)id, start), notedAt)
        {
            Server = Text("server"),
            BackupUuid = Text("backup"),
            StorageUuid = Text("storage"),
            JobId = Text("job"),
            Url = Text("url"),
            Stamp = Text("stamp"),
            Folder = Text("folder"),
        };

        string? Text(string name) => LenientJson.Text(note[name]);
    }
}
