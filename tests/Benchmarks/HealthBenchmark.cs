using System;
using System.Collections.Generic;
using System.Diagnostics;
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

    private static readonly List<long> Samples = [];
    private static int _seen;

    /// <summary>Called by the script for every node.</summary>
    public static void Sample()
    {
        if (++_seen % 100 == 0)
            Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        ThreadPool.SetMinThreads(100, 100);
        using NodeFleet fleet = NodeFleet.Start(Nodes, Hostile);
        using Runspace runspace = Bench.Open();
        runspace.SessionStateProxy.SetVariable("urls", fleet.Urls.ToArray());
        long first = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        Bench.Run(runspace, $"$sessions = $urls | ForEach-Object {{ Connect-ZStack $_ -Credential $admin -TimeoutSec {TimeoutSec} }}");
        Console.Error.WriteLine($"connect {watch.Elapsed} heap {(GC.GetTotalMemory(true) - first) / 1048576.0:0.0}");
        fleet.Slow(^(Dead + Slow)..^Dead);
        foreach (string tail in new[] { "", "", "; $_" })
        {
            Samples.Clear();
            long idle = GC.GetTotalMemory(forceFullCollection: true);
            watch.Restart();
            using PowerShell shell = PowerShell.Create(runspace);
            shell.AddScript($"Get-ZStackBackupHealth -Session $sessions -ThrottleLimit {Throttle} | ForEach-Object {{ [ZStack.Backup.Benchmarks.HealthBenchmark]::Sample(){tail} }}");
            PSDataCollection<PSObject> found = await shell.InvokeAsync();
            Console.Error.WriteLine($"idle {idle / 1048576.0:0.0} {found.Count} in {watch.Elapsed}: {string.Join(" ", Samples.Select(s => ((s - idle) / 1048576.0).ToString("0.0")))} fleet {fleet.WorkingSet / 1048576}");
            if (Environment.GetEnvironmentVariable("STOP") is { } stop && tail.Length > 0)
            {
                Console.Error.WriteLine(Environment.ProcessId);
                Thread.Sleep(int.Parse(stop) * 1000);
            }
            GC.KeepAlive(found);
        }
        return [];
    }
}
