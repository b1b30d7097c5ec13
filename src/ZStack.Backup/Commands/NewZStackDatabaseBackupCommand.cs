using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
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
    private const int MaxName = 255;
    private const int MaxDescription = 1024;
    private const int DistinctionLength = 3;
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyz";

    // By chance at first, for other processes; then one after the other.
    private static int s_names = Guid.NewGuid().GetHashCode();

    /// <summary>The storage that takes the backup.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Uuid", "BackupStorage")]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[] BackupStorageUuid { get; set; } = [];

    /// <summary>Also the name of a file on the node. Made of the time unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Description { get; set; }

    /// <summary>The uuid that the new record gets; a random one unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ResourceUuid { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // What cannot be right for any storage ends the command.
        if (Name is not null && (Name.Length > MaxName || !Regex.IsMatch(Name, @"^[A-Za-z0-9._-]+\z") || Name is "." or ".."))
            ThrowFailure(ObjectWork.Invalid(nameof(Name), Messages.Arg_BadBackupName), null, Name);
        if (Description?.Length > MaxDescription)
            ThrowFailure(ObjectWork.Invalid(nameof(Description), Messages.Arg_LongDescription), null, Description);
        if (ResourceUuid is not null && ObjectReference.AsUuid(ResourceUuid) is null)
            ThrowFailure(ObjectWork.Invalid(nameof(ResourceUuid), Wording.Sentence(nameof(Messages.Arg_MistypedUuid), [ResourceUuid])), null, ResourceUuid);
    }

    protected override void ProcessRecord()
    {
        foreach (StorageReference storage in BackupStorageUuid)
        {
            this.ForItem(storage, nameof(Messages.Tried_Create), ResourceUuid is null ? Messages.Advice_Storage : Messages.Advice_StorageOrResourceUuid, session =>
            {
                string name = Name ?? DefaultName();
                string uuid = this.StorageUuid(storage, session, nameof(BackupStorageUuid));
                return this.Confirmed(nameof(Messages.Do_Create), session.Server, name, ObjectWork.StorageName(uuid, session))
                    ? RunChange(Changes.Create(name, Description, uuid, ResourceUuid is null ? null : ObjectReference.AsUuid(ResourceUuid), SystemTag, UserTag), session)
                    : null;
            });
        }
    }

    /// <summary>Sorts by time, is safe as a file name, is shown whole by every table in 80 columns, and two of the same second do not collide.</summary>
    private static string DefaultName()
    {
        uint count = (uint)Interlocked.Increment(ref s_names);
        string distinction = string.Concat(Enumerable.Range(0, DistinctionLength).Select(place => Letters[(int)(count / (uint)Math.Pow(Letters.Length, place) % (uint)Letters.Length)]));
        return DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + distinction + ".gz";
    }
}
