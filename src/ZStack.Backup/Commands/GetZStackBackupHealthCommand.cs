using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Health;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Says of each node how well its database is backed up, what speaks against it, and what to type. A node that does not answer is a result, too.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackBackupHealth")]
[OutputType(typeof(BackupHealth))]
public sealed class GetZStackBackupHealthCommand : SessionCmdlet
{
    private readonly DateTimeOffset _now = DateTimeOffset.Now;
    private ILookup<string, SavedBackup>? _saved;
    private ZStackException? _vaultFailure;
    private string? _vault;

    /// <summary>Nodes without a session: they are asked what they say to everybody, and the vault for the rest.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ServerArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>Folders with saved backups, taken literally.</summary>
    [Parameter]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[]? VaultPath { get; set; }

    /// <summary>The folders in the vault, too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>A newest backup that is older is a finding.</summary>
    [Parameter]
    [DurationArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration MaximumAge { get; set; } = new(TimeSpan.FromHours(26));

    /// <summary>A last proof that is older is a finding.</summary>
    [Parameter]
    [DurationArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration MaximumProofAge { get; set; } = new(TimeSpan.FromDays(8));

    /// <summary>Places of the newest backup: storages, and the vault.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int MinimumCopies { get; set; } = 2;

    /// <summary>Of the capacity of each storage that backups lie on.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public double MinimumFreePercent { get; set; } = 10;

    /// <summary>Seconds that a node without a session gets for an answer; sessions have their own.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    private readonly List<string> _servers = [];

    private string[] Vaults => Binding.VaultPath.OrDefault(VaultPath);

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Session is null && SessionTable.Current.Default is null && Vaults.Length == 0 && Server.Length == 0 && !MyInvocation.ExpectingInput)
            throw Ended(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(VaultPath), Messages.Arg_NoHealthSource), nameof(VaultPath));
    }

    protected override void ProcessRecord() => _servers.AddRange(Server);

    protected override void EndProcessing()
    {
        ReadVaults();
        var limits = new HealthLimits
        {
            MaximumAge = _now - MaximumAge.Before(_now),
            MaximumProofAge = _now - MaximumProofAge.Before(_now),
            MinimumCopies = MinimumCopies,
            MinimumFreePercent = MinimumFreePercent,
        };
        using var fanOut = new FanOut<Node, HealthFacts>(Nodes(), ThrottleLimit, Ask, Mailbox, Cancellation);
        // Judged one by one as they arrive: of a thousand nodes only what is said of them stays.
        Drain(fanOut, (_, facts) => WriteObject(Wording.Word(HealthJudge.Judge(facts, limits))), Report, node => Wording.Sentence(nameof(Messages.Wait_Node), [node.Server]));
    }

    /// <summary>Each once: those with a session, those that were named, and without any those that the vault knows.</summary>
    private List<Node> Nodes()
    {
        IReadOnlyList<ZStackSession> sessions = Session is not null ? this.ChosenSessions() : _servers.Count == 0 && SessionTable.Current.Default is { } only ? [only] : [];
        List<Node> nodes = [.. sessions.GroupBy(session => session.Server).Select(same => new Node(same.Key, same.First().Url, same.First(), null))];
        foreach (string server in _servers)
        {
            try
            {
                var settings = new ConnectionSettings(ServerAddress.Parse(server)) { Timeout = TimeSpan.FromSeconds(TimeoutSec) };
                string name = settings.Address.Name;
                ZStackSession? session = SessionTable.Current.For(name);
                if (!nodes.Exists(node => node.Server == name))
                    nodes.Add(new Node(name, session?.Url ?? settings.Address.Url, session, session is null ? settings : null));
            }
            catch (ZStackException e)
            {
                WriteFailure(e, null, ErrorTarget.OfServer(server));
            }
        }

        if (sessions.Count == 0 && _servers.Count == 0)
            nodes.AddRange((_saved ?? Enumerable.Empty<IGrouping<string, SavedBackup>>()).Select(group => group.Key).Where(name => name.Length > 0).OrderBy(name => name, StringComparer.Ordinal).Select(name => new Node(name, null, null, null)));
        return nodes;
    }

    private HealthFacts Facts(Node node)
    {
        var facts = new HealthFacts(node.Server)
        {
            Address = node.Url?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true ? node.Url : null,
            Now = _now,
            Vault = _saved is not null ? _vault : null,
            Saved = _saved?[node.Server].ToArray(),
        };
        if (_saved is null)
            facts.Gaps.Add(new HealthGap(HealthQuestion.Vault, _vaultFailure));
        return facts;
    }

    private void ReadVaults()
    {
        if (Vaults.Length == 0)
            return;
        List<SavedBackup> saved = [];
        foreach (string path in Vaults)
        {
            try
            {
                string folder = FilePath.Resolve(this, path);
                _vault ??= folder;
                foreach (VaultEntry entry in VaultReader.Read(folder, Recurse))
                {
                    if (Cancellation.IsCancellationRequested)
                        throw new PipelineStoppedException();
                    if (entry.Failure is { } failure)
                        ReportVault(failure, entry.Path);
                    else
                        saved.Add(entry.Backup!);
                }
            }
            catch (ZStackException e)
            {
                ReportVault(e, path);
            }
        }

        // What half a vault says of what is not there may be wrong.
        if (_vaultFailure is null)
            _saved = saved.ToLookup(one => one.Server ?? "");
    }

    private void ReportVault(ZStackException failure, string path)
    {
        _vaultFailure ??= failure;
        WriteFailure(failure, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [path])), path);
    }

    /// <summary>On a thread of its own.</summary>
    private void Ask(Node node, Feed<HealthFacts> feed, CancellationToken stopping)
    {
        // Nobody else holds them: all records of all nodes would be too many.
        HealthFacts facts = Facts(node);
        if (node.Session is { } session)
            new ZStackClient(session, Mailbox).ReadHealth(facts, stopping);
        else if (node.Settings is { } settings)
            ZStackClient.ReadHealth(facts, settings, Mailbox, stopping);
        else
            facts.Gaps.Insert(0, new HealthGap(HealthQuestion.Node));
        feed.Add(facts);
    }

    private void Report(Node node, Exception failure)
    {
        if (failure is not ZStackException known)
            throw new InvalidOperationException(failure.Message, failure);
        WriteFailure(known, new Attempt(Wording.Sentence(nameof(Messages.Tried_Health), [node.Server])), node.Server);
    }

    /// <summary>A node, and the way to ask it: its session, or without one a connection of its own.</summary>
    private sealed class Node
    {
        public Node(string server, string? url, ZStackSession? session, ConnectionSettings? settings)
        {
            Server = server;
            Url = url;
            Session = session;
            Settings = settings;
        }

        public string Server { get; }

        /// <summary><c>null</c> for one that only the vault knows.</summary>
        public string? Url { get; }

        public ZStackSession? Session { get; }

        public ConnectionSettings? Settings { get; }
    }
}
