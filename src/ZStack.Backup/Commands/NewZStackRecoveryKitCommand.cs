using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Writes a folder with all that a person needs when no server answers: which backup to take, and the commands for each situation.</summary>
[Cmdlet(VerbsCommon.New, "ZStackRecoveryKit", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(RecoveryKit))]
public sealed class NewZStackRecoveryKitCommand : RecoveryCmdlet
{
    private const int MaxNote = 2000;

    private readonly List<DatabaseBackupRecord> _records = [];
    private readonly List<SavedBackup> _saved = [];

    /// <summary>The folder of the kit, taken literally. It is replaced as a whole.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "PSPath")]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>Folders with saved backups, taken literally.</summary>
    [Parameter]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[]? VaultPath { get; set; }

    /// <summary>Backups of each node, counted from the newest; the newest proven one comes on top.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int Latest { get; set; } = 3;

    /// <summary>Put the newest proven dump of each node into the kit. It holds the secrets of the cloud.</summary>
    [Parameter]
    public SwitchParameter IncludeBackup { get; set; }

    /// <summary>Words for whoever reads the kit: whom to call, where the passwords are.</summary>
    [Parameter]
    [ValidateLength(0, MaxNote)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Note { get; set; }

    /// <summary>Replace also a kit in which something was changed or added.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private IReadOnlyList<ZStackSession> Sessions => Session is not null ? this.ChosenSessions() : SessionTable.Current.Default is { } session ? [session] : [];

    private string[] Vaults => Binding.VaultPath.OrDefault(VaultPath);

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Sessions.Count == 0 && Vaults.Length == 0)
            throw Ended(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(VaultPath), Messages.Arg_NoKitSource), nameof(VaultPath));
    }

    protected override void EndProcessing()
    {
        try
        {
            Write(Target());
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_RecoveryKit), [Path])), Path);
        }
    }

    private string Target()
    {
        string path = System.IO.Path.GetFullPath(FilePath.ResolveTarget(this, Path, nameof(Path)));
        return System.IO.Path.GetDirectoryName(path) is null ? throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Path), Messages.Arg_KitAtRoot) : path;
    }

    private void Write(string path)
    {
        // Before anybody is asked: what lies there may not be ours to replace.
        RecoveryKit? older = Wait((_, stopping) => Task.FromResult(KitFolder.Find(path, Force, stopping)));
        IReadOnlyList<RecoveryAnswers> answers = AskNodes(Sessions, _records, nameof(Messages.Tried_KitNode));
        bool hasVault = Vaults.Select(vault => ReadVault(vault, false, _saved)).ToArray().Any(isRead => isRead);
        KitNodeFacts[] nodes = [.. answers.Select(answer => KitNodeFacts.Of(answer.Session, answer.Version, answer.Storages?.Values))];
        if (!hasVault && !Array.Exists(nodes, node => node.Reached))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Session), Messages.Arg_KitLearnedNothing);
        RecoveryKit kit = KitBuilder.Build(new KitFacts
        {
            Now = DateTimeOffset.Now,
            ModuleVersion = GetType().Assembly.GetName().Version?.ToString(3),
            Note = Note,
            Nodes = nodes,
            Points = RecoveryPoints.Find(new RecoveryFacts { Records = _records, Saved = _saved, Nodes = [.. answers.Select(answer => answer.ToNode())], Now = DateTimeOffset.UtcNow }),
            Latest = Latest,
            Includes = IncludeBackup,
            Clean = text => Sessions.Aggregate(Redactor.Patterns.Clean(text), (clean, session) => session.Redactor.Clean(clean)),
            Older = older,
        });
        kit.Warnings = new ItemList<string>(kit.Lacks.Select(Wording.Of));
        string sentence = Wording.Sentence(nameof(Messages.Do_RecoveryKit), [path, kit.Nodes.Count, kit.Backups.Count]);
        if (!ShouldProcess(sentence, sentence, Messages.Confirm_Caption))
            return;
        Wait((_, stopping) =>
        {
            KitFolder.Write(kit, path, Wording.Pages("en-US"), Wording.Pages("zh-CN"), stopping);
            return Task.FromResult(true);
        });
        foreach (string warning in kit.Warnings)
            WriteWarning(warning);
        WriteObject(kit);
    }
}
