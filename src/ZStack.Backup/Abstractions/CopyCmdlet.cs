using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Binding;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that work on one copy of a backup: which backup, and on which storage.</summary>
public abstract class CopyCmdlet : JobCmdlet
{
    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The copy on that storage, or the only one that fits.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousBackupStorage.</exception>
    private protected static BackupStorageRef ChooseCopy(DatabaseBackupRecord record, string? storageUuid, BackupStorageRef[] fitting)
    {
        if (storageUuid is not null)
        {
            return record.BackupStorageRefs.FirstOrDefault(copy => copy.BackupStorageUuid == storageUuid)
                ?? throw new ZStackException(ZStackErrorKind.ObjectNotFound, record.Server ?? "", "BackupCopy", storageUuid);
        }

        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new ZStackException(ZStackErrorKind.ObjectNotFound, record.Server ?? "", "BackupCopy", record.Uuid ?? ""),
            _ => throw new ZStackException(ZStackErrorKind.AmbiguousBackupStorage, record.Server ?? "", record.ToString(), string.Join(", ", fitting.Select(copy => copy.BackupStorageUuid))),
        };
    }
}
