using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Import into a process that has imported another binary module before. Each import wants a process of its own.</summary>
public static class ImportBenchmark
{
    /// <summary>The argument that makes this program a process that imports once.</summary>
    internal const string Once = "import-once";

    private const int Processes = 5;
    private const double MaxMilliseconds = 60;

    private static readonly string[] Unwanted = ["Newtonsoft.Json", "System.Net.Http"];

    /// <summary>Member of the other module's types file.</summary>
    public static string Shout(PSObject instance) => instance?.ToString()?.ToUpperInvariant() ?? "";

    internal static IReadOnlyList<Row> Run()
    {
        string[][] runs = [.. Enumerable.Range(0, Processes).Select(_ => RunProcess("dotnet", typeof(ImportBenchmark).Assembly.Location, Once))];
        double[] times = [.. runs.Select(run => double.Parse(run[0], CultureInfo.InvariantCulture)).Order()];
        string[] found = [.. runs.SelectMany(run => run.Skip(1)).Distinct()];
        return
        [
            InShell(),
            Row.Time($"Import after another binary module in the embedded engine, which is compiled as it runs (median of {Processes})", TimeSpan.FromMilliseconds(times[Processes / 2]), MaxMilliseconds),
            new Row("Loaded by an idle import", found.Length == 0 ? "no JSON, no HTTP" : string.Join(", ", found), "no JSON, no HTTP", found.Length == 0),
        ];
    }

    /// <summary>Where users import: a PowerShell whose engine is compiled beforehand.</summary>
    private static Row InShell()
    {
        string other = Directory.CreateTempSubdirectory("other-module").FullName;
        try
        {
            string script = $"Import-Module '{WriteOtherModule(other)}'; $w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{StagedModule.Path}'; $w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)";
            double[] times = [.. Enumerable.Range(0, Processes).Select(_ => double.Parse(ShellBenchmark.Run(script)[0], CultureInfo.InvariantCulture)).Order()];
            return Row.Time($"Import after another binary module in PowerShell (median of {Processes} processes)", TimeSpan.FromMilliseconds(times[Processes / 2]), MaxMilliseconds);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    /// <summary>Prints milliseconds, then the unwanted assemblies that were loaded, a line each.</summary>
    internal static void RunOnce()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        string other = Directory.CreateTempSubdirectory("other-module").FullName;
        try
        {
            Import(runspace, WriteOtherModule(other));
            var loaded = new ConcurrentBag<string>();
            AppDomain.CurrentDomain.AssemblyLoad += (_, e) => loaded.Add(e.LoadedAssembly.GetName().Name!);
            Console.WriteLine(Import(runspace, StagedModule.Path).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
            foreach (string name in loaded.Intersect(Unwanted))
                Console.WriteLine(name);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    private static string[] RunProcess(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return lines.Length > 0 ? lines : throw new InvalidOperationException($"It ended with {process.ExitCode}.");
    }

    /// <summary>What every binary module has: a manifest, a cmdlet, a view with script blocks, a member by code.</summary>
    private static string WriteOtherModule(string folder)
    {
        string manifest = Path.Combine(folder, "Other.psd1");
        string assembly = typeof(ImportBenchmark).Assembly.Location;
        string type = typeof(ImportBenchmark).FullName!;
        File.WriteAllText(Path.Combine(folder, "Other.Format.ps1xml"), $"""
            <Configuration><ViewDefinitions><View><Name>Other</Name><ViewSelectedBy><TypeName>{type}</TypeName></ViewSelectedBy>
            <GroupBy><ScriptBlock>$_.Name</ScriptBlock><CustomControl><CustomEntries><CustomEntry><CustomItem><ExpressionBinding><ScriptBlock>$_.Name</ScriptBlock></ExpressionBinding></CustomItem></CustomEntry></CustomEntries></CustomControl></GroupBy>
            <TableControl><TableHeaders><TableColumnHeader><Label>Name</Label><Width>9</Width></TableColumnHeader></TableHeaders><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><ScriptBlock>$_.Name</ScriptBlock></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl>
            </View></ViewDefinitions></Configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "Other.Types.ps1xml"), $"<Types><Type><Name>{type}</Name><Members><CodeProperty><Name>Loud</Name><GetCodeReference><TypeName>{type}</TypeName><MethodName>Shout</MethodName></GetCodeReference></CodeProperty></Members></Type></Types>");
        File.WriteAllText(manifest, $"@{{ RootModule = '{assembly}'; RequiredAssemblies = @('{assembly}'); ModuleVersion = '1.0'; PowerShellVersion = '5.1'; CompatiblePSEditions = @('Core', 'Desktop'); CmdletsToExport = @('Get-Nothing'); TypesToProcess = @('Other.Types.ps1xml'); FormatsToProcess = @('Other.Format.ps1xml') }}");
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
