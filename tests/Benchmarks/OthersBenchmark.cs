using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>The same list by what an operator would use otherwise, where it is installed.</summary>
/// <remarks>The answer is made beforehand: the work of a simulated node on the same cores would count for both.</remarks>
internal static class OthersBenchmark
{
    private const int Count = 100_000;
    private const int Rounds = 3;

    // What is compiled as it runs is compiled for good by then.
    private const int WarmUps = 3;

    private const string Python = "import json,sys,time,urllib.request\nr=urllib.request.Request(sys.argv[1],headers={'Authorization':'OAuth '+sys.argv[2]})\nt=time.time()\nn=len(json.load(urllib.request.urlopen(r))['infos'])\nassert n==100000\nprint(time.time()-t)";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var node = new CannedNode(await AnswerAsync());
        using Runspace runspace = Bench.Open();
        Bench.Run(runspace, $"$null = Connect-ZStack {node.Url} -SessionId {CannedNode.Session}");
        for (int i = 0; i < WarmUps; i++)
            Bench.Run(runspace, Bench.List + "| Out-Null");
        TimeSpan ours = Bench.Median(() => Bench.Run(runspace, Bench.List + "| Out-Null"));
        string url = node.Url + Bench.ListTarget;
        return
        [
            Compare("Python's json.load of the same answer", "python3", ["-c", Python, url, CannedNode.Session], ours, 1),
        ];
    }

    private static async Task<byte[]> AnswerAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = Count });
        using var http = new HttpClient();
        using HttpResponseMessage answer = await Bench.AskAsync(http, node, await Bench.LogInAsync(http, node), Bench.ListTarget);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static Row Compare(string what, string program, string[] arguments, TimeSpan ours, double leastTimesFaster)
    {
        string name = $"List {Count:N0} objects, times faster than {what}";
        string budget = FormattableString.Invariant($">= {leastTimesFaster:0.0}x");
        TimeSpan[] theirs = [.. Enumerable.Range(0, Rounds).Select(_ => Seconds(program, arguments)).OfType<TimeSpan>().Order()];
        if (theirs.Length == 0)
            return new Row(name, $"not compared: {program} is not here", budget, true);
        double times = theirs[theirs.Length / 2] / ours;
        return new Row(name, FormattableString.Invariant($"{times:0.0}x ({ours.TotalMilliseconds:0} ms / {theirs[theirs.Length / 2].TotalMilliseconds:0} ms)"), budget, times >= leastTimesFaster);
    }

    private static TimeSpan? Seconds(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? TimeSpan.FromSeconds(double.Parse(output, CultureInfo.InvariantCulture)) : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {process.StandardError.ReadToEnd()}");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
