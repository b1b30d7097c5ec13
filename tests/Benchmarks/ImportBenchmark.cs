using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Import into a process that has imported another binary module before.</summary>
internal static class ImportBenchmark
{
    private const double MostMilliseconds = 60;

    private static readonly string[] Unwanted = ["Newtonsoft.Json", "System.Net.Http"];

    public static IReadOnlyList<Row> Run()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        string other = Directory.CreateTempSubdirectory("other-module").FullName;
        try
        {
            Import(runspace, WriteOtherModule(other));
            var loaded = new ConcurrentBag<string>();
            AssemblyLoadEventHandler note = (_, e) => loaded.Add(e.LoadedAssembly.GetName().Name!);
            AppDomain.CurrentDomain.AssemblyLoad += note;
            TimeSpan time = Import(runspace, StagedModule.Path);
            AppDomain.CurrentDomain.AssemblyLoad -= note;
            string[] found = [.. loaded.Intersect(Unwanted)];
            return
            [
                Row.Time("Import after another binary module", time, MostMilliseconds),
                new Row("Loaded by an idle import", found.Length == 0 ? "no JSON, no HTTP" : string.Join(", ", found), "no JSON, no HTTP", found.Length == 0),
            ];
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    /// <summary>A manifest, a view and one cmdlet: what every binary module has.</summary>
    private static string WriteOtherModule(string folder)
    {
        string manifest = Path.Combine(folder, "Other.psd1");
        File.WriteAllText(Path.Combine(folder, "Other.Format.ps1xml"), "<Configuration><ViewDefinitions></ViewDefinitions></Configuration>");
        File.WriteAllText(manifest, $"@{{ RootModule = '{typeof(ImportBenchmark).Assembly.Location}'; ModuleVersion = '1.0'; CmdletsToExport = @('Get-Nothing'); FormatsToProcess = @('Other.Format.ps1xml') }}");
        return manifest;
    }

    private static TimeSpan Import(Runspace runspace, string module)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", module);
        var watch = Stopwatch.StartNew();
        shell.Invoke();
        TimeSpan time = watch.Elapsed;
        return shell.HadErrors ? throw new InvalidOperationException(shell.Streams.Error[0].ToString()) : time;
    }
}

/// <summary>The one cmdlet of the other module.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
}
