using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Ctrl+C at fifty points of the life of every cmdlet: the longest way back to the prompt, and whether anything stays.</summary>
internal static class StopPointsBenchmark
{
    private const int Points = 50;
    private const double MaxMilliseconds = 250;

    private static readonly RestoreOptions QuickRestore = new()
    {
        AnswerTime = TimeSpan.FromMilliseconds(20),
        WorkTime = TimeSpan.FromMilliseconds(600),
        OutageTime = TimeSpan.FromMilliseconds(900),
        Shapes = [OutageShape.Refused, OutageShape.NotReady],
    };

    private static readonly string[] Scripts =
    [
        "Connect-ZStack $node -Credential $admin",
        "Test-ZStackConnection $node",
        "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store",
        "Get-ZStackDatabaseBackupRecord",
        "Get-ZStackBackupStorage",
        "New-ZStackDatabaseBackup $main -Confirm:$false",
        "Wait-ZStackJob $job",
        "Get-ZStackJob $job",
        "Remove-ZStackDatabaseBackup $records[1] -Confirm:$false",
        "Export-ZStackDatabaseBackup $records[0] $main",
        "Remove-ZStackDatabaseBackupExport $exported -Confirm:$false",
        "Copy-ZStackDatabaseBackup $records[0] $second -SourceBackupStorageUuid $main",
        "Sync-ZStackDatabaseBackup $main -Confirm:$false",
        "Save-ZStackDatabaseBackup $records[0] -BackupStorageUuid $main -Path $folder",
        "Test-ZStackDatabaseBackup $file -Level Restore",
        "Restore-ZStackDatabaseBackup $records[1] -MySqlRootPassword $mysql -Force -Confirm:$false",
        "Disconnect-ZStack",
    ];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var times = new List<(TimeSpan Time, string Where)>();
        int left = 0;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("stop-");
        foreach (string script in Scripts)
        {
            // Its whole life first, then the points spread over it.
            TimeSpan life = (await OnceAsync(script, folder, null)).Time;
            for (int point = 0; point < Points; point++)
            {
                (TimeSpan time, bool leftBehind) = await OnceAsync(script, folder, life * point / Points);
                times.Add((time, $"{script} at {point}/{Points} of {life.TotalMilliseconds:0} ms"));
                left += leftBehind ? 1 : 0;
            }

            Console.Error.WriteLine($"{script}: {times.TakeLast(Points).Max().Time.TotalMilliseconds:0} ms");
        }

        folder.Delete(recursive: true);
        (TimeSpan longest, string where) = times.Max();
        int servers = Process.GetProcessesByName("mariadbd").Length + Directory.GetDirectories(Path.GetTempPath(), "zstack-????????????").Length;
        return
        [
            Row.Time($"Ctrl+C at {Points} points of {Scripts.Length} cmdlets, the longest of {times.Count} ({where})", longest, MaxMilliseconds),
            new Row("Left behind by these: requests, files, database servers", $"{left}, {servers}", "none", left + servers == 0),
        ];
    }

    private static async Task<(TimeSpan Time, bool LeftBehind)> OnceAsync(string script, DirectoryInfo folder, TimeSpan? after)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(300), Restore = QuickRestore });
        using Runspace runspace = Bench.Open(node);
        void Set(string name, object value) => runspace.SessionStateProxy.SetVariable(name, value);
        Set("node", node.Url);
        Set("main", SandboxStorages.Main);
        Set("second", SandboxStorages.Second);
        Set("folder", folder.FullName);
        Set("file", SampleFile(folder));
        Set("records", node.Records.Where(r => r is { Status: "Ready", Era: MetadataEra.Full, Refs: [{ ExportUrl: null }] }).OrderByDescending(r => r.CreateDate).Select(r => r.Uuid).ToArray());
        Set("exported", node.Records.First(r => r.Refs.Any(copy => copy.ExportUrl is not null)).Uuid);
        Set("mysql", new System.Net.NetworkCredential("", SandboxAccounts.MySqlRootPassword).SecurePassword);
        Bench.Run(runspace, "$job = New-ZStackDatabaseBackup $main -NoWait -Confirm:$false");
        node.Faults.Chooser = _ => new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMilliseconds(40) };
        using PowerShell shell = PowerShell.Create(runspace);
        var watch = Stopwatch.StartNew();
        IAsyncResult running = shell.AddScript(script).BeginInvoke();
        if (after is { } delay)
        {
            await Task.WhenAny(Task.Delay(delay), Task.Factory.FromAsync(running, _ => { }));
            watch.Restart();
            shell.Stop();
        }

        running.AsyncWaitHandle.WaitOne();
        TimeSpan time = watch.Elapsed;
        var settle = Stopwatch.StartNew();
        while (settle.Elapsed < TimeSpan.FromSeconds(2) && node.Log.All.Any(request => !request.Ended))
            await Task.Delay(10);
        bool left = node.Log.All.Any(request => !request.Ended);
        foreach (FileInfo file in folder.GetFiles().Where(file => file.Name != "sample.gz"))
            file.Delete();
        return (time, left);
    }

    private static string SampleFile(DirectoryInfo folder)
    {
        string file = Path.Combine(folder.FullName, "sample.gz");
        if (!File.Exists(file))
        {
            using Stream sample = typeof(SandboxNode).Assembly.GetManifestResourceStream("sample-dump.sql.gz")!;
            using FileStream target = File.Create(file);
            sample.CopyTo(target);
        }

        return file;
    }
}
