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

/// <summary>Ends that a backup can be downloaded. The backup itself stays.</summary>
[Cmdlet(VerbsCommon.Remove, "ZStackDatabaseBackupExport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ZStackJob))]
public sealed class RemoveZStackDatabaseBackupExportCommand : JobCmdlet
{
    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The storage it was exported from; needed when there are several.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [StorageArgument]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? BackupStorageUuid { get; set; }

    private bool NamesStorage => BackupStorageUuid is { Text.Length: > 0 };

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        this.RefuseTwoSources(Uuid, nameof(BackupStorageUuid));
        // An empty cell of a CSV file means "not given"; on the command line it is a variable that was meant to hold something.
        if (MyInvocation.BoundParameters.ContainsKey(nameof(BackupStorageUuid)) && !NamesStorage)
            ThrowFailure(ObjectWork.Invalid(nameof(BackupStorageUuid), Messages.Arg_EmptyReference), null, null);
    }

    protected override void ProcessRecord()
    {
        foreach (BackupReference backup in Uuid)
        {
            this.ForItem(backup, nameof(Messages.Tried_DeleteExport), null, session =>
            {
                string? storage = NamesStorage ? this.StorageUuid(BackupStorageUuid!, session, nameof(BackupStorageUuid)) : null;
                DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
                BackupStorageRef[] exported = [.. record.BackupStorageRefs.Where(one => one.ExportUrl is not null)];
                BackupStorageRef? copy = storage is null && exported.Length == 0 ? null : Copies.Choose(record, storage, exported, nameof(BackupStorageUuid));
                if (copy?.ExportUrl is null)
                    throw new ZStackException(ZStackErrorKind.ObjectNotFound, session.Server, ResourceThing.Export, record.Uuid!);
                return this.Confirmed(nameof(Messages.Do_DeleteExport), session.Server, record.ToString(), ViewText.Time(record.CreateDate), ObjectWork.StorageName(copy.BackupStorageUuid, session))
                    ? RunChange(Changes.DeleteExport(record.Uuid!, record.Name, copy.BackupStorageUuid!, SystemTag, UserTag), session)
                    : null;
            });
        }
    }
}
