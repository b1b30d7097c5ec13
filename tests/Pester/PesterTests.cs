using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Pester.Tests;

/// <summary>The Pester files of this folder in the pinned PowerShell: each of their tests is reported by its name.</summary>
public sealed class PesterTests
{
    /// <summary>What the oldest Pester that is supported runs, to show that it can.</summary>
    private const string Smoke = "Shell.Tests.ps1";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Each file with its outcomes.</summary>
    public static TheoryData<PesterResult> All() => [.. Directory.GetFiles(Folder, "*.Tests.ps1").Order(StringComparer.Ordinal).SelectMany(file => Run(file, Setting("PesterVersion")))];

    public static TheoryData<PesterResult> WithOldPester() => [.. Run(Path.Combine(Folder, Smoke), Setting("OldPesterVersion"))];

    // The data are the results of a run, so they are made when the tests run, not when they are looked for.
    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Pester(PesterResult result) => result.AssertPassed();

    [Theory]
    [MemberData(nameof(WithOldPester), DisableDiscoveryEnumeration = true)]
    public void Old_Pester(PesterResult result) => result.AssertPassed();

    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Pester");

    private static List<PesterResult> Run(string file, string version)
    {
        string results = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = PinnedShell.Start("-NoProfile", "-NonInteractive", "-File", Path.Combine(Folder, "Invoke-Tests.ps1"), "-Path", file, "-PesterVersion", version, "-ResultFile", results);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            using Process shell = Process.Start(start)!;
            shell.StandardInput.Close();
            var output = shell.StandardOutput.ReadToEndAsync();
            var errors = shell.StandardError.ReadToEndAsync();
            if (!shell.WaitForExit(Limit))
            {
                shell.Kill(entireProcessTree: true);
                return [new PesterResult(Path.GetFileName(file), "ends", "TimedOut", $"It did not end in {Limit}.{Environment.NewLine}{output.Result}{errors.Result}")];
            }

            string text = File.ReadAllText(results);
            return text.Length > 0
                ? JsonSerializer.Deserialize<List<PesterResult>>(text)!
                : [new PesterResult(Path.GetFileName(file), "runs", "NotRun", $"Pester {version} ended with {shell.ExitCode} and no results.{Environment.NewLine}{output.Result}{errors.Result}")];
        }
        finally
        {
            File.Delete(results);
        }
    }

    private static string Setting(string name) => typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == name).Value!;
}

/// <summary>What came out of one test. A test that was skipped did not pass.</summary>
public sealed record PesterResult(string File, string Name, string Outcome, string Message)
{
    public void AssertPassed() => Assert.True(Outcome == "Passed", $"{this}: {Outcome}. {Message}");

    public override string ToString() => $"{File}: {Name}";
}
