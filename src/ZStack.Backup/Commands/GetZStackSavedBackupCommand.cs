using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Lists the backups of a vault, which of them are proven to restore, and what is not as it should be. Needs no session and no node.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackSavedBackup")]
[OutputType(typeof(SavedBackup))]
public sealed class GetZStackSavedBackupCommand : ZStackCmdlet
{
    private readonly List<SavedBackup> _found = [];

    /// <summary>Folders or files, taken literally.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(VaultFileCompleter))]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The folders in it, too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Nodes that the backups came from.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Server { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Version { get; set; }

    /// <summary>Made then or later.</summary>
    [Parameter]
    [TimeArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public NodeTime? After { get; set; }

    /// <summary>Made before then.</summary>
    [Parameter]
    [TimeArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public NodeTime? Before { get; set; }

    private NameFilter? Names { get; set; }

    private NameFilter? Servers { get; set; }

    private NameFilter? Versions { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names = FilterOf(Name, nameof(Name));
        Servers = FilterOf(Server, nameof(Server));
        Versions = FilterOf(Version, nameof(Version));
    }

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Length > 0 || MyInvocation.ExpectingInput ? Path : [VaultPath.Default(this)])
            Find(path);
    }

    protected override void EndProcessing()
    {
        foreach (SavedBackup backup in _found.OrderByDescending(backup => backup.CreateDate).ThenBy(backup => backup.FullName, StringComparer.Ordinal))
            WriteObject(VaultPath.Listed(backup));
    }

    private void Find(string path)
    {
        try
        {
            foreach (VaultEntry entry in VaultReader.Read(FilePath.Resolve(this, path), Recurse))
            {
                Cancellation.ThrowIfCancellationRequested();
                if (entry.Failure is { } failure)
                    WriteFailure(failure, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [entry.Path])), entry.Path);
                else if (Matches(entry.Backup!))
                    _found.Add(entry.Backup!);
            }
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [path])), path);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private bool Matches(SavedBackup backup) =>
        (Names!.Accepts(backup.BackupName) || Names.Accepts(System.IO.Path.GetFileName(backup.FullName)))
        && Servers!.Accepts(backup.Server)
        && Versions!.Accepts(backup.Version)
        && (After is null || (backup.CreateDate is { } made && made >= After.At(made.Offset)))
        && (Before is null || (backup.CreateDate is { } time && time < Before.At(time.Offset)));
}
