using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Records in pages, against a bare reading of the same pages.</summary>
internal static class RecordsBenchmark
{
    private const int Count = 100_000;
    private const int PageSize = 1000;
    private const int Rounds = 3;
    private const double MaxRatio = 3;
    private const int Nodes = 20;
    private const string List = "Get-ZStackDatabaseBackupRecord ";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var rows = new List<Row>();
        await using (SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = Count }))
        {
            using var http = new HttpClient();
            using Runspace runspace = Bench.Open(node);
            var ours = new List<TimeSpan>();
            var theirs = new List<TimeSpan>();
            for (int round = -1; round < Rounds; round++)
            {
                TimeSpan drain = await DrainAsync(http, node);
                TimeSpan list = Bench.Run(runspace, List + "| Out-Null");
                // The first round warms up.
                if (round < 0)
                    continue;
                theirs.Add(drain);
                ours.Add(list);
            }

            rows.Add(Row.Ratio($"List {Count:N0} records in pages / bare JsonTextReader drain of the pages", ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2), MaxRatio));
            rows.AddRange(MemoryBenchmark.Measure(runspace, List, $"{Count:N0} records"));
            node.Log.Clear();
            Bench.Run(runspace, "foreach ($once in 1) { " + List + "| ForEach-Object { $_; break } }", 1);
            rows.Add(new Row("Pages asked for by who takes one record", node.Log.All.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), "1", node.Log.All.Count == 1));
        }

        rows.Add(await NodesAsync());
        return rows;
    }

    private static async Task<Row> NodesAsync()
    {
        SandboxNode[] nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => SandboxNode.StartAsync(new SandboxOptions { Records = 25 })));
        try
        {
            foreach (SandboxNode node in nodes)
                node.Faults.Add(new Fault(FaultKind.Stall) { Match = "/v1/database-backups", Delay = TimeSpan.FromMilliseconds(500), Times = int.MaxValue });
            using Runspace runspace = Bench.Open(nodes);
            Bench.Run(runspace, List + "-Session (Get-ZStackSession)", 25 * Nodes);
            TimeSpan all = Bench.Median(() => Bench.Run(runspace, List + "-Session (Get-ZStackSession)", 25 * Nodes), 3);
            TimeSpan one = Bench.Median(() => Bench.Run(runspace, List, 25), 3);
            return Row.Ratio("20 nodes at once, 25 records after 500 ms each / one node", all, one, 2);
        }
        finally
        {
            foreach (SandboxNode node in nodes)
                await node.DisposeAsync();
        }
    }

    private static async Task<TimeSpan> DrainAsync(HttpClient http, SandboxNode node)
    {
        string session = await Bench.LogInAsync(http, node);
        var watch = Stopwatch.StartNew();
        for (int start = 0; start < Count; start += PageSize)
            await Bench.ReadAsync(http, node, session, $"/v1/database-backups?start={start}&limit={PageSize}&replyWithCount=true&sort=-createDate");
        return watch.Elapsed;
    }
}
