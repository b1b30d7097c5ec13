using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>One runspace, and one node after the other: every operation finds the same node, whatever the others did.</summary>
internal sealed class ChaosSlot : IDisposable
{
    private const int MaxTries = 10;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly RestoreOptions QuickRestore = new()
    {
        AnswerTime = TimeSpan.FromMilliseconds(20),
        WorkTime = TimeSpan.FromMilliseconds(900),
        OutageTime = TimeSpan.FromMilliseconds(1300),
        Shapes = [OutageShape.Refused, OutageShape.NotReady],
    };

    private readonly Runspace _runspace = Bench.Open();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-");

    public void Dispose()
    {
        _runspace.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <returns>What is wrong with it; nothing when all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int seed, int index, ConcurrentDictionary<string, int> counts, ConcurrentBag<TimeSpan> times)
    {
        int ownSeed = (int)(((uint)seed * 2654435761) ^ ((uint)index * 40503));
        var random = new Random(ownSeed);
        Operation operation = Operation.Of(random);
        // Some jobs take their time, the others are done before anybody asks.
        TimeSpan jobTime = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(120) : TimeSpan.Zero;
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = jobTime, Restore = QuickRestore });
        Prepare(node, index, patient: operation.Kind == "deadline");
        var faults = new FaultScript(node, ownSeed, random, operation.Restores, !operation.WaitsForTheNode);
        int? stopAfter = random.Next(12) == 0 ? random.Next(1500) : null;
        node.Log.Clear();
        node.Faults.Chooser = operation.Kind == "deadline" ? Deaf(random.Next(2) == 0) : faults.Choose;
        if (operation.Kind == "save")
            BreakDownloads(node, random);
        var results = new List<StepResult>();
        var wrong = new List<string>();
        foreach (Step step in operation.Steps)
        {
            int before = node.Jobs.Count;
            StepResult result = await RunAsync(step, stopAfter);
            times.Add(result.Time);
            await SettleAsync(node, faults);
            JobInfo[] jobs = [.. node.Jobs.Skip(step.WaitsForEarlier ? 0 : before).Where(job => job.Api == step.Api)];
            results.Add(result);
            wrong.AddRange(Judge(node, step, result, jobs));
            counts.AddOrUpdate(result.Stopped ? "stopped" : result.SaysUnknown ? "unknown" : result.Succeeded ? "succeeded" : "failed", 1, (_, n) => n + 1);
            foreach (ErrorRecord error in result.Errors)
                counts.AddOrUpdate("error " + StepResult.Id(error), 1, (_, n) => n + 1);
            if (!result.Succeeded)
                break;
        }

        wrong.AddRange(node.Log.Problems.Select(problem => "sent what no client may send: " + problem));
        wrong.AddRange(node.Log.All.Where(request => !request.Ended).Select(request => "still open: " + request));
        wrong.AddRange((await LeftBehindAsync(results)).Select(file => "left behind: " + file));
        foreach ((string what, int hits) in faults.Hits)
            counts.AddOrUpdate("fault " + what, hits, (_, n) => n + hits);
        counts.AddOrUpdate("operation " + operation.Kind, 1, (_, n) => n + 1);
        node.Faults.Chooser = null;
        // A late request may have begun a restart: then the node is away for this.
        await faults.Restart;
        Invoke("Get-ZStackSession | Disconnect-ZStack -ErrorAction Ignore", isOptional: true);
        foreach (FileInfo file in _folder.GetFiles())
            file.Delete();
        return [.. wrong.Select(text => $"{operation.Kind}: {text} [{string.Join(" | ", results.Select(Describe))}; requests: {string.Join(", ", node.Log.All.Select(l => $"{l}{(l.FaultKind is null ? "" : "!" + l.FaultKind)}"))}; jobs: {string.Join(", ", node.Jobs.Select(j => $"{j.Api} {j.Status}"))}]")];
    }

    /// <summary>Silence for every question about the job, or an answer that never ends.</summary>
    private static Func<LoggedRequest, Fault?> Deaf(bool drips) => request =>
        !request.Path.StartsWith("/v1/api-jobs/", StringComparison.Ordinal) ? null
        : drips ? new Fault(FaultKind.EndlessDrip) { Delay = TimeSpan.FromSeconds(1) }
        : new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMinutes(5) };

    /// <summary>What is still there after a while: a command that was stopped gives the prompt back at once, and tidies up behind it.</summary>
    private async Task<string[]> LeftBehindAsync(List<StepResult> results)
    {
        var watch = Stopwatch.StartNew();
        string[] files;
        while ((files = [.. LeftBehind(results)]).Length > 0 && watch.Elapsed < Settling)
            await Task.Delay(10);
        return files;
    }

    /// <summary>Files that are neither a result, nor whole with their manifest, nor a part that a later call goes on from.</summary>
    private IEnumerable<string> LeftBehind(List<StepResult> results)
    {
        string[] names = [.. _folder.GetFiles().Where(file => !IsPartial(file)).Select(file => file.FullName)];
        // Stopped while it ended the export: the file was whole by then, and the manifest is written last.
        bool mayBeWhole = results.Exists(r => r.Stopped);
        return names.Where(name => !results.Exists(r => r.Output.Any(o => o.Properties["FullName"]?.Value is string saved && name.StartsWith(saved, StringComparison.Ordinal))) && !(mayBeWhole && (name.EndsWith(".json", StringComparison.Ordinal) || names.Contains(name + ".json"))));
    }

    private static bool IsPartial(FileInfo file) => file.Name.EndsWith(".partial", StringComparison.Ordinal) || file.Name.EndsWith(".partial.json", StringComparison.Ordinal);

    private static string Describe(StepResult result) => result.Stopped ? "stopped" : result.Succeeded ? $"ok {result.Output.Count}" : string.Join(", ", result.Errors.Select(e => $"{e.FullyQualifiedErrorId}: {StepResult.Text(e).ReplaceLineEndings(" ")}"));

    private static IEnumerable<string> Judge(SandboxNode node, Step step, StepResult result, JobInfo[] jobs)
    {
        foreach (ErrorRecord error in result.Errors.Where(e => !StepResult.Id(e).StartsWith("ZStack.", StringComparison.Ordinal)))
            yield return $"an error without a type: {error.FullyQualifiedErrorId} {error.Exception}";
        if (result.Time > step.Deadline)
            yield return $"back after {result.Time.TotalSeconds:0.0} s";
        int done = jobs.Count(job => job.Succeeded);
        if (done > 1)
            yield return $"{step.Api} done {done} times";
        int begun = jobs.Count(job => job.HasBegun);
        if (begun > 1)
            yield return $"{step.Api} begun {begun} times";
        if (step.Api == Operation.RestoreApi && jobs.Length > 1)
            yield return $"a restore sent as {jobs.Length} jobs";
        // A command that only starts a job, and one that stays silent by nature, have nothing or one thing to say.
        if (step.Gives && result.Output.Count + result.Errors.Count == 0 && !result.Stopped)
            yield return $"{step.Api} ended with neither output nor error";
        if (result.SaysUnknown)
        {
            if (result.Property("FollowUps").Length == 0)
                yield return step.Api + " reported as unknown without a word on what to do";
        }
        else if (result.Succeeded)
        {
            if (step.Api is not null && !step.OnlyStarts && done == 0)
                yield return step.Api + " reported as done and not done";
            if (step.OnlyStarts && jobs.Length == 0)
                yield return step.Api + " reported as started and not started";
            if (!step.OnlyStarts)
            {
                foreach (string wrong in step.Check(node, result))
                    yield return wrong;
            }
        }
        else if (step.Api is not null && !result.Stopped && !result.AdmitsDoubt && done > 0)
        {
            yield return step.Api + " reported as failed and done";
        }
    }

    /// <summary>Nothing runs at the node any more, and every request has ended.</summary>
    private static async Task SettleAsync(SandboxNode node, FaultScript faults)
    {
        await faults.Restart;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Settling && (node.Log.All.Any(request => !request.Ended) || (!faults.Restarted && node.Jobs.Any(job => job.Status == 0))))
            await Task.Delay(10);
    }

    private static void BreakDownloads(SandboxNode node, Random random)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            var kind = (DownloadFaultKind)random.Next(1, 7);
            node.Exports.Add(new DownloadFault(kind)
            {
                At = random.Next(1, 4000),
                Delay = TimeSpan.FromSeconds(20),
                OtherVersion = random.Next(8) == 0,
                IgnoreRange = random.Next(4) == 0,
            });
        }
    }

    private void Prepare(SandboxNode node, int index, bool patient)
    {
        BackupRecord[] records = [.. node.Records.OrderByDescending(record => record.CreateDate)];
        Set("node", node.Url);
        Set("i", index);
        Set("main", SandboxStorages.Main);
        Set("second", SandboxStorages.Second);
        Set("folder", _folder.FullName);
        Set("uuid", records.Where(record => record.Status == "Ready").ElementAt(1).Uuid);
        Set("records", records.Where(record => record is { Status: "Ready", Era: MetadataEra.Full, Refs: [{ ExportUrl: null }] }).Select(record => record.Uuid).ToArray());
        Set("mysql", new System.Net.NetworkCredential("", SandboxAccounts.MySqlRootPassword).SecurePassword);
        Set("keyId", SandboxAccounts.AccessKeyId);
        Set("keySecret", new System.Net.NetworkCredential("", SandboxAccounts.AccessKeySecret).SecurePassword);
        // Nothing fails yet; a busy machine may be slow all the same.
        for (int tries = 1; ; tries++)
        {
            try
            {
                Invoke((patient ? "$patient" : "$s") + " = Connect-ZStack $node -Credential $admin" + (patient ? "" : " -TimeoutSec 2"));
                return;
            }
            catch (InvalidOperationException) when (tries < MaxTries)
            {
                node.Log.Clear();
            }
        }
    }

    private void Set(string name, object value) => _runspace.SessionStateProxy.SetVariable(name, value);

    private void Invoke(string script, bool isOptional = false)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script).Invoke();
        if (shell.HadErrors && !isOptional)
            throw new InvalidOperationException(script + ": " + string.Join("; ", shell.Streams.Error));
    }

    private async Task<StepResult> RunAsync(Step step, int? stopAfter)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        using var output = new PSDataCollection<PSObject>();
        shell.AddScript("param() " + step.Script);
        var errors = new List<ErrorRecord>();
        bool stopped = false;
        var watch = Stopwatch.StartNew();
        Task running = shell.InvokeAsync<PSObject, PSObject>(null, output);
        TimeSpan stopTime = TimeSpan.Zero;
        // What hangs is stopped too, so that the run goes on; its time gives it away.
        TimeSpan patience = stopAfter is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Hung;
        if (await Task.WhenAny(running, Task.Delay(patience)) != running)
        {
            stopped = true;
            var stop = Stopwatch.StartNew();
            await Task.Run(shell.Stop);
            stopTime = stop.Elapsed;
        }

        try
        {
            await running;
        }
        catch (PipelineStoppedException)
        {
            stopped = true;
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }

        TimeSpan time = watch.Elapsed;
        errors.AddRange(shell.Streams.Error);
        if (output.Count == 1)
            Set("last", output[0]);
        return new StepResult([.. output], errors, [.. shell.Streams.Warning.Select(w => w.Message)], stopped, stopTime > StopLimit ? TimeSpan.MaxValue : time);
    }
}
