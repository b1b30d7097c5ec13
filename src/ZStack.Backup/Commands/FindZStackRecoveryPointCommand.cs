using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Says which backup to restore, the best first, and why: from what nodes know, what lies at home, and what is piped in. Works without any node, too.</summary>
[Cmdlet(VerbsCommon.Find, "ZStackRecoveryPoint")]
[OutputType(typeof(RecoveryPoint))]
public sealed class FindZStackRecoveryPointCommand : RecoveryCmdlet
{
    private readonly RecoveryInput _found = new();

    private NameFilter? _servers;

    /// <summary>Folders with saved backups, taken literally.</summary>
    [Parameter(Position = 0)]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[]? VaultPath { get; set; }

    /// <summary>Backups on image stores, records, saved backups or their files.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("ImageInfo")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The folders in the vault, too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Nodes whose database is to be restored.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionServerCompleter))]
    public string[]? Server { get; set; }

    /// <summary>Made before then: the moment that something went wrong.</summary>
    [Parameter]
    [TimeArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public NodeTime? Before { get; set; }

    /// <summary>Version of the node that is to be restored; what the node itself says unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ForVersion { get; set; }

    private IReadOnlyList<ZStackSession> Sessions => Session is not null ? this.ChosenSessions() : SessionTable.Current.Default is { } session ? [session] : [];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _servers = FilterOf(Server, nameof(Server));
        if (Sessions.Count == 0 && Binding.VaultPath.OrDefault(VaultPath).Length == 0 && !MyInvocation.ExpectingInput && InputObject.Length == 0)
            throw Ended(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(VaultPath), Messages.Arg_NoRecoverySource), nameof(VaultPath));
    }

    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            try
            {
                if (_found.Take(input) is { } path)
                    ReadVault(path, Recurse, _found.Saved);
            }
            catch (ZStackException e)
            {
                WriteFailure(e, null, input);
            }
        }
    }

    protected override void EndProcessing()
    {
        foreach (string path in Binding.VaultPath.OrDefault(VaultPath))
            ReadVault(path, Recurse, _found.Saved);
        IReadOnlyList<RecoveryAnswers> answers = AskNodes(Sessions, _found.Records, nameof(Messages.Tried_RecoveryPoints));
        IReadOnlyList<RecoveryPoint> points = RecoveryPoints.Find(new RecoveryFacts
        {
            Records = _found.Records,
            Images = _found.Images,
            Saved = _found.Saved,
            Nodes = [.. answers.GroupBy(answer => answer.Session.Server).Select(same => same.OrderBy(answer => answer.Version is null || answer.Storages is null).First().ToNode())],
            ForVersion = ForVersion,
            Now = DateTimeOffset.UtcNow,
            IsAsked = IsAsked,
        });
        WarnOfSeveralNodes(points);
        foreach (RecoveryPoint point in points)
        {
            foreach (RecoveryReason reason in point.Reasons)
                reason.Text = Wording.Of(reason);
            WriteObject(point);
        }
    }

    private bool IsAsked(RecoveryPoint point) =>
        _servers!.Accepts(point.Server) && (Before is null || (point.Created is { } made && made < Before.At(made.Offset)));

    /// <summary>The best point of all may be that of another database than the one that is gone.</summary>
    private void WarnOfSeveralNodes(IReadOnlyList<RecoveryPoint> points)
    {
        string[] servers = [.. points.Select(point => point.Server).OfType<string>().Distinct().OrderBy(name => name, StringComparer.Ordinal)];
        if (Server is null && Session is null && Sessions.Count == 0 && servers.Length > 1)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_SeveralNodes), [string.Join(", ", servers)]));
    }
}
