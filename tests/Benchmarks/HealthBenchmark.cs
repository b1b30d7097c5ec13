using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>The health of a thousand nodes: 50 that do not answer any more, 50 slow ones, and 20 with hostile names. Each is a port of its own in front of one of a few simulated nodes.</summary>
public static class HealthBenchmark
{
    private const int Nodes = 1000;
    private const int Dead = 50;
    private const int Slow = 50;
    private const int Hostile = 20;
    private const int Throttle = 32;
    private const int TimeoutSec = 20;
    private const double MaxMiB = 32;

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private static readonly List<long> Samples = [];
    private static SandboxNode[] _backends = [];
    private static int _seen;

    /// <summary>Called by the script for every node.</summary>
    public static void Sample()
    {
        if (++_seen % 100 != 0)
            return;
        // What simulated nodes remember of each request is none of ours.
        foreach (SandboxNode node in _backends)
            node.Log.Clear();
        Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    internal static async Task<IReadOnlyList<Row>> RunAsync()
    {
        ThreadPool.SetMinThreads(200, 200);
        SandboxNode[] backends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SandboxNode.StartAsync(new SandboxOptions { Records = 100 })));
        _backends = backends;
        SandboxNode hostile = backends[^1];
        foreach (StorageInfo storage in hostile.Storages)
            hostile.ChangeStorage(storage.Uuid, one => one with { Name = "<script>\u202E" + new string('x', 10_000), Status = "Disconnected" });
        Door[] doors = [.. Enumerable.Range(0, Nodes).Select(i => new Door(i < Hostile ? hostile : backends[i % (backends.Length - 1)]))];
        string folder = Directory.CreateTempSubdirectory("health-benchmark").FullName;
        try
        {
            using Runspace runspace = Bench.Open();
            runspace.SessionStateProxy.SetVariable("urls", doors.Select(door => door.Url).ToArray());
            runspace.SessionStateProxy.SetVariable("folder", folder);
            Bench.Run(runspace, $"$sessions = $urls | ForEach-Object {{ Connect-ZStack $_ -Credential $admin -TimeoutSec {TimeoutSec} }}");
            foreach (Door door in doors[^Dead..])
                door.IsSilent = true;
            foreach (Door door in doors[^(Dead + Slow)..^Dead])
                door.Delay = Delay;
            foreach (SandboxNode node in backends)
                node.Log.Clear();
            long idle = GC.GetTotalMemory(forceFullCollection: true);
            using PowerShell shell = PowerShell.Create(runspace);
            shell.AddScript($"Get-ZStackBackupHealth -Session $sessions -ThrottleLimit {Throttle} | ForEach-Object {{ [ZStack.Backup.Benchmarks.HealthBenchmark]::Sample(); $_ }}");
            var watch = Stopwatch.StartNew();
            PSDataCollection<PSObject> found = await shell.InvokeAsync();
            TimeSpan time = watch.Elapsed;
            int down = found.Count(one => one.Properties["Findings"].Value.ToString()!.Contains("NodeDown", StringComparison.Ordinal));
            runspace.SessionStateProxy.SetVariable("health", found.ToArray());
            TimeSpan html = Bench.Median(() => Bench.Run(runspace, "$health | Export-ZStackBackupReport $folder/r.html"), 3);
            TimeSpan metrics = Bench.Median(() => Bench.Run(runspace, "$health | Export-ZStackBackupReport $folder/r.prom"), 3);
            long bytes = new FileInfo(Path.Combine(folder, "r.html")).Length;
            // All dead ones wait at the same time, as many as are let through at once.
            double waves = Math.Ceiling((double)Dead / Throttle) * TimeoutSec;
            return
            [
                new Row($"Health of {Nodes} nodes, throttle {Throttle}, {Dead} silent, {Slow} slow, {Hostile} hostile: nodes / down", $"{found.Count} / {down} in {time.TotalSeconds:0} s", $"{Nodes} / {Dead}", found.Count == Nodes && down == Dead),
                new Row("Of that, at most what silent nodes cost once each", $"{waves:0} s", $"<= {time.TotalSeconds:0} s", waves <= time.TotalSeconds + TimeoutSec),
                Row.Bytes("Managed heap above idle at the end, all health kept", Samples[^1] - idle, MaxMiB),
                Row.Bytes("Growth of the heap for each further 100 nodes", (double)(Samples[^1] - Samples[0]) / (Samples.Count - 1), 4),
                Row.Time($"HTML report of {Nodes} nodes", html, 2000),
                Row.Bytes("Its size", bytes, 2),
                Row.Time($"Metrics of {Nodes} nodes", metrics, 2000),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            foreach (Door door in doors)
                door.Dispose();
            foreach (SandboxNode node in backends)
                await node.DisposeAsync();
        }
    }

    /// <summary>A port in front of a node: as it is, late, or without a word.</summary>
    private sealed class Door : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int _port;

        public Door(SandboxNode node)
        {
            _port = node.Port;
            Path = node.Options.ContextPath;
            _listener.Start();
            _ = AcceptAsync();
        }

        private string Path { get; }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{Path}";

        public bool IsSilent { get; set; }

        public TimeSpan Delay { get; set; }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The end.
            }
        }

        private async Task PassAsync(TcpClient client)
        {
            using (client)
            using (var behind = new TcpClient())
            {
                try
                {
                    await behind.ConnectAsync(IPAddress.Loopback, _port);
                    await Task.WhenAny(CopyAsync(client, behind), CopyAsync(behind, client));
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
                {
                    // One of the two went first.
                }
            }
        }

        private async Task CopyAsync(TcpClient from, TcpClient to)
        {
            byte[] buffer = new byte[16384];
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                while (IsSilent)
                    await Task.Delay(1000);
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
    }
}
