using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>The plan of a policy for many records, as the cmdlet makes it of records in any order.</summary>
internal static class RetentionBenchmark
{
    private const int Count = 100_000;
    private const double MaxMilliseconds = 1000;
    private const double MaxRatio = 4;
    private const string Rules = "-KeepLast 10 -KeepHourly 48 -KeepDaily 30 -KeepWeekly 8 -KeepMonthly 12 -KeepYearly 3 -KeepWithin 7d -KeepName '*-0100.gz' -Force ";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = Count });
        using Runspace runspace = Bench.Open(node);
        PSObject[] records = Read(runspace);
        // What comes in order from the node is the easy case.
        new Random(21).Shuffle(records);
        runspace.SessionStateProxy.SetVariable("records", records);
        int copies = records.Sum(Copies);
        return [.. Measure("A retention plan", "", Count), .. Measure("A plan copy by copy", "-GroupBy BackupStorage ", copies)];

        Row[] Measure(string what, string grouping, int decisions)
        {
            string plan = "Get-ZStackRetentionPlan " + Rules + grouping;
            TimeSpan argument = Processor(() => Bench.Run(runspace, plan + "-InputObject $records", decisions));
            TimeSpan piped = Processor(() => Bench.Run(runspace, "$records | " + plan, decisions));
            TimeSpan through = Processor(() => Bench.Run(runspace, "$records | ForEach-Object { $_ }", Count));
            return
            [
                Row.Time($"{what} of eight rules for {Count:N0} records in random order ({decisions:N0} decisions), processor time", argument, MaxMilliseconds * decisions / Count),
                Row.Ratio("The same from the pipeline / the records through ForEach-Object { $_ }, processor time", piped, through, MaxRatio * decisions / Count),
            ];
        }
    }

    /// <summary>Of the whole process, once warm: the plan waits for nothing, and the other work of a shared machine does not count.</summary>
    private static TimeSpan Processor(Func<TimeSpan> run)
    {
        _ = run();
        return Bench.Median(() =>
        {
            // What earlier runs have left is not collected on its time.
            GC.Collect();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            _ = run();
            return Environment.CpuUsage.TotalTime - before;
        });
    }

    private static PSObject[] Read(Runspace runspace)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        return [.. shell.AddScript("Get-ZStackDatabaseBackupRecord").Invoke()];
    }

    // One without any copy, such as one that is being made, is decided for as a whole.
    private static int Copies(PSObject record) => Math.Max(1, LanguagePrimitives.GetEnumerable(record.Properties["BackupStorageRefs"].Value)!.Cast<object>().Count());
}
