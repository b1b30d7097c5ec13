using System;
using System.Linq;

namespace ZStack.Backup.Downloads;

/// <summary>Chooses between the copies of a backup on several storages.</summary>
internal static class Copies
{
    /// <summary>The copy on that storage, or the only one that fits.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousBackupStorage.</exception>
    /// <param name="parameter">Names the storage on the command line.</param>
    public static BackupStorageRef Choose(DatabaseBackupRecord record, string? storageUuid, BackupStorageRef[] fitting, string parameter)
    {
        if (storageUuid is not null)
        {
            return record.BackupStorageRefs.FirstOrDefault(copy => copy.BackupStorageUuid == storageUuid)
                ?? throw new ZStackException(ZStackErrorKind.ObjectNotFound, record.Server ?? "", ResourceThing.BackupCopy, storageUuid);
        }

        return fitting.Length switch
        {
            1 => fitting[0],
            0 when Ready(record) is { Length: > 0 } unfit => throw NoCopy(record, ResourceThing.OtherCopy, string.Join(", ", unfit.Select(copy => copy.BackupStorageUuid))),
            0 => throw NoCopy(record, ResourceThing.ReadyCopy, record.Status ?? "?"),
            _ => throw new ZStackException(ZStackErrorKind.AmbiguousBackupStorage, record.Server ?? "", record.ToString(), string.Join(", ", fitting.Select(copy => copy.BackupStorageUuid)), parameter),
        };
    }

    public static BackupStorageRef[] Ready(DatabaseBackupRecord record) => [.. record.BackupStorageRefs.Where(copy => copy.Status is null or "Ready")];

    /// <returns>The export that is there already, from that storage or from any; <c>null</c> without one.</returns>
    public static DatabaseBackupExport? Exported(DatabaseBackupRecord record, string? storageUuid) => record.BackupStorageRefs
        .Where(copy => copy.ExportUrl is not null && (storageUuid is null || copy.BackupStorageUuid == storageUuid))
        .Select(copy => DatabaseBackupExport.Existing(record, copy))
        .FirstOrDefault();

    /// <summary>Makes an export, or takes that of somebody who was faster: the node refuses a second one of the same copy.</summary>
    /// <param name="export">The change.</param>
    /// <param name="look">The record as it is afterwards.</param>
    /// <returns>What the change returns, or an export with <see cref="DatabaseBackupExport.AlreadyExported"/>.</returns>
    public static object? Export(string storageUuid, Func<object?> export, Func<DatabaseBackupRecord> look)
    {
        try
        {
            return export();
        }
        catch (ZStackApiException)
        {
            if (Exported(look(), storageUuid) is { } theirs)
                return theirs;
            throw;
        }
    }

    private static ZStackException NoCopy(DatabaseBackupRecord record, ResourceThing wanted, string why) =>
        new(ZStackErrorKind.ObjectNotFound, record.Server ?? "", wanted, record.ToString(), why);
}
