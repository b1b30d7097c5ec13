using System.Collections.Generic;

namespace ZStack.Backup.Sandbox.State;

/// <summary>How a store differs from the series that it started with.</summary>
/// <param name="Made">Backups that were made since, newest first.</param>
/// <param name="Gone">Install paths of what was deleted.</param>
internal sealed record StoreContents(string StorageUuid, IReadOnlyList<BackupRecord> Made, IReadOnlySet<string> Gone)
{
    public string ImageId(BackupRecord made) => BackupSeries.IdOf(made.RefOn(StorageUuid)!.InstallPath);
}
