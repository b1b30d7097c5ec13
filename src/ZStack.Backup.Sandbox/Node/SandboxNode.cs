using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

/// <summary>A simulated management node on a loopback port.</summary>
public sealed class SandboxNode : IAsyncDisposable
{
    private static readonly OutageShape[] RestartShapes = [OutageShape.Refused, OutageShape.Html404, OutageShape.Html503, OutageShape.NotReady];

    private readonly CancellationTokenSource _ends = new();
    private readonly X509Certificate2? _certificate;
    private readonly NodeHost _host;
    private readonly Lazy<X509Certificate2> _logCertificate = new(NodeCertificate.Make);
    private readonly List<RestoreInfo> _restores = [];
    private int _created;
    private int _deleted;

    private SandboxNode(SandboxOptions options)
    {
        Options = options;
        Ends = _ends.Token;
        Clock = new SandboxClock(options.TimeZone, options.ClockSpeed);
        Sessions = new SessionStore(options.SessionLifetime);
        Gate = new Gate(Sessions, new AccessKeys(Clock, options.CheckTimeZone));
        JobTable = new JobStore(options.JobLifetime);
        Words = new Words(options.Chinese);
        Dumps = new Dumps(options);
        Restore = options.Restore;
        Exports = new ExportAgent(this);
        Data = new Seed(options, Clock, Dumps, Exports.Url).Make();
        Schedules = new ScheduleSeed(options, Clock, Data).Make();
        Scheduler = new Scheduler(this);
        Tables = new Tables(options, Data, Schedules, Dumps.Cloud);
        _certificate = options.Https ? options.Certificate ?? NodeCertificate.Make() : null;
        _host = new NodeHost(options.Port, _certificate, new Dispatcher(this).HandleAsync);
        Outage = new Outage(_host);
    }

    /// <summary>Scheme, host, port and context path.</summary>
    public string Url => $"{(Options.Https ? "https" : "http")}://{Server}{Options.ContextPath}";

    /// <summary>Host and port.</summary>
    public string Server => $"127.0.0.1:{Port}";

    public int Port => _host.Port;

    public RequestLog Log { get; } = new();

    public FaultPlan Faults { get; } = new();

    public SandboxClock Clock { get; }

    public int LiveSessions => Sessions.Live;

    /// <summary>SHA-256 of the certificate, upper-case hex; empty without TLS.</summary>
    public string CertificateThumbprint => _certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";

    public SandboxOptions Options { get; }

    /// <summary>As they are now, in no order.</summary>
    public IReadOnlyList<BackupRecord> Records => Data.Records;

    public IReadOnlyList<StorageInfo> Storages => Data.Storages;

    /// <summary>Every job that was ever accepted, known or not, in the order of acceptance.</summary>
    public IReadOnlyList<JobInfo> Jobs => JobTable.All;

    /// <summary>Backups that were made to their end.</summary>
    public int Created => _created;

    /// <summary>Records that were deleted by a call.</summary>
    public int Deleted => _deleted;

    /// <summary>The agent that exports are fetched from.</summary>
    public ExportAgent Exports { get; }

    /// <summary>The course of the next restores.</summary>
    public RestoreOptions Restore { get; set; }

    /// <summary>Every restore that was accepted.</summary>
    public IReadOnlyList<RestoreInfo> Restores
    {
        get
        {
            lock (_restores)
                return [.. _restores];
        }
    }

    /// <summary>The global setting <c>ha</c>/<c>enable</c>.</summary>
    public bool VmHa => Data.VmHa;

    /// <summary>SHA-256 of the log's certificate, upper-case hex.</summary>
    public string LogCertificateThumbprint => LogCertificate.GetCertHashString(HashAlgorithmName.SHA256);

    internal X509Certificate2 LogCertificate => _certificate ?? _logCertificate.Value;

    internal CancellationToken Ends { get; }

    internal NodeData Data { get; }

    internal ScheduleData Schedules { get; }

    internal Scheduler Scheduler { get; }

    internal Tables Tables { get; }

    internal Dumps Dumps { get; }

    internal Words Words { get; }

    internal JobStore JobTable { get; }

    internal SessionStore Sessions { get; }

    internal Gate Gate { get; }

    internal Outage Outage { get; }

    internal bool IsReady => Options.Ready && !Outage.IsNotReady;

    /// <summary>The node's time as its database keeps it: without fractions of a second.</summary>
    internal DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = Clock.Now;
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    public static async Task<SandboxNode> StartAsync(SandboxOptions? options = null)
    {
        var node = new SandboxNode(options ?? new SandboxOptions());
        await node._host.StartAsync();
        if (node.Options.RunSchedules)
            node.Scheduler.Start(node.Ends);
        return node;
    }

    /// <summary>Every session is over, as after a restart of the node.</summary>
    public void ExpireSessions() => Sessions.CloseAll();

    /// <summary>All results that are there are gone; what runs stays.</summary>
    public void PurgeJobs() => JobTable.Purge();

    /// <summary>The node dies and comes back: refused, HTML 404, HTML 503, SYS.1010, well. What ran stays <c>processing</c> for ever.</summary>
    /// <returns>Ends when the node is well again.</returns>
    public Task Restart(TimeSpan outage, bool forgetJobs = false) =>
        Outage.RunAsync(RestartShapes, outage, () => JobTable.Die(forgetJobs), returns: true, Ends);

    /// <summary>Behind the back of every client.</summary>
    /// <param name="change"><c>null</c> from it removes the record.</param>
    public void ChangeRecord(string uuid, Func<BackupRecord, BackupRecord?> change) => Data.Change(uuid, change);

    /// <summary>What exists now of a kind, such as <c>VmInstance</c>; nothing without a cloud.</summary>
    public IReadOnlyList<CloudResource> Resources(string kind) => Dumps.Cloud?.Now(CloudKind.Named(kind)) ?? [];

    /// <summary>Something happens in the cloud now: a resource is made, changed, or deleted.</summary>
    public void ChangeCloud(CloudResource state) => Dumps.Cloud!.Put(Now, state);

    public void ChangeStorage(string uuid, Func<StorageInfo, StorageInfo> change) => Data.ChangeStorage(uuid, change);

    /// <summary>What the schedules have done, the first run first.</summary>
    public IReadOnlyList<ScheduledRun> ScheduledRuns => Schedules.Runs;

    public void ChangeSchedule(string uuid, Func<ScheduledJob, ScheduledJob> change) => Schedules.ChangeJob(uuid, change);

    public void ChangeScheduleGroup(string uuid, Func<ScheduledGroup, ScheduledGroup> change) => Schedules.ChangeGroup(uuid, change);

    public void ChangeTrigger(string uuid, Func<ScheduledTrigger, ScheduledTrigger> change) => Schedules.ChangeTrigger(uuid, change);

    public void AddSchedule(ScheduledJob job) => Schedules.Add(job);

    public void AddScheduledRun(ScheduledRun run) => Schedules.Add(run);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await Scheduler.EndedAsync();
        await Outage.DisposeAsync();
        await _host.DisposeAsync();
        Exports.Dispose();
        if (Options.Certificate is null)
            _certificate?.Dispose();
        if (_logCertificate.IsValueCreated)
            _logCertificate.Value.Dispose();
        _ends.Dispose();
    }

    /// <returns>Changes the entry when the restore goes on.</returns>
    internal Action<Func<RestoreInfo, RestoreInfo>> AddRestore(RestoreInfo info)
    {
        int index;
        lock (_restores)
        {
            index = _restores.Count;
            _restores.Add(info);
        }

        return change =>
        {
            lock (_restores)
                _restores[index] = change(_restores[index]);
        };
    }

    internal void CountCreated() => Interlocked.Increment(ref _created);

    internal void CountDeleted() => Interlocked.Increment(ref _deleted);
}
