using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Memory while many objects pass, sampled after forced collections.</summary>
public static class MemoryBenchmark
{
    private const int Count = 1_000_000;
    private const int SampleEvery = 10_000;
    private const double MaxMiB = 32;
    private const double MaxWorkingSetMiB = 64;

    private static readonly List<(long Heap, long WorkingSet)> Samples = [];
    private static int _seen;

    /// <summary>Called by the script for every object.</summary>
    public static void Sample()
    {
        if (++_seen % SampleEvery == 0)
            Samples.Add((GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = Count });
        using Runspace runspace = Bench.Open(node);
        return Measure(runspace, Bench.List, $"{Count:N0} objects");
    }

    internal static IReadOnlyList<Row> Measure(Runspace runspace, string command, string what)
    {
        Samples.Clear();
        _seen = 0;
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        long idleSet = Environment.WorkingSet;
        Bench.Run(runspace, command + "| ForEach-Object { [ZStack.Backup.Benchmarks.MemoryBenchmark]::Sample() }");
        return
        [
            Row.Bytes($"Managed heap above idle while {what} pass", Samples.Max(s => s.Heap) - idle, MaxMiB),
            Row.Bytes($"Growth of the heap from the first 10,000 to the last of {what}", Math.Max(0, Samples[^1].Heap - Samples[0].Heap), 4),
            Row.Bytes($"Working set above idle while {what} pass (node in the same process)", Math.Max(0, Samples.Max(s => s.WorkingSet) - idleSet), MaxWorkingSetMiB),
        ];
    }
}
