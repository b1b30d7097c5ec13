using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Copies a backup from one storage of this cloud to another.</summary>
[Cmdlet(VerbsCommon.Copy, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DatabaseBackupRecord), typeof(ZStackJob))]
public sealed class CopyZStackDatabaseBackupCommand : CopyCmdlet
{
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

    private protected override string SecondArgument => nameof(DestinationBackupStorageUuid);

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
        {
            ForItem(backup, nameof(Messages.Tried_Copy), null, session =>
            {
                string destination = StorageUuid(DestinationBackupStorageUuid, session, nameof(DestinationBackupStorageUuid));
                string? named = SourceBackupStorageUuid is null ? null : StorageUuid(SourceBackupStorageUuid, session, nameof(SourceBackupStorageUuid));
                if (named == destination)
                    throw Invalid(nameof(SourceBackupStorageUuid), Messages.Arg_SameStorage);
                DatabaseBackupRecord record = Find(backup, session, nameof(Uuid));
                BackupStorageRef source = Copies.Choose(record, named, [.. Copies.Ready(record).Where(copy => copy.BackupStorageUuid != destination)], nameof(SourceBackupStorageUuid));
                return Confirmed(nameof(Messages.Do_Copy), session.Server, record.ToString(), ViewText.Time(record.CreateDate), StorageName(source.BackupStorageUuid, session), StorageName(destination, session))
                    ? Make(Changes.Copy(record.Uuid!, record.Name, source.BackupStorageUuid!, destination, SystemTag, UserTag), session)
                    : null;
            });
        }
    }
}
