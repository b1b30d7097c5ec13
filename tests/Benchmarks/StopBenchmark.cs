using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>From Ctrl+C to the prompt, in the moments when it hurts most.</summary>
internal static class StopBenchmark
{
    private const double MaxMilliseconds = 250;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Runspace runspace = Bench.Open(node);
        return
        [
            await MeasureAsync(node, runspace, "connect", $"Connect-ZStack {node.Url} -Credential $admin", Silence("login", 0)),
            await MeasureAsync(node, runspace, "wait for an answer", Bench.List, Silence("image-store", 0)),
            await MeasureAsync(node, runspace, "read of an answer", Bench.List, Silence("image-store", 3000)),
            await MeasureAsync(node, runspace, "wait for the next try", Bench.List, new Fault(FaultKind.ProxyPage) { Match = "image-store", Status = 502, Times = int.MaxValue }),
        ];
    }

    private static Fault Silence(string match, long afterBytes) => new(FaultKind.Stall) { Match = match, AfterBytes = afterBytes, Delay = TimeSpan.FromMinutes(1), Times = int.MaxValue };

    private static async Task<Row> MeasureAsync(SandboxNode node, Runspace runspace, string what, string script, Fault fault)
    {
        var times = new List<TimeSpan>();
        for (int i = 0; i < 5; i++)
        {
            node.Faults.Clear();
            node.Faults.Add(fault);
            node.Log.Clear();
            using PowerShell shell = PowerShell.Create(runspace);
            IAsyncResult running = shell.AddScript(script).BeginInvoke();
            while (node.Log.All.Count == 0)
                await Task.Delay(5);
            await Task.Delay(200);
            var watch = Stopwatch.StartNew();
            shell.Stop();
            running.AsyncWaitHandle.WaitOne();
            times.Add(watch.Elapsed);
        }

        node.Faults.Clear();
        return Row.Time("Ctrl+C during " + what, times.Max(), MaxMilliseconds);
    }
}
