using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Says which backup to restore, the best first, and why: from what nodes know, what lies at home, and what is piped in. Works without any node, too.</summary>
[Cmdlet(VerbsCommon.Find, "ZStackRecoveryPoint")]
[OutputType(typeof(RecoveryPoint))]
public sealed class FindZStackRecoveryPointCommand : SessionCmdlet
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

    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    private IReadOnlyList<ZStackSession> Sessions => Session is not null ? ChosenSessions() : SessionTable.Current.Default is { } session ? [session] : [];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _servers = FilterOf(Server, nameof(Server));
        if (Sessions.Count == 0 && VaultPath is null && Binding.VaultPath.FromEnvironment() is null && !MyInvocation.ExpectingInput && InputObject.Length == 0)
            throw Ended(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(VaultPath), Messages.Arg_NoRecoverySource), nameof(VaultPath));
    }

    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            try
            {
                if (_found.Take(input) is { } path)
                    ReadVault(path);
            }
            catch (ZStackException e)
            {
                WriteFailure(e, null, input);
            }
        }
    }

    protected override void EndProcessing()
    {
        foreach (string path in VaultPath ?? (Binding.VaultPath.FromEnvironment() is { } vault ? [vault] : []))
            ReadVault(path);
        Answers[] answers = [.. Sessions.Select(session => new Answers(session))];
        using (var fanOut = new FanOut<Answers, DatabaseBackupRecord>(answers, ThrottleLimit, Ask, Mailbox, Cancellation))
            Drain(fanOut, (_, record) => _found.Records.Add(record), Report, answer => Wording.Sentence(nameof(Messages.Wait_Node), [answer.Session.Server]));
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

    private void ReadVault(string path)
    {
        try
        {
            foreach (VaultEntry entry in VaultReader.Read(FilePath.Resolve(this, path), Recurse))
            {
                if (Cancellation.IsCancellationRequested)
                    throw new PipelineStoppedException();
                if (entry.Failure is { } failure)
                    WriteFailure(failure, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [entry.Path])), entry.Path);
                else
                    _found.Saved.Add(entry.Backup!);
            }
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [path])), path);
        }
    }

    /// <summary>On a thread of its own: all that the node says, however much that is.</summary>
    private void Ask(Answers answers, Feed<DatabaseBackupRecord> feed, CancellationToken stopping)
    {
        var client = new ZStackClient(answers.Session, Mailbox);
        using (PageReader<DatabaseBackupRecord> records = client.ReadBackups(new BackupQuery(), 0, long.MaxValue, () => { }, stopping))
        {
            while (records.TryRead(out DatabaseBackupRecord? record))
                feed.Add(record!);
        }

        // What it does not say of itself is not known, and its records come all the same.
        ZStackException? failure = null;
        try
        {
            answers.Version = Blocking.Result(client.VersionAsync(stopping));
        }
        catch (ZStackException e)
        {
            failure = e;
        }

        using PageReader<BackupStorage> storages = client.ReadStorages([], [], backupOnly: false, () => { }, stopping);
        var found = new Dictionary<string, BackupStorage>();
        while (storages.TryRead(out BackupStorage? storage))
            found[storage!.Uuid ?? ""] = storage;
        answers.Storages = found;
        if (failure is not null)
            throw failure;
    }

    private void Report(Answers answers, Exception failure)
    {
        if (failure is not ZStackException known)
            throw new InvalidOperationException(failure.Message, failure);
        WriteFailure(known, new Attempt(Wording.Sentence(nameof(Messages.Tried_RecoveryPoints), [answers.Session.Server])), answers.Session.Server);
    }

    /// <summary>The best point of all may be that of another database than the one that is gone.</summary>
    private void WarnOfSeveralNodes(IReadOnlyList<RecoveryPoint> points)
    {
        string[] servers = [.. points.Select(point => point.Server).OfType<string>().Distinct().OrderBy(name => name, StringComparer.Ordinal)];
        if (Server is null && Session is null && Sessions.Count == 0 && servers.Length > 1)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_SeveralNodes), [string.Join(", ", servers)]));
    }

    /// <summary>What one node said.</summary>
    private sealed class Answers
    {
        public Answers(ZStackSession session) => Session = session;

        public ZStackSession Session { get; }

        public string? Version { get; set; }

        public IReadOnlyDictionary<string, BackupStorage>? Storages { get; set; }

        public RecoveryNode ToNode() => new(Session.Server) { Version = Version, Storages = Storages };
    }
}
