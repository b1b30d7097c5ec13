using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Backups;

/// <summary>Exports and their end: docs/zstack-api.md sections 3.5 and 3.6.</summary>
internal sealed class ExportApis
{
    private const string Backup = "databaseBackupUuid";
    private const string Storage = "backupStorageUuid";

    private readonly NodeContext _node;
    private readonly Resources _resources;

    public ExportApis(NodeContext node)
    {
        _node = node;
        _resources = new Resources(node);
    }

    public IEnumerable<AsyncApi> All =>
    [
        new("ExportDatabaseBackupFromBackupStorage", "PUT", $"/v1/database-backups/{{{Backup}}}/backup-storage/{{{Storage}}}/actions", "exportDatabaseBackupFromBackupStorage", Export),
        new("DeleteExportedDatabaseBackupFromBackupStorage", "DELETE", $"/v1/exported-database-backup/{{{Backup}}}/backup-storage/{{{Storage}}}", "params", Remove),
    ];

    private Func<JsonObject> Export(ApiFields fields)
    {
        string uuid = fields.Mandatory(Backup);
        string storage = fields.Mandatory(Storage);
        BackupRecord backup = _resources.Backup(Backup, uuid);
        _resources.Storage(Storage, storage);
        if (_resources.Copy(backup, storage).ExportUrl is not null)
            throw ApiException.Failed(_node.ErrorTexts.Exported(uuid, storage));
        _resources.UsableStorage(Storage, storage);
        return () =>
        {
            string? url = null;
            _node.Data.Change(uuid, now =>
            {
                BackupRef copy = _resources.Copy(now, storage);
                // Two exports at once: the second finds that of the first.
                if (copy.ExportUrl is not null)
                    throw ApiException.Failed(_node.ErrorTexts.Exported(uuid, storage));
                url = _node.Exports.Url(now);
                return now.With(copy with { ExportUrl = url, LastOpDate = _node.Now });
            });
            return url is null
                ? throw ApiException.NotFound(Backup, "DatabaseBackupVO", uuid)
                : new JsonObject { ["databaseBackupUrl"] = url, ["success"] = true };
        };
    }

    private Func<JsonObject> Remove(ApiFields fields)
    {
        string uuid = fields.Mandatory(Backup);
        string storage = fields.Mandatory(Storage);
        _resources.Storage(Storage, storage);
        Exported(_resources.Backup(Backup, uuid));
        return () =>
        {
            _node.Data.Change(uuid, now => now.With(Exported(now) with { ExportUrl = null, LastOpDate = _node.Now }));
            return [];
        };

        BackupRef Exported(BackupRecord backup) => backup.RefOn(storage) is { ExportUrl: not null } copy ? copy : throw ApiException.Failed(_node.ErrorTexts.NotExported(uuid, storage));
    }
}
