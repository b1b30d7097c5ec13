using System;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>A recovery kit as <c>kit.json</c>. What is not known is left out. The members are described in about_ZStack_Backup_Recovery.</summary>
internal static class RecoveryKitText
{
    /// <summary>Grows when a reader of the older form would misunderstand the newer one.</summary>
    public const int Format = 1;

    // A kit of a thousand nodes has less; another program's file need not be read to its end.
    private const int MaxItems = 10_000;

    public static string Write(RecoveryKit kit) => Plain(new JObject
    {
        ["kit"] = Format,
        ["created"] = Text(kit.Created),
        ["moduleVersion"] = kit.ModuleVersion,
        ["note"] = kit.Note,
        ["nodes"] = new JArray(kit.Nodes.Select(node => new JObject
        {
            ["server"] = node.Server,
            ["url"] = node.Url,
            ["version"] = node.Version,
            ["pair"] = node.IsPair,
            ["certificateThumbprint"] = node.CertificateThumbprint,
            ["reached"] = node.Reached,
            ["seenAt"] = Text(node.SeenAt),
            ["storages"] = new JArray(node.Storages.Select(storage => new JObject
            {
                ["uuid"] = storage.Uuid,
                ["name"] = storage.Name,
                ["host"] = storage.Host,
                ["sshPort"] = storage.SshPort,
                ["user"] = storage.User,
                ["storagePath"] = storage.StoragePath,
                ["registryPort"] = storage.RegistryPort,
                ["availableCapacity"] = storage.AvailableCapacity,
                ["status"] = storage.Status,
            })),
        })),
        ["backups"] = new JArray(kit.Backups.Select(backup => new JObject
        {
            ["server"] = backup.Server,
            ["name"] = backup.Name,
            ["created"] = Text(backup.Created),
            ["version"] = backup.Version,
            ["size"] = backup.Size,
            ["md5"] = backup.Md5,
            ["sha256"] = backup.Sha256,
            ["provenAt"] = Text(backup.ProvenAt),
            ["recordUuid"] = backup.RecordUuid,
            ["copies"] = new JArray(backup.Copies.Select(copy => new JObject { ["storageUuid"] = copy.StorageUuid, ["installPath"] = copy.InstallPath })),
            ["fullName"] = backup.FullName,
            ["included"] = backup.Included,
            ["knownFrom"] = Text(backup.KnownFrom),
        })),
    }).ToString(Formatting.Indented) + "\n";

    /// <returns><c>null</c> for what is no kit of this format.</returns>
    public static RecoveryKit? Read(string text)
    {
        if (LenientJson.Object(text.TrimStart('\uFEFF')) is not { } json || LenientJson.Long(json["kit"]) != Format || Time(json["created"]) is not { } created
            || Objects(json["nodes"]) is not { } nodes || Objects(json["backups"]) is not { } backups)
        {
            return null;
        }

        RecoveryKitBackup[] read = [.. backups.Select(Backup)];
        return new RecoveryKit
        {
            Created = created,
            ModuleVersion = LenientJson.Text(json["moduleVersion"]),
            Note = LenientJson.Text(json["note"]),
            Nodes = new ItemList<RecoveryKitNode>(nodes.Select(Node)),
            Backups = new ItemList<RecoveryKitBackup>(read),
            Newest = read.OrderByDescending(backup => backup.Created).FirstOrDefault(backup => backup.Created is not null),
            Proven = read.OrderByDescending(backup => backup.Created).FirstOrDefault(backup => backup.Created is not null && backup.ProvenAt is not null),
        };
    }

    private static RecoveryKitNode Node(JObject node) => new()
    {
        Server = LenientJson.Text(node["server"]) ?? "",
        Url = LenientJson.Text(node["url"]),
        Version = LenientJson.Text(node["version"]),
        IsPair = LenientJson.Bool(node["pair"]),
        CertificateThumbprint = LenientJson.Text(node["certificateThumbprint"]),
        Reached = LenientJson.Bool(node["reached"]) ?? false,
        SeenAt = Time(node["seenAt"]),
        Storages = new ItemList<RecoveryKitStorage>((Objects(node["storages"]) ?? []).Select(Storage)),
    };

    private static RecoveryKitStorage Storage(JObject storage) => new()
    {
        Uuid = LenientJson.Text(storage["uuid"]),
        Name = LenientJson.Text(storage["name"]),
        Host = LenientJson.Text(storage["host"]),
        SshPort = Port(storage["sshPort"]),
        User = LenientJson.Text(storage["user"]),
        StoragePath = LenientJson.Text(storage["storagePath"]),
        RegistryPort = Port(storage["registryPort"]) ?? 0,
        AvailableCapacity = LenientJson.Long(storage["availableCapacity"]),
        Status = LenientJson.Text(storage["status"]),
    };

    private static RecoveryKitBackup Backup(JObject backup) => new()
    {
        Server = LenientJson.Text(backup["server"]) ?? "",
        Name = LenientJson.Text(backup["name"]),
        Created = Time(backup["created"]),
        Version = LenientJson.Text(backup["version"]),
        Size = LenientJson.Long(backup["size"]),
        Md5 = LenientJson.Text(backup["md5"]),
        Sha256 = LenientJson.Text(backup["sha256"]),
        ProvenAt = Time(backup["provenAt"]),
        RecordUuid = LenientJson.Text(backup["recordUuid"]),
        Copies = new ItemList<RecoveryKitCopy>((Objects(backup["copies"]) ?? []).Select(copy => new RecoveryKitCopy { StorageUuid = LenientJson.Text(copy["storageUuid"]), InstallPath = LenientJson.Text(copy["installPath"]) })),
        FullName = LenientJson.Text(backup["fullName"]),
        Included = LenientJson.Text(backup["included"]),
        KnownFrom = Time(backup["knownFrom"]),
    };

    private static JObject[]? Objects(JToken? token) => token is JArray { Count: <= MaxItems } array && array.All(item => item is JObject) ? [.. array.Cast<JObject>()] : null;

    private static JObject Plain(JObject json)
    {
        foreach (JProperty property in json.Descendants().OfType<JProperty>().Where(property => property.Value.Type == JTokenType.Null).ToArray())
            property.Remove();
        return json;
    }

    private static int? Port(JToken? token) => LenientJson.Long(token) is { } port and > 0 and <= 65535 ? (int)port : null;

    private static string? Text(DateTimeOffset? time) => time?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(JToken? token) =>
        DateTimeOffset.TryParse(LenientJson.Text(token), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
