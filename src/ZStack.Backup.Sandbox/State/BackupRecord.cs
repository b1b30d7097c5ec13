using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Dumps;
using ZStack.Backup.Sandbox.Time;

namespace ZStack.Backup.Sandbox;

/// <summary>What the versions of the product wrote about a backup.</summary>
public enum MetadataEra
{
    /// <summary>Name, version, type, time, MD5.</summary>
    Full,

    /// <summary>The first versions: no type, no MD5, and no size in the record.</summary>
    Old,

    /// <summary>Nothing, as while it is being made.</summary>
    None,
}

/// <summary>One copy of a backup.</summary>
public sealed record BackupRef(string BackupStorageUuid, string InstallPath)
{
    /// <summary><c>null</c> while it is not exported.</summary>
    public string? ExportUrl { get; init; }

    public string Status { get; init; } = "Ready";

    public DateTimeOffset CreateDate { get; init; }

    public DateTimeOffset LastOpDate { get; init; }

    /// <summary>Somebody deleted the image behind the node's back; only a rescan notices.</summary>
    public bool ImageGone { get; init; }
}

/// <summary>A row about a backup, at one moment.</summary>
public sealed record BackupRecord
{
    // As the server writes it: quotes and non-ASCII are escaped by whatever prints the string around it.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Uuid { get; init; }

    public required string Name { get; set; }

    public string? Description { get; init; }

    public string State { get; init; } = "Enabled";

    public string Status { get; init; } = "Ready";

    public long? Size { get; init; }

    public MetadataEra Era { get; init; }

    /// <summary>Of the product when the backup was made.</summary>
    public string Version { get; init; } = "";

    public DateTimeOffset CreateDate { get; init; }

    public DateTimeOffset LastOpDate { get; init; }

    public IReadOnlyList<BackupRef> Refs { get; init; } = [];

    public IReadOnlyList<string> SystemTags { get; init; } = [];

    public IReadOnlyList<string> UserTags { get; init; } = [];

    /// <summary>MD5 of the backup's file, whether the metadata says it or not.</summary>
    public string Md5 => Dump?.Md5 ?? "";

    /// <summary>JSON text, or <c>null</c>.</summary>
    public string? Metadata
    {
        get
        {
            if (Era == MetadataEra.None)
                return null;
            var json = new JsonObject { ["name"] = Name };
            if (Description is not null)
                json["description"] = Description;
            json["version"] = Version;
            if (Era == MetadataEra.Full)
                json["type"] = "singleDatabase";
            json["createdTime"] = ServerTimeText.Print(CreateDate, TimestampStyle.Java8);
            if (Era == MetadataEra.Full && Dump is not null)
                json["md5"] = Dump.Md5;
            return json.ToJsonString(Plain);
        }
    }

    /// <summary>What its export gives.</summary>
    internal IDump? Dump { get; init; }

    internal bool IsUsable => State == "Enabled" && Status == "Ready";

    public BackupRef? RefOn(string backupStorageUuid) => Refs.FirstOrDefault(r => r.BackupStorageUuid == backupStorageUuid);

    internal BackupRecord With(BackupRef changed) => this with { Refs = [.. Refs.Select(r => r.BackupStorageUuid == changed.BackupStorageUuid ? changed : r)] };
}
