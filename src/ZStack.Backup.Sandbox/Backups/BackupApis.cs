using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox.Dumps;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Backups;

/// <summary>Making and deleting backups: docs/zstack-api.md sections 3.3 and 3.4.</summary>
internal sealed partial class BackupApis
{
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromHours(12);

    private readonly NodeContext _node;
    private readonly Resources _resources;

    public BackupApis(NodeContext node)
    {
        _node = node;
        _resources = new Resources(node);
    }

    public IEnumerable<AsyncApi> All =>
    [
        new("CreateDatabaseBackup", "POST", "/v1/database-backups", "params", Create)
        {
            Fields = ["name", "description", "backupStorageUuid", "resourceUuid", "tagUuids"],
            HasPathOfItsOwn = false,
            Timeout = CreateTimeout,
        },
        new("DeleteDatabaseBackup", "DELETE", "/v1/database-backups/{uuid}", "params", Delete) { Fields = ["backupStorageUuids"], HasPathOfItsOwn = false },
    ];

    private Func<JsonObject> Create(ApiFields fields)
    {
        string name = fields.Mandatory("name", 255);
        string? description = fields.Text("description", 1024);
        string storageUuid = fields.Mandatory("backupStorageUuid");
        string? wanted = fields.Text("resourceUuid");
        if (wanted is not null && !Uuid().IsMatch(wanted))
            throw ApiException.Argument($"resourceUuid[{wanted}] is not a valid uuid. A valid uuid is a UUID(v4 recommended) with '-' stripped");
        StorageInfo storage = _resources.UsableStorage("backupStorageUuid", storageUuid);
        return Begin(name, description, storage, wanted, fields.Texts("systemTags"), fields.Texts("userTags"));
    }

    /// <summary>Makes the record of a backup that is being made; what it gives ends it.</summary>
    /// <exception cref="ApiException">The uuid is in use.</exception>
    public Func<JsonObject> Begin(string name, string? description, StorageInfo storage, string? uuid = null, IReadOnlyList<string>? systemTags = null, IReadOnlyList<string>? userTags = null)
    {
        DateTimeOffset now = _node.Now;
        var record = new BackupRecord
        {
            Uuid = uuid ?? Guid.NewGuid().ToString("N"),
            Name = name,
            Description = description,
            Status = "Creating",
            Era = MetadataEra.None,
            Version = _node.Options.Version,
            CreateDate = now,
            LastOpDate = now,
            SystemTags = systemTags ?? [],
            UserTags = userTags ?? [],
        };
        if (!_node.Data.Add(record))
            throw ApiException.Argument($"resourceUuid[{uuid}] is in use");
        return () => Finish(record, storage);
    }

    private JsonObject Finish(BackupRecord begun, StorageInfo storage)
    {
        // The storage went away while it was written.
        if (!_resources.Storage("backupStorageUuid", storage.Uuid).IsUsable)
        {
            _node.Data.Change(begun.Uuid, _ => null);
            throw ApiException.Failed(_node.ErrorTexts.StorageNotUsable(storage.Uuid));
        }

        DateTimeOffset now = _node.Now;
        IDump dump = _node.Dumps.For(begun.Name, begun.CreateDate);
        var place = new BackupRef(storage.Uuid, BackupSeries.InstallPath(Guid.NewGuid().ToString("N"))) { CreateDate = now, LastOpDate = now };
        BackupRecord? made = _node.Data.Change(begun.Uuid, r => r with { Status = "Ready", Era = MetadataEra.Full, Size = dump.Length, Dump = dump, LastOpDate = now, Refs = [place] });
        if (made is null)
            throw ApiException.Failed($"database backup [uuid:{begun.Uuid}] is not existed yet");
        _node.CountCreated();
        return _resources.Inventory(made);
    }

    private Func<JsonObject> Delete(ApiFields fields)
    {
        string uuid = fields.Mandatory("uuid");
        IReadOnlyList<string> storages = fields.Texts("backupStorageUuids");
        foreach (string storage in storages)
            _resources.Storage("backupStorageUuids", storage);
        if (_node.Options.DeleteUnknownFails)
            _resources.Backup("uuid", uuid);
        return () =>
        {
            // What a storage has against it is never told; the row goes all the same.
            BackupRecord? left = _node.Data.Change(uuid, r => Without(r, storages));
            if (left is null)
                _node.CountDeleted();
            return [];
        };
    }

    private BackupRecord? Without(BackupRecord record, IReadOnlyList<string> storages)
    {
        foreach (BackupRef copy in record.Refs.Where(r => storages.Count == 0 || storages.Contains(r.BackupStorageUuid)))
            _node.Data.AddGone(copy.BackupStorageUuid, copy.InstallPath);
        BackupRef[] left = storages.Count == 0 ? [] : [.. record.Refs.Where(r => !storages.Contains(r.BackupStorageUuid))];
        return left.Length == 0 ? null : record with { Refs = left };
    }

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();
}
