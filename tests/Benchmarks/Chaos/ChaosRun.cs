using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>Random pipelines against failing nodes, judged by what the nodes themselves know.</summary>
internal static class ChaosRun
{
    private const int OperationsPerRunspace = 100;
    private const int MaxPrinted = 20;

    // What pools and the engine keep for later; a leak in one of a hundred operations is far above it in a long run.
    private const int ToleratedThreads = 60;
    private const int ToleratedHandles = 150;

    public static async Task<int> RunAsync(ChaosOptions options)
    {
        // Its own, so that what another program leaves in the common one is not taken for ours.
        string temporary = Directory.CreateTempSubdirectory("chaos-").FullName;
        Environment.SetEnvironmentVariable(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR", temporary);
        // Twenty pipelines, the nodes and the client share the pool, which grows by one thread a second only.
        ThreadPool.SetMinThreads(100, 100);
        var counts = new ConcurrentDictionary<string, int>();
        var times = new ConcurrentBag<TimeSpan>();
        var violations = new ConcurrentBag<(int Index, string What)>();
        int next = (options.Only ?? 0) - 1;
        int finished = 0;
        var watch = Stopwatch.StartNew();
        (int Threads, int Handles)? early = null;
        string[] foldersBefore = TemporaryFolders();
        async Task SlotAsync()
        {
            ChaosSlot? slot = null;
            for (int used = 0; watch.Elapsed < options.Limit; used++)
            {
                int index = Interlocked.Increment(ref next);
                if (index >= options.Operations)
                    break;
                if (used % OperationsPerRunspace == 0)
                {
                    slot?.Dispose();
                    slot = new ChaosSlot();
                }

                foreach (string what in await slot!.RunAsync(options.Seed, index, counts, times))
                {
                    violations.Add((index, what));
                    Console.Error.WriteLine($"violation in operation {index}: {what}");
                }

                int done = Interlocked.Increment(ref finished);
                if (done == 200)
                    early = InUse();
                if (done % 1000 == 0)
                    Console.Error.WriteLine($"{done} operations in {watch.Elapsed.TotalSeconds:0} s, {violations.Count} violations");
            }

            slot?.Dispose();
        }

        await Task.WhenAll(Enumerable.Range(0, options.Only is null ? options.Threads : 1).Select(_ => Task.Run(SlotAsync)));
        TimeSpan time = watch.Elapsed;
        (int Threads, int Handles) late = await AfterwardsAsync(early);
        if (early is { } start && (late.Threads > start.Threads + ToleratedThreads || late.Handles > start.Handles + ToleratedHandles))
            violations.Add((-1, $"left behind: {late.Threads - start.Threads} threads, {late.Handles - start.Handles} handles"));
        foreach (string folder in TemporaryFolders().Except(foldersBefore))
            violations.Add((-1, "left behind: " + folder));

        foreach ((string what, int count) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine($"{what,-60} {count,8}");
        TimeSpan[] sorted = [.. times.Order()];
        Console.WriteLine($"{finished / time.TotalSeconds:0.0} operations a second in {time.TotalSeconds:0} s; a command took {Milliseconds(sorted, 0.5)} ms (half of them), {Milliseconds(sorted, 0.99)} ms (99 %), {Milliseconds(sorted, 1)} ms (all)");
        Console.WriteLine($"after 200 operations {early?.Threads} threads, {early?.Handles} handles; at the end {late.Threads}, {late.Handles}");
        foreach ((int index, string what) in violations.Take(MaxPrinted))
            Console.WriteLine($"violation in operation {index} (run it again: --seed {options.Seed} --only {index}): {what}");
        Directory.Delete(temporary, recursive: true);
        Console.WriteLine($"chaos: {finished} operations, {violations.Count} violations, seed {options.Seed}");
        return violations.IsEmpty ? 0 : 1;
    }

    private static string Milliseconds(TimeSpan[] sorted, double share) => sorted.Length == 0 ? "-" : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))].TotalMilliseconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(int Threads, int Handles)> AfterwardsAsync((int Threads, int Handles)? early)
    {
        for (int i = 0; ; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            (int Threads, int Handles) now = InUse();
            // Closing takes a moment.
            if (i >= 20 || early is not { } start || (now.Threads <= start.Threads && now.Handles <= start.Handles))
                return now;
            await Task.Delay(500);
        }
    }

    private static (int Threads, int Handles) InUse()
    {
        using Process self = Process.GetCurrentProcess();
        return (self.Threads.Count, Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : self.HandleCount);
    }

    /// <summary>What the module makes there for itself.</summary>
    private static string[] TemporaryFolders() => [.. Directory.GetDirectories(Path.GetTempPath(), "zstack-*").Where(folder => !folder.Contains("zstack-backup-", StringComparison.Ordinal))];
}
