using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Import into a process that has imported a binary module before.</summary>
internal static class ImportBenchmark
{
    private const double MostMilliseconds = 60;

    private static readonly string[] Idle = ["Newtonsoft.Json", "System.Net.Http", "ZStack.Backup.Client"];

    public static IReadOnlyList<Row> Run()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        // The engine's own assembly stands for the other binary module: what is paid once per process is paid here.
        Import(runspace, typeof(PSObject).Assembly.Location);
        TimeSpan first = Import(runspace, StagedModule.Path);
        string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name!).Intersect(Idle)];
        return
        [
            Row.Time("Import", first, MostMilliseconds),
            new Row("Loaded by an idle import", loaded.Length == 0 ? "no JSON, no HTTP" : string.Join(", ", loaded), "no JSON, no HTTP", !loaded.Any(name => name != "ZStack.Backup.Client")),
        ];
    }

    private static TimeSpan Import(Runspace runspace, string module)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", module);
        var watch = Stopwatch.StartNew();
        shell.Invoke();
        return watch.Elapsed;
    }
}
