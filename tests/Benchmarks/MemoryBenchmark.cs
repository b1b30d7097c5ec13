using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Managed heap while a million objects pass, sampled after forced collections.</summary>
public static class MemoryBenchmark
{
    private const int Count = 1_000_000;
    private const int SampleEvery = 10_000;
    private const double MostMiB = 32;

    private static readonly List<long> Samples = [];
    private static int _seen;

    /// <summary>Called by the script for every object.</summary>
    public static void Sample()
    {
        if (++_seen % SampleEvery == 0)
            Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = Count });
        using Runspace runspace = Bench.Open(node);
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        Bench.Run(runspace, Bench.List + "| ForEach-Object { [ZStack.Backup.Benchmarks.MemoryBenchmark]::Sample() }");
        long most = 0;
        foreach (long sample in Samples)
            most = Math.Max(most, sample);
        return
        [
            Row.Bytes("Managed heap above idle while 1,000,000 objects pass", most - idle, MostMiB),
            Row.Bytes("Growth of the heap from 10,000 to 1,000,000 objects", Math.Max(0, Samples[^1] - Samples[0]), 4),
        ];
    }
}
