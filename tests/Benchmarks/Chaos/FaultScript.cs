using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>What goes wrong during one operation: a function of seed, operation, kind of request and how many of that kind came before.</summary>
/// <remarks>A retry asks in its own time, so the order between kinds of requests is left out of it.</remarks>
internal sealed class FaultScript
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Drop = TimeSpan.FromMilliseconds(200);
    private static readonly int[] Outages = [500, 502, 503, 504];

    private readonly SandboxNode _node;
    private readonly int _seed;
    private readonly double _intensity;
    private readonly int _eventAt;
    private readonly int _event;
    private readonly bool _erases;
    private readonly bool _mayRestart;
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly ConcurrentDictionary<string, LoggedRequest> _sent = new();

    /// <summary>Jobs that nothing readable is said of, with how often that still holds.</summary>
    private readonly ConcurrentDictionary<string, int> _silent = new();
    private int _left;
    private int _requests;

    /// <param name="erases">The change makes the node forget its jobs: they are not lost in any other way besides.</param>
    /// <param name="mayRestart">False where the command waits for a job as long as the node allows it: half an hour for one that died.</param>
    public FaultScript(SandboxNode node, int seed, Random random, bool erases, bool mayRestart)
    {
        _mayRestart = mayRestart;
        _node = node;
        _seed = seed;
        _erases = erases;
        _intensity = random.NextDouble() switch { < 0.25 => 0, < 0.7 => 0.15, < 0.9 => 0.4, _ => 0.8 };
        _left = random.Next(1, 7);
        _event = random.Next(0, 40);
        _eventAt = random.Next(1, 9);
    }

    /// <summary>How often each kind of failure hit.</summary>
    public ConcurrentDictionary<string, int> Hits { get; } = new();

    /// <summary>The node went down and up again.</summary>
    public Task Restart { get; private set; } = Task.CompletedTask;

    public bool Restarted { get; private set; }

    public Fault? Choose(LoggedRequest request)
    {
        if (request.Headers.TryGetValue("X-Job-UUID", out string? id))
            _sent[id] = request;
        if (Interlocked.Increment(ref _requests) == _eventAt)
            Happen(request);
        if (IsPoll(request) && StaysSilent(JobOf(request)))
            return new Fault(FaultKind.ProxyPage) { Status = 500 };
        string kind = request.Method + " " + (IsPoll(request) ? "job" : request.Path);
        int number = _counts.AddOrUpdate(kind, 0, (_, n) => n + 1);
        var random = new Random(HashOf(kind, number));
        if (random.NextDouble() >= _intensity || Interlocked.Decrement(ref _left) < 0)
            return null;
        Fault? fault = Pick(request, random);
        if (fault is not null)
            Count(fault.Kind.ToString());
        return fault;
    }

    private Fault? Pick(LoggedRequest request, Random random)
    {
        bool isPoll = IsPoll(request);
        // What becomes a job of a change that keeps the node's jobs.
        string? job = _erases ? null : request.Headers.GetValueOrDefault("X-Job-UUID");
        if (job is not null && PickForChange(job, random) is { } special)
            return special;
        int status = Outages[random.Next(Outages.Length)];
        int bytes = random.Next(0, 400);
        switch (random.Next(29))
        {
            case 0 or 1 or 2: return new Fault(FaultKind.ResetBeforeRead);
            case 3 or 4 or 5: return new Fault(FaultKind.ResetAfterAccept);
            case 6 or 7: return new Fault(FaultKind.CutHeader);
            case 8 or 9: return new Fault(FaultKind.ResetMidBody) { AfterBytes = bytes };
            case 10: return new Fault(FaultKind.TruncateBody) { AfterBytes = bytes };
            case 11: return new Fault(FaultKind.ProxyPage) { Status = status };
            case 12 or 13: return new Fault(FaultKind.ProxyPageAfterAccept) { Status = status };
            case 14: return new Fault(FaultKind.TomcatPage) { Status = 503 };
            case 15: return new Fault(FaultKind.Stall) { Delay = Silence, AfterBytes = random.Next(2) == 0 ? 0 : bytes };
            case 16: return new Fault(FaultKind.StallAfterAccept) { Delay = Silence };
            case 17: return new Fault(FaultKind.SlowDrip) { Delay = TimeSpan.FromMilliseconds(1) };
            case 18: return new Fault(FaultKind.TrailingGarbage);
            case 19 or 20: return new Fault(FaultKind.SessionExpired);
            case 21: return new Fault(FaultKind.Redirect) { Body = "http://elsewhere.example/" };
            case 22 when isPoll: return MayBeLost(request) ? new Fault(FaultKind.JobLost) : null;
            case 22: return job is null ? null : new Fault(FaultKind.JobLost);
            // A node that says in a poll that the job failed while it succeeds would lie: no client can see through that.
            case 23 when !isPoll: return new Fault(FaultKind.Answer) { Status = 503, Body = "{\"error\":{\"code\":\"SYS.1000\",\"description\":\"An internal error happened in system\"}}" };
            case 24: return new Fault(FaultKind.CloseBeforeRead);
            case 25: return new Fault(FaultKind.CloseAfterAccept);
            case 26: return new Fault(FaultKind.EndlessDrip) { Delay = Drop };
            case 27 or 28: return new Fault(FaultKind.ForeignNotFound);
            default: return null;
        }
    }

    /// <summary>What only a change can meet: a session that dies in the middle of its job, and doubt with nothing readable after it.</summary>
    private Fault? PickForChange(string job, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                return new Fault(FaultKind.NestedExpiry);
            case 1:
                // Whoever waits as long as the node allows hears of it soon: the pauses between its questions double.
                _silent[job] = !_mayRestart ? 1 : random.Next(2) == 0 ? int.MaxValue : random.Next(1, 5);
                Count("DoubtWithSilence");
                return random.Next(2) == 0 ? new Fault(FaultKind.ProxyPageAfterAccept) { Status = 500 } : new Fault(FaultKind.CloseAfterAccept);
            default:
                return null;
        }
    }

    private static bool IsPoll(LoggedRequest request) => request.Path.StartsWith("/v1/api-jobs/", StringComparison.Ordinal);

    private static string JobOf(LoggedRequest poll) => poll.Path["/v1/api-jobs/".Length..];

    private bool StaysSilent(string job)
    {
        if (!_silent.TryGetValue(job, out int left) || left == 0)
            return false;
        if (left != int.MaxValue)
            _silent[job] = left - 1;
        return true;
    }

    /// <summary>Only a job whose acceptance the client has seen: no real node purges one that is not even answered yet.</summary>
    private bool MayBeLost(LoggedRequest poll) =>
        !_erases && _sent.TryGetValue(JobOf(poll), out LoggedRequest? sent) && sent is { Status: 202, Ended: true, Aborted: false, FaultKind: null };

    private void Happen(LoggedRequest request)
    {
        switch (_event)
        {
            case 0 when _mayRestart && !_erases:
                Restarted = true;
                Count("Restart");
                Restart = Task.Run(() => _node.Restart(TimeSpan.FromMilliseconds(600)));
                break;
            case 1 or 2:
                Count("ExpireSessions");
                _node.ExpireSessions();
                break;
            case 3 or 4 or 5:
                Count("ClockJump");
                _node.Clock.Skew = TimeSpan.FromMinutes(_event switch { 3 => 20, 4 => -20, _ => 480 });
                break;
            case 6 when IsPoll(request) && MayBeLost(request):
                Count("PurgeJobs");
                _node.PurgeJobs();
                break;
        }
    }

    private void Count(string what) => Hits.AddOrUpdate(what, 1, (_, n) => n + 1);

    /// <summary>The same in every process, which <see cref="HashCode"/> is not.</summary>
    private int HashOf(string kind, int number)
    {
        uint hash = 2166136261;
        foreach (char c in $"{_seed}/{kind}/{number}")
            hash = (hash ^ c) * 16777619;
        return (int)(hash ^ (hash >> 15));
    }
}
