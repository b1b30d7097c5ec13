using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Benchmarks;

/// <summary>The health of a thousand simulated nodes, each with a port and a state of its own: 20 with hostile names, 50 slow ones, and 50 that do not answer any more.</summary>
public static class HealthBenchmark
{
    private const int Nodes = 1000;
    private const int Dead = 50;
    private const int Slow = 50;
    private const int Hostile = 20;
    private const int Throttle = 32;
    private const int TimeoutSec = 10;
    private const int SampleEvery = 100;
    private const double MaxMiB = 32;
    private const double MaxGrowthMiB = 4;

    private static readonly List<long> Samples = [];
    private static int _seen;

    /// <summary>Called by the script for every node.</summary>
    public static void Sample()
    {
        if (++_seen % SampleEvery == 0)
            Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        ThreadPool.SetMinThreads(100, 100);
        string folder = Directory.CreateTempSubdirectory("health-benchmark").FullName;
        try
        {
            using NodeFleet fleet = NodeFleet.Start(Nodes, Hostile);
            using Runspace runspace = Bench.Open();
            runspace.SessionStateProxy.SetVariable("urls", fleet.Urls.ToArray());
            runspace.SessionStateProxy.SetVariable("folder", folder);
            Bench.Run(runspace, $"$sessions = $urls | ForEach-Object {{ Connect-ZStack $_ -Credential $admin -TimeoutSec {TimeoutSec} }}");
            fleet.Slow(^(Dead + Slow)..^Dead);
            // Compiles, and opens the connections that are kept.
            await MeasureAsync(runspace, keeping: false);
            Course[] passings = [await MeasureAsync(runspace, keeping: false), await MeasureAsync(runspace, keeping: false)];
            Course passing = passings[^1];
            // The last ones, so that their time-outs overlap with nobody's work.
            fleet.Silence(^Dead..);
            Course[] keeps = [await MeasureAsync(runspace, keeping: true), await MeasureAsync(runspace, keeping: true)];
            Course kept = keeps[^1];

            PSObject[] health = [.. kept.Found];
            int down = With(health, "NodeDown");
            int disconnected = health.Count(one => Text(one, "Findings").Contains("StorageDisconnected", StringComparison.Ordinal) && Text(one, "Storages").Contains("<script>", StringComparison.Ordinal));
            int answered = health.Count(one => one.Properties["Newest"].Value is not null);
            int distinct = health.Select(one => Text(one, "Server")).Distinct().Count();
            runspace.SessionStateProxy.SetVariable("health", health);
            TimeSpan html = Bench.Median(() => Bench.Run(runspace, "$health | Export-ZStackBackupReport $folder/r.html"), 3);
            TimeSpan metrics = Bench.Median(() => Bench.Run(runspace, "$health | Export-ZStackBackupReport $folder/r.prom"), 3);
            double waves = Math.Ceiling((double)Dead / Throttle) + 1;
            // The quicker one of two: a difference of two times has the noise of both.
            TimeSpan before = passings.Min(one => one.Time), after = keeps.Min(one => one.Time), cost = after - before;
            return
            [
                new Row($"Health of {Nodes} nodes in another process, throttle {Throttle}, {Slow} of them slow, {Hostile} hostile, {Dead} silent: nodes / with backups / hostile names whole / down", $"{distinct} / {answered} / {disconnected} / {down}", $"{Nodes} / {Nodes - Dead} / {Hostile} / {Dead}", (distinct, answered, disconnected, down, health.Length) == (Nodes, Nodes - Dead, Hostile, Dead, Nodes)),
                new Row($"What the silent ones add, with a time-out of {TimeoutSec} s: {Seconds(after)} instead of {Seconds(before)} while they still answered", Seconds(cost), $"<= {waves * TimeoutSec:0} s", cost.TotalSeconds <= waves * TimeoutSec),
                Row.Bytes("Managed heap above idle meanwhile, health passed on", passing.Samples.Max() - passing.Idle, MaxMiB),
                Row.Bytes("Its growth from the first 300 nodes to the last", Growth(passing.Samples), MaxGrowthMiB),
                Row.Bytes("Managed heap above idle at the end, all health kept", kept.Samples[^1] - kept.Idle, MaxMiB),
                Row.Bytes($"Its growth for each further {SampleEvery} nodes", (double)(kept.Samples[^1] - kept.Samples[0]) / (kept.Samples.Count - 1), MaxGrowthMiB),
                Row.Time($"HTML report of {Nodes} nodes", html, 2000),
                Row.Bytes("Its size", new FileInfo(Path.Combine(folder, "r.html")).Length, 2),
                Row.Time($"Metrics of {Nodes} nodes", metrics, 2000),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Course> MeasureAsync(Runspace runspace, bool keeping)
    {
        Samples.Clear();
        _seen = 0;
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript($"Get-ZStackBackupHealth -Session $sessions -ThrottleLimit {Throttle} | ForEach-Object {{ [ZStack.Backup.Benchmarks.HealthBenchmark]::Sample(){(keeping ? "; $_" : "")} }}");
        var watch = Stopwatch.StartNew();
        PSDataCollection<PSObject> found = await shell.InvokeAsync();
        return new Course(watch.Elapsed, idle, [.. Samples], [.. found]);
    }

    /// <summary>Of the middle of three: each sample has what 32 nodes are just being read into.</summary>
    private static double Growth(IReadOnlyList<long> samples) => Math.Max(0, Middle(samples.TakeLast(3)) - Middle(samples.Take(3)));

    private static long Middle(IEnumerable<long> three) => three.Order().ElementAt(1);

    private static int With(IEnumerable<PSObject> health, string finding) => health.Count(one => Text(one, "Findings").Contains(finding, StringComparison.Ordinal));

    private static string Text(PSObject one, string property) => one.Properties[property].Value?.ToString() ?? "";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";

    private sealed record Course(TimeSpan Time, long Idle, IReadOnlyList<long> Samples, IReadOnlyList<PSObject> Found);
}
