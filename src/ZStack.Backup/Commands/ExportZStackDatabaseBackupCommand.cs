using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Makes a backup downloadable from its storage. What is exported already is not exported again.</summary>
[Cmdlet(VerbsData.Export, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DatabaseBackupExport), typeof(ZStackJob))]
public sealed class ExportZStackDatabaseBackupCommand : CopyCmdlet
{
    /// <summary>The storage to export from; needed when there are several.</summary>
    [Parameter(Position = 1)]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? BackupStorageUuid { get; set; }

    private protected override string SecondArgument => nameof(BackupStorageUuid);

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
            ForItem(backup, nameof(Messages.Tried_Export), null, session => Export(backup, session));
    }

    private object? Export(BackupReference backup, ZStackSession session)
    {
        string? storage = BackupStorageUuid is null ? null : StorageUuid(BackupStorageUuid, session, nameof(BackupStorageUuid));
        DatabaseBackupRecord record = Find(backup, session, nameof(Uuid));
        if (Copies.Exported(record, storage) is { } before)
            return before;
        BackupStorageRef copy = Copies.Choose(record, storage, Copies.Ready(record), nameof(BackupStorageUuid));
        if (!Confirmed(nameof(Messages.Do_Export), session.Server, record.ToString(), ViewText.Time(record.CreateDate), StorageName(copy.BackupStorageUuid, session)))
            return null;
        object? made = Copies.Export(
            copy.BackupStorageUuid!,
            () => Make(Changes.Export(record.Uuid!, record.Name, copy.BackupStorageUuid!, SystemTag, UserTag), session),
            () => Find(backup, session, nameof(Uuid)));
        return made is DatabaseBackupExport export ? export.WithMd5(record.Md5) : made;
    }
}
