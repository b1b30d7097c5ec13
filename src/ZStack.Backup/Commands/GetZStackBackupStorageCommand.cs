using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Lists the image-store backup storages of this cloud.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackBackupStorage")]
[OutputType(typeof(BackupStorage))]
public sealed class GetZStackBackupStorageCommand : ListCmdlet<BackupStorage>
{
    /// <summary>Storages by uuid or name, or as objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("BackupStorage", "BackupStorageUuid")]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[]? Uuid { get; set; }

    /// <summary>Only storages that take database backups.</summary>
    [Parameter]
    public SwitchParameter BackupOnly { get; set; }

    private protected override ObjectReference[] References => Uuid ?? [];

    private protected override ResourceThing Thing => ResourceThing.BackupStorage;

    private protected override string Attempted => nameof(Messages.Tried_Storages);

    private protected override bool IsFilteredHere => false;

    private protected override bool IsNarrowed => BackupOnly;

    private protected override PageReader<BackupStorage> Open(ZStackSession session, IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, long skip, long first, Action beforeNextPage, CancellationToken stopping) =>
        new ZStackClient(session, Mailbox).ReadStorages(uuids, names, BackupOnly, beforeNextPage, stopping);

    private protected override (string? Uuid, string? Name) Identity(BackupStorage row) => (row.Uuid, row.Name);

    private protected override bool Matches(BackupStorage row, ZStackSession session) => true;
}
