using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Backs the node's database up to a storage of this cloud.</summary>
[Cmdlet(VerbsCommon.New, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DatabaseBackupRecord), typeof(ZStackJob))]
public sealed class NewZStackDatabaseBackupCommand : JobCmdlet
{
    private const int LongestName = 255;
    private const int LongestDescription = 1024;

    /// <summary>The storage that takes the backup.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Uuid", "BackupStorage")]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[] BackupStorageUuid { get; set; } = [];

    /// <summary>Also the name of a file on the node. Made of the node's name and the time unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>The uuid that the new record gets; a random one unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceUuid { get; set; }

    protected override void BeginProcessing()
    {
        // What cannot be right for any storage ends the command.
        if (Name is not null && (Name.Length > LongestName || !Regex.IsMatch(Name, @"^[A-Za-z0-9._-]+\z") || Name is "." or ".."))
            ThrowFailure(Invalid(nameof(Name), Messages.Arg_BadBackupName), null, Name);
        if (Description?.Length > LongestDescription)
            ThrowFailure(Invalid(nameof(Description), Messages.Arg_LongDescription), null, Description);
        if (ResourceUuid is not null && ObjectReference.AsUuid(ResourceUuid) is null)
            ThrowFailure(Invalid(nameof(ResourceUuid), Wording.Sentence(nameof(Messages.Arg_MistypedUuid), [ResourceUuid])), null, ResourceUuid);
    }

    protected override void ProcessRecord()
    {
        foreach (StorageReference storage in BackupStorageUuid)
        {
            ForItem(storage, nameof(Messages.Tried_Create), ResourceUuid is null ? Messages.Advice_Storage : Messages.Advice_StorageOrResourceUuid, session =>
            {
                string name = Name ?? DefaultName();
                string uuid = StorageUuid(storage, session, nameof(BackupStorageUuid));
                return Confirmed(nameof(Messages.Do_Create), session.Server, name, storage.Text)
                    ? Make(Changes.Create(name, Description, uuid, ResourceUuid is null ? null : ObjectReference.AsUuid(ResourceUuid), SystemTag, UserTag), session)
                    : null;
            });
        }
    }

    /// <summary>Sorts by time, is safe as a file name, and two of the same second do not collide.</summary>
    private static string DefaultName() =>
        "zstack-backup-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 6) + ".gz";
}
