using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Twenty nodes that take half a second each, against one of them.</summary>
internal static class NodesBenchmark
{
    private const int Nodes = 20;
    private const double MaxRatio = 2;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var options = new SandboxOptions { ScanTime = TimeSpan.FromMilliseconds(500) };
        SandboxNode[] nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => SandboxNode.StartAsync(options)));
        try
        {
            using Runspace runspace = Bench.Open(nodes);
            Bench.Run(runspace, Bench.List + "-Session (Get-ZStackSession)", 25 * Nodes);
            TimeSpan all = Bench.Median(() => Bench.Run(runspace, Bench.List + "-Session (Get-ZStackSession)", 25 * Nodes), 3);
            TimeSpan one = Bench.Median(() => Bench.Run(runspace, Bench.List, 25), 3);
            return [Row.Ratio("20 nodes at once, 25 backups after 500 ms each / one node", all, one, MaxRatio)];
        }
        finally
        {
            foreach (SandboxNode node in nodes)
                await node.DisposeAsync();
        }
    }
}
