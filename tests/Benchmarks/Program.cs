using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ZStack.Backup.Benchmarks.Chaos;

namespace ZStack.Backup.Benchmarks;

/// <summary>Measures the budgets as ratios in one run and prints them as a table.</summary>
internal static class Program
{
    private static readonly (string Name, Func<Task<IReadOnlyList<Row>>> Run)[] All =
    [
        // First, while nothing of the module is loaded.
        ("import", () => Task.FromResult(ImportBenchmark.Run())),
        ("list", ListBenchmark.RunAsync),
        ("memory", MemoryBenchmark.RunAsync),
        ("others", OthersBenchmark.RunAsync),
        ("shell", ShellBenchmark.RunAsync),
        ("nodes", NodesBenchmark.RunAsync),
        ("records", RecordsBenchmark.RunAsync),
        ("retention", RetentionBenchmark.RunAsync),
        ("download", DownloadBenchmark.RunAsync),
        ("dump", () => Task.FromResult(DumpBenchmark.Run())),
        ("compare", () => Task.FromResult(CompareBenchmark.Run())),
        ("stop", StopBenchmark.RunAsync),
        ("stop-points", StopPointsBenchmark.RunAsync),
        ("exactly-once", ExactlyOnceBenchmark.RunAsync),
        ("thousand", ThousandBenchmark.RunAsync),
        ("health", HealthBenchmark.RunAsync),
        ("vault", () => Task.FromResult(VaultBenchmark.Run())),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args is ["-List"])
        {
            Console.WriteLine(string.Join(" ", All.Select(benchmark => benchmark.Name)));
            return 0;
        }

        if (args is [ImportBenchmark.Once])
        {
            ImportBenchmark.RunOnce();
            return 0;
        }

        if (args is [NodeFleet.Serve, ..])
            return await NodeFleet.ServeAsync(args.AsMemory(1));

        if (args is ["chaos", ..])
            return await ChaosRun.RunAsync(ChaosOptions.Parse(args.AsSpan(1)));

        var rows = new List<Row>();
        foreach ((string name, Func<Task<IReadOnlyList<Row>>> run) in All.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Name)))
        {
            Console.Error.WriteLine(name);
            rows.AddRange(await run());
        }

        Console.WriteLine("| What | Measured | Budget | |");
        Console.WriteLine("|---|---|---|---|");
        bool kept = true;
        foreach (Row row in rows)
        {
            kept &= row.IsKept;
            Console.WriteLine($"| {row.What} | {row.Measured} | {row.Budget} | {(row.IsKept ? "kept" : "MISSED")} |");
        }

        return kept ? 0 : 1;
    }
}

/// <summary>One line of the table.</summary>
internal sealed record Row(string What, string Measured, string Budget, bool IsKept)
{
    public static Row Ratio(string what, TimeSpan ours, TimeSpan theirs, double most) =>
        new(what, Text(ours / theirs, "0.00") + $"x ({Text(ours.TotalMilliseconds, "0")} ms / {Text(theirs.TotalMilliseconds, "0")} ms)", "<= " + Text(most, "0.0#") + "x", ours / theirs <= most);

    public static Row Time(string what, TimeSpan time, double mostMilliseconds) =>
        new(what, Text(time.TotalMilliseconds, "0.0") + " ms", $"<= {Text(mostMilliseconds, "0")} ms", time.TotalMilliseconds <= mostMilliseconds);

    public static Row Bytes(string what, double bytes, double mostMiB) =>
        new(what, Text(bytes / 1048576, "0.0") + " MiB", $"<= {Text(mostMiB, "0")} MiB", bytes / 1048576 <= mostMiB);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
