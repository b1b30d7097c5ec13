using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Downloads;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Copies a backup from one storage of this cloud to another.</summary>
[Cmdlet(VerbsCommon.Copy, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DatabaseBackupRecord), typeof(ZStackJob))]
public sealed class CopyZStackDatabaseBackupCommand : JobCmdlet
{
    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The storage that gets the copy.</summary>
    [Parameter(Position = 1, Mandatory = true)]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference DestinationBackupStorageUuid { get; set; } = null!;

    /// <summary>The storage to copy from; needed when there are several.</summary>
    [Parameter]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? SourceBackupStorageUuid { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        this.RefuseTwoSources(Uuid, nameof(DestinationBackupStorageUuid));
    }

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
        {
            this.ForItem(backup, nameof(Messages.Tried_Copy), null, session =>
            {
                string destination = this.StorageUuid(DestinationBackupStorageUuid, session, nameof(DestinationBackupStorageUuid));
                string? named = SourceBackupStorageUuid is null ? null : this.StorageUuid(SourceBackupStorageUuid, session, nameof(SourceBackupStorageUuid));
                if (named == destination)
                    throw ObjectWork.Invalid(nameof(SourceBackupStorageUuid), Messages.Arg_SameStorage);
                DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
                BackupStorageRef source = Copies.Choose(record, named, [.. Copies.Ready(record).Where(copy => copy.BackupStorageUuid != destination)], nameof(SourceBackupStorageUuid));
                return this.Confirmed(nameof(Messages.Do_Copy), session.Server, record.ToString(), ViewText.Time(record.CreateDate), ObjectWork.StorageName(source.BackupStorageUuid, session), ObjectWork.StorageName(destination, session))
                    ? RunChange(Changes.Copy(record.Uuid!, record.Name, source.BackupStorageUuid!, destination, SystemTag, UserTag), session)
                    : null;
            });
        }
    }
}
