using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Listing through the cmdlet against a bare reading of the same answer, both warm, in turns.</summary>
internal static class ListBenchmark
{
    private const double MaxRatio = 2.5;
    private const double FirstObjectMilliseconds = 50;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var rows = new List<Row>();
        using var http = new HttpClient();
        foreach (int count in new[] { 10_000, 100_000, 1_000_000 })
        {
            await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = count });
            using Runspace runspace = Bench.Open(node);
            var ours = new List<TimeSpan>();
            var theirs = new List<TimeSpan>();
            int rounds = count >= 1_000_000 ? 3 : 7;
            for (int round = -1; round < rounds; round++)
            {
                TimeSpan drain = await Bench.DrainAsync(http, node);
                TimeSpan list = Bench.Run(runspace, Bench.List + "| Out-Null");
                // The first round warms up.
                if (round < 0)
                    continue;
                theirs.Add(drain);
                ours.Add(list);
            }

            ours.Sort();
            theirs.Sort();
            rows.Add(Row.Ratio($"List {count:N0} objects / bare JsonTextReader drain", ours[rounds / 2], theirs[rounds / 2], MaxRatio));
            if (count == 100_000)
                rows.Add(Row.Time("First object of 100,000 after the answer began", Bench.Median(() => FirstObject(node, runspace)), FirstObjectMilliseconds));
        }

        return rows;
    }

    private static TimeSpan FirstObject(SandboxNode node, Runspace runspace)
    {
        node.Log.Clear();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript("foreach ($once in 1) { " + Bench.List + "| ForEach-Object { $_; break } }");
        using var output = new PSDataCollection<PSObject>();
        long first = 0;
        output.DataAdding += (_, _) => first = Stopwatch.GetTimestamp();
        shell.Invoke(null, output);
        return Stopwatch.GetElapsedTime(node.Log.All[0].AnswerBegan, first);
    }
}
