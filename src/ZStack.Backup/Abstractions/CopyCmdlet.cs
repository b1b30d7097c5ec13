using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that work on one copy of a backup: which backup, and on which storage.</summary>
public abstract class CopyCmdlet : JobCmdlet
{
    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The parameter that an argument without a name is for when the backups come from the pipeline.</summary>
    private protected abstract string SecondArgument { get; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RefuseTwoSources(Uuid, SecondArgument);
    }
}
