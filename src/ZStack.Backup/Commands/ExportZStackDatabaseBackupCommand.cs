using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Downloads;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Makes a backup downloadable from its storage. What is exported already is not exported again.</summary>
[Cmdlet(VerbsData.Export, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DatabaseBackupExport), typeof(ZStackJob))]
public sealed class ExportZStackDatabaseBackupCommand : JobCmdlet
{
    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The storage to export from; needed when there are several.</summary>
    [Parameter(Position = 1)]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? BackupStorageUuid { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        this.RefuseTwoSources(Uuid, nameof(BackupStorageUuid));
    }

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
            this.ForItem(backup, nameof(Messages.Tried_Export), null, session => Export(backup, session));
    }

    private object? Export(BackupReference backup, ZStackSession session)
    {
        string? storage = BackupStorageUuid is null ? null : this.StorageUuid(BackupStorageUuid, session, nameof(BackupStorageUuid));
        DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
        if (Copies.Exported(record, storage) is { } before)
            return before;
        BackupStorageRef copy = Copies.Choose(record, storage, Copies.Ready(record), nameof(BackupStorageUuid));
        if (!this.Confirmed(nameof(Messages.Do_Export), session.Server, record.ToString(), ViewText.Time(record.CreateDate), ObjectWork.StorageName(copy.BackupStorageUuid, session)))
            return null;
        object? made = Copies.Export(
            copy.BackupStorageUuid!,
            () => RunChange(Changes.Export(record.Uuid!, record.Name, copy.BackupStorageUuid!, SystemTag, UserTag), session),
            () => this.Find(backup, session, nameof(Uuid)));
        return made is DatabaseBackupExport export ? export.WithMd5(record.Md5) : made;
    }
}
