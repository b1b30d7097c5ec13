using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Benchmarks;

/// <summary>A thousand nodes listed in one pipeline, thirty-two at a time; every twentieth is dead by then.</summary>
public static class ThousandBenchmark
{
    private const int Nodes = 1000;
    private const int EachDead = 20;
    private const double MaxMiB = 32;

    private static readonly List<long> Samples = [];
    private static int _seen;

    /// <summary>Called by the script for every object.</summary>
    public static void Sample()
    {
        if (++_seen % 2000 == 0)
            Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        ThreadPool.SetMinThreads(100, 100);
        CannedNode[] nodes = [.. Enumerable.Range(0, Nodes).Select(_ => new CannedNode())];
        using Runspace runspace = Bench.Open();
        runspace.SessionStateProxy.SetVariable("urls", nodes.Select(node => node.Url).ToArray());
        runspace.SessionStateProxy.SetVariable("id", CannedNode.Session);
        Bench.Run(runspace, "$sessions = $urls | ForEach-Object { Connect-ZStack $_ -SessionId $id }");
        for (int i = 0; i < Nodes; i += EachDead)
            nodes[i].Dispose();
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(Bench.List + "-Session $sessions -ThrottleLimit 32 | ForEach-Object { [ZStack.Backup.Benchmarks.ThousandBenchmark]::Sample() }");
        var watch = Stopwatch.StartNew();
        await shell.InvokeAsync();
        TimeSpan time = watch.Elapsed;
        int dead = Nodes / EachDead;
        bool whole = _seen == (Nodes - dead) * CannedNode.Backups && shell.Streams.Error.Count == dead;
        foreach (CannedNode node in nodes)
            node.Dispose();
        return
        [
            new Row($"{Nodes} nodes in one pipeline, throttle 32, {dead} of them dead: objects / errors", $"{_seen} / {shell.Streams.Error.Count} in {time.TotalSeconds:0} s", "all, one error each", whole),
            Row.Bytes("Managed heap above idle meanwhile", Samples.Max() - idle, MaxMiB),
            Row.Bytes("Growth of the heap from the first to the last sample", Math.Max(0, Samples[^1] - Samples[0]), 8),
        ];
    }
}
