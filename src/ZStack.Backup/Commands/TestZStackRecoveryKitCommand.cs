using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Says whether a recovery kit would be of use tonight. Needs no session and no node; with them it compares the kit with what they say.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ZStackRecoveryKit")]
[OutputType(typeof(RecoveryKitResult), typeof(bool))]
public sealed class TestZStackRecoveryKitCommand : RecoveryCmdlet
{
    private readonly List<DatabaseBackupRecord> _records = [];
    private readonly List<SavedBackup> _saved = [];
    private KitNodeFacts[] _nodes = [];
    private bool _hasVault;

    /// <summary>Folders of kits, taken literally.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [PathArgument(TakesKits = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>Folders with saved backups, taken literally.</summary>
    [Parameter]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[]? VaultPath { get; set; }

    /// <summary>An older kit fails.</summary>
    [Parameter]
    [DurationArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration MaximumAge { get; set; } = RetentionDuration.Parse("8d");

    /// <summary>Write only whether the kit passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _nodes = Session is null ? [] : [.. AskNodes(this.ChosenSessions(), _records, nameof(Messages.Tried_KitNode)).Select(answer => KitNodeFacts.Of(answer.Session, answer.Version, answer.Storages?.Values))];
        foreach (string vault in Binding.VaultPath.OrDefault(VaultPath))
            _hasVault |= ReadVault(vault, false, _saved);
    }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            try
            {
                RecoveryKitResult result = Test(FilePath.Resolve(this, path));
                WriteObject(Quiet ? result.Outcome is BackupTestOutcome.Passed or BackupTestOutcome.Warning : result);
            }
            catch (ZStackException e)
            {
                WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_TestKit), [path])), path);
            }
        }
    }

    private RecoveryKitResult Test(string path)
    {
        var facts = new KitTestFacts
        {
            Now = DateTimeOffset.Now,
            MaximumAge = MaximumAge,
            Saved = _hasVault ? _saved : null,
            Nodes = _nodes,
            Records = _records,
            Redactors = [.. (Session ?? []).Select(session => session.Redactor)],
        };
        RecoveryKitResult result = Wait((_, stopping) => Task.FromResult(KitTester.Test(path, facts, stopping)));
        foreach (BackupTestCheck check in result.Checks)
            check.Reason = Wording.Of(check);
        string[] bad = [.. result.Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => check.Reason)];
        result.Reason = bad.Length > 0 ? string.Join(" ", bad) : null;
        return result;
    }
}
