using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Many simulated nodes in a process of their own: what they need of memory is not counted as that of the module.</summary>
internal sealed class NodeFleet : IDisposable
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Serve = "serve-nodes";

    private const int Records = 100;
    private const string Ready = "ready";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private NodeFleet(Process process, IReadOnlyList<string> urls)
    {
        _process = process;
        Urls = urls;
    }

    public IReadOnlyList<string> Urls { get; }

    /// <param name="hostile">As many of them, the first, have names that nobody would give.</param>
    public static NodeFleet Start(int count, int hostile)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(NodeFleet).Assembly.Location, Serve, Text(count), Text(hostile)]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        List<string> urls = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line == Ready)
                return new NodeFleet(process, urls);
            urls.Add(line);
        }

        process.WaitForExit();
        throw new InvalidOperationException($"It ended with {process.ExitCode}.");
    }

    /// <summary>They take connections and requests, and answer nothing any more.</summary>
    public void Silence(Range nodes) => Order("silent", nodes);

    /// <summary>Each answer of theirs comes late.</summary>
    public void Slow(Range nodes) => Order("slow", nodes);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The other side: starts the nodes, and takes orders until the input ends.</summary>
    internal static async Task<int> ServeAsync(ReadOnlyMemory<string> arguments)
    {
        ThreadPool.SetMinThreads(64, 64);
        int count = int.Parse(arguments.Span[0], CultureInfo.InvariantCulture);
        int hostile = int.Parse(arguments.Span[1], CultureInfo.InvariantCulture);
        var nodes = new SandboxNode[count];
        for (int i = 0; i < count; i++)
        {
            nodes[i] = await SandboxNode.StartAsync(new SandboxOptions { Number = i, Records = Records });
            if (i < hostile)
                MakeHostile(nodes[i]);
            await Console.Out.WriteLineAsync(nodes[i].Url);
        }

        await Console.Out.WriteLineAsync(Ready);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            string[] words = order.Split(' ');
            Fault fault = words[0] == "silent" ? new Fault(FaultKind.Stall) { Delay = TimeSpan.FromDays(1), Times = int.MaxValue } : new Fault(FaultKind.Stall) { Delay = Delay, Times = int.MaxValue };
            for (int i = int.Parse(words[1], CultureInfo.InvariantCulture); i < int.Parse(words[2], CultureInfo.InvariantCulture); i++)
                nodes[i].Faults.Add(fault);
            await Console.Out.WriteLineAsync(Ready);
        }

        return 0;
    }

    private static void MakeHostile(SandboxNode node)
    {
        foreach (StorageInfo storage in node.Storages)
            node.ChangeStorage(storage.Uuid, one => one with { Name = "<script>\u202E" + new string('x', 10_000), Status = "Disconnected" });
    }

    private void Order(string what, Range nodes)
    {
        (int start, int length) = nodes.GetOffsetAndLength(Urls.Count);
        _process.StandardInput.WriteLine($"{what} {Text(start)} {Text(start + length)}");
        if (_process.StandardOutput.ReadLine() != Ready)
            throw new InvalidOperationException("The nodes have gone.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
