using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Api;
using ZStack.Backup.Sandbox.CloudResources;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Schedules;

namespace ZStack.Backup.Sandbox;

/// <summary>A simulated management node on a loopback port.</summary>
public sealed class SandboxNode : IAsyncDisposable
{
    private static readonly OutageShape[] RestartShapes = [OutageShape.Refused, OutageShape.Html404, OutageShape.Html503, OutageShape.NotReady];

    private readonly CancellationTokenSource _ends = new();
    private readonly X509Certificate2? _certificate;
    private readonly Lazy<X509Certificate2> _logCertificate;
    private readonly NodeHost _host;
    private readonly NodeContext _context;
    private readonly Scheduler _scheduler;
    private readonly Dispatcher _dispatcher;

    private SandboxNode(SandboxOptions options)
    {
        _certificate = options.Https ? options.Certificate ?? NodeCertificate.Make() : null;
        _logCertificate = new(() => _certificate ?? NodeCertificate.Make());
        // Nobody asks before the host is started.
        _host = new NodeHost(options.Port, _certificate, http => _dispatcher!.HandleAsync(http));
        _context = new NodeContext(options, _host, _logCertificate, _ends.Token);
        _scheduler = new Scheduler(_context);
        _dispatcher = new Dispatcher(_context, _scheduler);
    }

    /// <summary>Scheme, host, port and context path.</summary>
    public string Url => $"{(Options.Https ? "https" : "http")}://{Server}{Options.ContextPath}";

    /// <summary>Host and port.</summary>
    public string Server => $"127.0.0.1:{Port}";

    public int Port => _host.Port;

    public RequestLog Log => _context.Log;

    public FaultPlan Faults => _context.Faults;

    public SandboxClock Clock => _context.Clock;

    public int LiveSessions => _context.Sessions.Live;

    /// <summary>SHA-256 of the certificate, upper-case hex; empty without TLS.</summary>
    public string CertificateThumbprint => _certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";

    public SandboxOptions Options => _context.Options;

    /// <summary>As they are now, in no order.</summary>
    public IReadOnlyList<BackupRecord> Records => _context.Data.Records;

    public IReadOnlyList<StorageInfo> Storages => _context.Data.Storages;

    /// <summary>Every job that was ever accepted, known or not, in the order of acceptance.</summary>
    public IReadOnlyList<JobInfo> Jobs => _context.JobTable.All;

    /// <summary>Backups that were made to their end.</summary>
    public int Created => _context.Created;

    /// <summary>Records that were deleted by a call.</summary>
    public int Deleted => _context.Deleted;

    /// <summary>The agent that exports are fetched from.</summary>
    public ExportAgent Exports => _context.Exports;

    /// <summary>The course of the next restores.</summary>
    public RestoreOptions Restore
    {
        get => _context.Restore;
        set => _context.Restore = value;
    }

    /// <summary>Every restore that was accepted.</summary>
    public IReadOnlyList<RestoreInfo> Restores => _context.Restores;

    /// <summary>The global setting <c>ha</c>/<c>enable</c>.</summary>
    public bool VmHa => _context.Data.VmHa;

    /// <summary>SHA-256 of the log's certificate, upper-case hex.</summary>
    public string LogCertificateThumbprint => _context.LogCertificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>What the schedules have done, the first run first.</summary>
    public IReadOnlyList<ScheduledRun> ScheduledRuns => _context.Schedules.Runs;

    internal NodeContext Context => _context;

    public static async Task<SandboxNode> StartAsync(SandboxOptions? options = null)
    {
        var node = new SandboxNode(options ?? new SandboxOptions());
        await node._host.StartAsync();
        if (node.Options.RunSchedules)
            node._scheduler.Start(node._ends.Token);
        return node;
    }

    /// <summary>Every session is over, as after a restart of the node.</summary>
    public void ExpireSessions() => _context.Sessions.CloseAll();

    /// <summary>All results that are there are gone; what runs stays.</summary>
    public void PurgeJobs() => _context.JobTable.Purge();

    /// <summary>The node dies and comes back: refused, HTML 404, HTML 503, SYS.1010, well. What ran stays <c>processing</c> for ever.</summary>
    /// <returns>Ends when the node is well again.</returns>
    public Task Restart(TimeSpan outage, bool forgetJobs = false) =>
        _context.Outage.RunAsync(RestartShapes, outage, () => _context.JobTable.Die(forgetJobs), returns: true, _context.Ends);

    /// <summary>Behind the back of every client.</summary>
    /// <param name="change"><c>null</c> from it removes the record.</param>
    public void ChangeRecord(string uuid, Func<BackupRecord, BackupRecord?> change) => _context.Data.Change(uuid, change);

    /// <summary>What exists now of a kind, such as <c>VmInstance</c>; nothing without a cloud.</summary>
    public IReadOnlyList<CloudResource> Resources(string kind) => _context.Dumps.Cloud?.Now(CloudKind.Named(kind)) ?? [];

    /// <summary>Something happens in the cloud now: a resource is made, changed, or deleted.</summary>
    public void ChangeCloud(CloudResource state) => _context.Dumps.Cloud!.Put(_context.Now, state);

    public void ChangeStorage(string uuid, Func<StorageInfo, StorageInfo> change) => _context.Data.ChangeStorage(uuid, change);

    public void ChangeSchedule(string uuid, Func<ScheduledJob, ScheduledJob> change) => _context.Schedules.ChangeJob(uuid, change);

    public void ChangeScheduleGroup(string uuid, Func<ScheduledGroup, ScheduledGroup> change) => _context.Schedules.ChangeGroup(uuid, change);

    public void ChangeTrigger(string uuid, Func<ScheduledTrigger, ScheduledTrigger> change) => _context.Schedules.ChangeTrigger(uuid, change);

    public void AddSchedule(ScheduledJob job) => _context.Schedules.Add(job);

    public void AddScheduledRun(ScheduledRun run) => _context.Schedules.Add(run);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _scheduler.EndedAsync();
        await _context.Outage.DisposeAsync();
        await _host.DisposeAsync();
        Exports.Dispose();
        if (_logCertificate.IsValueCreated && _logCertificate.Value != _certificate)
            _logCertificate.Value.Dispose();
        if (Options.Certificate is null)
            _certificate?.Dispose();
        _ends.Dispose();
    }
}
