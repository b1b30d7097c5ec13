using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>A thousand backups from twenty runspaces while every third request is cut: the node has as many as were reported.</summary>
internal static class ExactlyOnceBenchmark
{
    private const int Runspaces = 20;
    private const int Each = 50;

    private static readonly FaultKind[] Cuts = [FaultKind.ResetBeforeRead, FaultKind.ResetAfterAccept, FaultKind.CutHeader, FaultKind.ResetMidBody, FaultKind.ProxyPage, FaultKind.ProxyPageAfterAccept, FaultKind.SessionExpired];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        ThreadPool.SetMinThreads(100, 100);
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 0 });
        var random = new Random(3);
        int cuts = 0;
        var reported = new ConcurrentBag<string>();
        var errors = new ConcurrentBag<string>();
        Runspace[] runspaces = [.. Enumerable.Range(0, Runspaces).Select(_ => Bench.Open(node))];
        node.Faults.Chooser = request =>
        {
            lock (random)
            {
                if (request.Path.Contains("/accounts/", StringComparison.Ordinal) || random.Next(3) > 0)
                    return null;
                cuts++;
                return new Fault(Cuts[random.Next(Cuts.Length)]) { Status = 502, AfterBytes = random.Next(100) };
            }
        };
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(runspaces.Select(async runspace =>
        {
            using PowerShell shell = PowerShell.Create(runspace);
            shell.AddScript($"1..{Each} | ForEach-Object {{ New-ZStackDatabaseBackup {SandboxStorages.Main} -Confirm:$false }} | ForEach-Object Uuid");
            foreach (PSObject uuid in await shell.InvokeAsync())
                reported.Add(uuid.ToString());
            foreach (ErrorRecord error in shell.Streams.Error)
                errors.Add(error.FullyQualifiedErrorId.Split(',')[0]);
        }));
        TimeSpan time = watch.Elapsed;
        foreach (Runspace runspace in runspaces)
            runspace.Dispose();
        bool same = node.Records.Select(record => record.Uuid).Order(StringComparer.Ordinal).SequenceEqual(reported.Order(StringComparer.Ordinal));
        // An error is honest when its backup was not made: after two expired sessions in a row the client gives up.
        bool honest = same && node.Created == reported.Count && reported.Count + errors.Count == Runspaces * Each;
        string failures = errors.IsEmpty ? "" : $" ({string.Join(", ", errors.Distinct())})";
        return [new Row($"{Runspaces * Each} backups from {Runspaces} runspaces, {cuts} requests cut: made / reported / errors", $"{node.Created} / {reported.Count} / {errors.Count}{failures} in {time.TotalSeconds:0} s", "made are exactly those reported", honest)];
    }
}
