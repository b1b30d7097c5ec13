using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Scans a storage of this cloud and adds or removes records, so that they match what lies there.</summary>
[Cmdlet(VerbsData.Sync, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncResult), typeof(ZStackJob))]
public sealed class SyncZStackDatabaseBackupCommand : JobCmdlet
{
    /// <summary>The storages to scan.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Uuid", "BackupStorage")]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[] BackupStorageUuid { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (StorageReference storage in BackupStorageUuid)
        {
            this.ForItem(storage, nameof(Messages.Tried_Sync), Messages.Advice_Storage, session =>
            {
                string uuid = this.StorageUuid(storage, session, nameof(BackupStorageUuid));
                return this.Confirmed(nameof(Messages.Do_Sync), session.Server, ObjectWork.StorageName(uuid, session)) ? RunChange(Changes.Sync(uuid, SystemTag, UserTag), session) : null;
            });
        }
    }
}
