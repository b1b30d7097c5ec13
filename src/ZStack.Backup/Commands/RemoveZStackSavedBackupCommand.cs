using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Removes saved backups with their manifests and evidence. The newest proven one of a node needs -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "ZStackSavedBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveZStackSavedBackupCommand : ZStackCmdlet
{
    /// <summary>Saved backups, their files, or decisions of a retention plan.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("FullName", "LiteralPath")]
    [ArgumentCompleter(typeof(VaultFileCompleter))]
    [SavedBackupArgument]
    [ValidateNotNullOrEmpty]
    public SavedBackupReference[] Path { get; set; } = [];

    /// <summary>Remove also the newest proven backup of a node.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (SavedBackupReference reference in Path)
        {
            try
            {
                reference.Check();
                Remove(VaultRemover.Find(FilePath.Resolve(this, reference.Path)));
            }
            catch (ZStackException e)
            {
                WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_RemoveSaved), [reference.Path])), reference.Path);
            }
        }
    }

    private void Remove(SavedBackup backup)
    {
        if (!Force && VaultRemover.IsNewestProven(backup))
            throw new ZStackException(ZStackErrorKind.NewestProven, backup.FullName, backup.Server ?? "");
        string sentence = Wording.Sentence(nameof(Messages.Do_RemoveSaved), [backup.FullName, ViewText.Time(backup.CreateDate), backup.ProvenAt is { } proven ? ViewText.Time(proven) : Messages.Word_Never]);
        if (ShouldProcess(sentence, sentence, Messages.Confirm_Caption))
            VaultRemover.Remove(backup.FullName);
    }
}
