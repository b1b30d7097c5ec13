using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Backups;

/// <summary>What the APIs of backups look up, and what is wrong with it.</summary>
internal sealed class Resources
{
    private readonly NodeContext _node;

    public Resources(NodeContext node) => _node = node;

    /// <exception cref="ApiException">There is none.</exception>
    public BackupRecord Backup(string field, string uuid) => _node.Data.Find(uuid) ?? throw ApiException.NotFound(field, "DatabaseBackupVO", uuid);

    /// <exception cref="ApiException">There is none.</exception>
    public StorageInfo Storage(string field, string uuid) => _node.Data.FindStorage(uuid) ?? throw ApiException.NotFound(field, "BackupStorageVO", uuid);

    /// <exception cref="ApiException">Unknown, no image store, disabled or not connected.</exception>
    public StorageInfo UsableStorage(string field, string uuid)
    {
        StorageInfo storage = Storage(field, uuid);
        if (!storage.IsImageStore)
            throw ApiException.Argument($"backup storage[uuid:{uuid}] is not an image store");
        return storage.IsUsable ? storage : throw ApiException.Failed(_node.ErrorTexts.StorageNotUsable(uuid));
    }

    /// <summary>The copy on one storage, of a backup that is ready.</summary>
    /// <exception cref="ApiException">The backup is not ready, or not there.</exception>
    public BackupRef Copy(BackupRecord backup, string storageUuid)
    {
        if (!backup.IsUsable)
            throw ApiException.Failed(_node.ErrorTexts.BackupNotUsable(backup.Uuid));
        return backup.RefOn(storageUuid) ?? throw ApiException.Failed(_node.ErrorTexts.NotOnStorage(backup.Uuid, storageUuid));
    }

    public JsonObject Inventory(BackupRecord record) => new() { ["inventory"] = _node.Tables.Backups.Row(record) };
}
