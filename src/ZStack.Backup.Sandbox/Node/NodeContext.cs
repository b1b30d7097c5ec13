using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using ZStack.Backup.Sandbox.Dumps;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Query;
using ZStack.Backup.Sandbox.Security;
using ZStack.Backup.Sandbox.Seeds;
using ZStack.Backup.Sandbox.State;

namespace ZStack.Backup.Sandbox.Node;

/// <summary>What the APIs of one node share: its data, its clock, and what was asked of it.</summary>
internal sealed class NodeContext
{
    private readonly Lazy<X509Certificate2> _logCertificate;
    private readonly List<RestoreInfo> _restores = [];
    private int _created;
    private int _deleted;

    /// <param name="host">The listener that goes away in an outage.</param>
    /// <param name="logCertificate">For the log of a restore, when it speaks TLS.</param>
    /// <param name="ends">The node is disposed of.</param>
    public NodeContext(SandboxOptions options, NodeHost host, Lazy<X509Certificate2> logCertificate, CancellationToken ends)
    {
        _logCertificate = logCertificate;
        Options = options;
        Ends = ends;
        Clock = new SandboxClock(options.TimeZone, options.ClockSpeed);
        Sessions = new SessionStore(options.SessionLifetime);
        Gate = new Gate(Sessions, new AccessKeys(Clock, options.CheckTimeZone));
        JobTable = new JobStore(options.JobLifetime);
        ErrorTexts = new ErrorTexts(options.Chinese);
        Dumps = new DumpSource(options);
        Restore = options.Restore;
        Exports = new ExportAgent(options.ExportHost, uuid => Data!.Find(uuid), Log.AddProblem);
        Data = new Seed(options, Clock, Dumps, Exports.Url).Make();
        Schedules = new ScheduleSeed(options, Clock, Data).Make();
        Tables = new Tables(options, Data, Schedules, Dumps.Cloud);
        Outage = new Outage(host);
    }

    public SandboxOptions Options { get; }

    public CancellationToken Ends { get; }

    public RequestLog Log { get; } = new();

    public FaultPlan Faults { get; } = new();

    public SandboxClock Clock { get; }

    public SessionStore Sessions { get; }

    public Gate Gate { get; }

    public JobStore JobTable { get; }

    public ErrorTexts ErrorTexts { get; }

    public DumpSource Dumps { get; }

    public ExportAgent Exports { get; }

    public NodeData Data { get; }

    public ScheduleData Schedules { get; }

    public Tables Tables { get; }

    public Outage Outage { get; }

    /// <summary>The course of the next restores.</summary>
    public RestoreOptions Restore { get; set; }

    public X509Certificate2 LogCertificate => _logCertificate.Value;

    public bool IsReady => Options.Ready && !Outage.IsNotReady;

    /// <summary>The node's time as its database keeps it: without fractions of a second.</summary>
    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = Clock.Now;
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    public int Created => _created;

    public int Deleted => _deleted;

    public IReadOnlyList<RestoreInfo> Restores
    {
        get
        {
            lock (_restores)
                return [.. _restores];
        }
    }

    /// <returns>Changes the entry when the restore goes on.</returns>
    public Action<Func<RestoreInfo, RestoreInfo>> AddRestore(RestoreInfo info)
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

    public void CountCreated() => Interlocked.Increment(ref _created);

    public void CountDeleted() => Interlocked.Increment(ref _deleted);
}
