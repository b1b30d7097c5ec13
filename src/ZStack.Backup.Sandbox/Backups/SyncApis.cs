using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Backups;

/// <summary>Rescans of a store, and copies to another: docs/zstack-api.md sections 3.7 and 3.8.</summary>
internal sealed class SyncApis
{
    private readonly NodeContext _node;
    private readonly Resources _resources;

    public SyncApis(NodeContext node)
    {
        _node = node;
        _resources = new Resources(node);
    }

    public IEnumerable<AsyncApi> All =>
    [
        new("SyncDatabaseBackup", "PUT", "/v1/database-backups/imageStore/{imageStoreUuid}/actions", "syncDatabaseBackup", Rescan),
        new("SyncDatabaseBackupFromImageStoreBackupStorage", "PUT", "/v1/database-backups/{uuid}/actions", "syncDatabaseBackupFromImageStoreBackupStorage", Copy)
        {
            Fields = ["srcBackupStorageUuid", "dstBackupStorageUuid"],
        },
    ];

    private Func<JsonObject> Rescan(ApiFields fields)
    {
        string storage = fields.Mandatory("imageStoreUuid");
        _resources.UsableStorage("imageStoreUuid", storage);
        return () =>
        {
            (int deleted, int added) = _node.Data.Rescan(storage);
            return _node.Options.HasSyncResult
                ? new JsonObject { ["result"] = new JsonObject { ["deletedBackupCount"] = deleted, ["newBackupCount"] = added } }
                : [];
        };
    }

    private Func<JsonObject> Copy(ApiFields fields)
    {
        string uuid = fields.Mandatory("uuid");
        string source = fields.Mandatory("srcBackupStorageUuid");
        string destination = fields.Mandatory("dstBackupStorageUuid");
        BackupRecord backup = _resources.Backup("uuid", uuid);
        _resources.UsableStorage("srcBackupStorageUuid", source);
        _resources.UsableStorage("dstBackupStorageUuid", destination);
        _resources.Copy(backup, source);
        return () =>
        {
            BackupRecord copied = _node.Data.Change(uuid, now => Copied(now, source, destination)) ?? throw ApiException.NotFound("uuid", "DatabaseBackupVO", uuid);
            return _resources.Inventory(copied);
        };
    }

    /// <summary>A copy that is there already stays as it is.</summary>
    private BackupRecord Copied(BackupRecord backup, string source, string destination)
    {
        BackupRef from = _resources.Copy(backup, source);
        if (backup.RefOn(destination) is not null)
            return backup;
        DateTimeOffset now = _node.Now;
        return backup with { LastOpDate = now, Refs = [.. backup.Refs, new BackupRef(destination, from.InstallPath) { CreateDate = now, LastOpDate = now }] };
    }
}
