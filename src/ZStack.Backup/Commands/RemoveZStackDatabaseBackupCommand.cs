using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Deletes a database backup with all of its copies, or only its copies on some storages.</summary>
[Cmdlet(VerbsCommon.Remove, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ZStackJob))]
public sealed class RemoveZStackDatabaseBackupCommand : JobCmdlet
{
    /// <summary>The backups: uuids, names, records, or decisions of a retention plan.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>Only the copies on these storages.</summary>
    [Parameter]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[]? BackupStorageUuid { get; set; }

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
        {
            this.ForItem(backup, nameof(Messages.Tried_Delete), null, session =>
            {
                DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
                string[] storages = BackupStorageUuid is null && backup.CopyOn is { } copy ? [copy] : [.. (BackupStorageUuid ?? []).Select(storage => this.StorageUuid(storage, session, nameof(BackupStorageUuid)))];
                if (storages.Except(record.BackupStorageUuids).FirstOrDefault() is { } without)
                    throw new ZStackException(ZStackErrorKind.ObjectNotFound, session.Server, ResourceThing.BackupCopy, without);
                string places = string.Join(", ", (storages.Length > 0 ? storages : record.BackupStorageUuids.ToArray()).Select(uuid => ObjectWork.StorageName(uuid, session)));
                return this.Confirmed(nameof(Messages.Do_Delete), session.Server, record.ToString(), ViewText.Time(record.CreateDate), places)
                    ? RunChange(Changes.Delete(record.Uuid!, record.Name, storages, SystemTag, UserTag), session)
                    : null;
            });
        }
    }
}
