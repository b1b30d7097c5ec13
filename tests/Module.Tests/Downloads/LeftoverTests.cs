using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What a process that is ended in the middle of a test leaves, and who removes it. Real processes, real signals.</summary>
public sealed class LeftoverTests : IDisposable
{
    private const long Size = 3_000_000;
    private const string Reconnect = "Connect-ZStack $there -Credential $admin";

    private static readonly SandboxOptions Options = new() { JobTime = TimeSpan.Zero, Records = 3, DumpSize = Size };

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Told_to_end_a_test_takes_its_export_and_its_dump_along(string signal)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        Stall(node);
        using Process child = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum");

        await SignalAsync(child, signal);

        Assert.Empty(Exported(node));
        Assert.Equal("DeleteExportedDatabaseBackupFromBackupStorage", node.Jobs[^1].Api);
        Assert.Empty(Dumps());
        Assert.Empty(Notes());
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    public async Task A_hang_up_that_is_ignored_ends_nothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        TaskCompletionSource goesOn = Stall(node);
        using Process child = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum", "trap '' HUP; ");

        Execute("kill", "-HUP", Shell(child));
        await Task.Delay(500);
        bool wasThere = Exported(node).Length == 1 && Dumps().Length == 1;
        goesOn.SetResult();
        await child.WaitForExitAsync();

        Assert.True(wasThere);
        Assert.Equal(0, child.ExitCode);
        Assert.Empty(Exported(node));
    }

    [Theory]
    [InlineData("$records[1] | Test-ZStackDatabaseBackup -Level Checksum -BackupStorageUuid $records[1].BackupStorageUuids[0]")]
    [InlineData("$records[0] | Test-ZStackDatabaseBackup -Level Checksum")]
    [InlineData(Reconnect)]
    [InlineData("$records[2] | Save-ZStackDatabaseBackup -Path $home1")]
    [InlineData("Sync-ZStackDatabaseBackup $records[0].BackupStorageUuids[0]")]
    public async Task The_next_call_removes_what_a_killed_process_left(string next)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        Stall(node);
        using (Process child = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum"))
            await SignalAsync(child, "KILL");
        string[] dumps = Dumps();
        Assert.Single(dumps);
        Assert.Single(Exported(node));
        AssertHarmless(node);

        await RunAsync(node, "$records[0] | Test-ZStackDatabaseBackup -WhatIf");
        Assert.Equal((1, 1), (Exported(node).Length, Dumps().Length));
        string said = await RunAsync(node, next + " -Verbose");

        Assert.Empty(Exported(node));
        Assert.Empty(Dumps());
        Assert.Empty(Notes());
        Assert.Contains($"Temporary folder {dumps[0]}, which an ended process had left, is removed.", said, StringComparison.Ordinal);
        Assert.Contains($"The export of database backup {Newest(node).Uuid} on node {node.Server}, which an ended process had left, is removed.", said, StringComparison.Ordinal);
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_the_export_leaves_it_to_the_first_call_after_its_end()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        // The node has exported long ago, and yet says that it still works.
        node.Faults.Chooser = request => request.Path.StartsWith("/v1/api-jobs", StringComparison.Ordinal) ? new Fault(FaultKind.Answer) { Status = 202, Body = "{}" } : null;
        using (Process child = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum", isReady: () => Exported(node).Length == 1))
            await SignalAsync(child, "KILL");

        await RunAsync(node, Reconnect);
        string[] early = Notes();
        Assert.Single(Exported(node));
        node.Faults.Chooser = null;
        await RunAsync(node, Reconnect);

        Assert.Single(early);
        Assert.Empty(Exported(node));
        Assert.Empty(Notes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_that_somebody_else_made_meanwhile_stays(bool wasMade)
    {
        if (OperatingSystem.IsWindows())
            return;
        // Killed with the export made, or while its job runs, which the node then forgets.
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        Stall(node);
        if (!wasMade)
            node.Faults.Chooser = request => request.Path.StartsWith("/v1/api-jobs", StringComparison.Ordinal) ? new Fault(FaultKind.Answer) { Status = 202, Body = "{}" } : null;
        using (Process child = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum", isReady: wasMade ? null : () => Exported(node).Length == 1))
            await SignalAsync(child, "KILL");
        if (wasMade)
            // The same address again: only the time is another.
            node.ChangeRecord(Newest(node).Uuid, record => record with { Refs = [.. record.Refs.Select(copy => copy with { LastOpDate = DateTimeOffset.UtcNow.AddSeconds(5) })] });
        else
            node.Faults.Chooser = request => request.Path.Contains("api-jobs", StringComparison.Ordinal) ? new Fault(FaultKind.JobLost) : null;

        string said = await RunAsync(node, Reconnect);

        Assert.Single(Exported(node));
        Assert.Empty(Notes());
        Assert.Equal(!wasMade, said.Contains("Remove-ZStackDatabaseBackupExport -Uuid " + Newest(node).Uuid, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_of_a_running_process_stay()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Options);
        Stall(node);
        TaskCompletionSource goesOn = Stall(node);
        using (Process killed = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum"))
        {
            using Process user = await StartAsync(node, "Test-ZStackDatabaseBackup -Uuid $records[0].Uuid -Level Checksum", isReady: () => Dumps().Length == 2 && node.Exports.All.Count(d => d.Sent >= 2_000_000) == 2);
            await SignalAsync(killed, "KILL");

            await RunAsync(node, Reconnect);
            int exports = Exported(node).Length;
            int dumps = Dumps().Length;
            goesOn.SetResult();
            await user.WaitForExitAsync();
            await RunAsync(node, Reconnect);

            Assert.Equal((1, 1), (exports, dumps));
            Assert.Equal(0, user.ExitCode);
        }

        Assert.Empty(Exported(node));
        Assert.Empty(Notes());
    }

    /// <summary>What is noted is of no use to anybody who reads it, and nobody else does.</summary>
    private void AssertHarmless(SandboxNode node)
    {
        string[] notes = Notes();
        Assert.NotEmpty(notes);
        foreach (string text in notes.Select(File.ReadAllText))
        {
            Assert.DoesNotContain("http", text, StringComparison.Ordinal);
            Assert.DoesNotContain(SandboxAccounts.Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain(node.Log.All.Select(request => request.Headers.TryGetValue("Authorization", out string? proof) ? proof : null).OfType<string>().Select(proof => proof.Split(' ')[^1]), proof => text.Contains(proof, StringComparison.Ordinal));
        }
    }

    private static TaskCompletionSource Stall(SandboxNode node)
    {
        var goesOn = new TaskCompletionSource();
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = goesOn.Task });
        return goesOn;
    }

    /// <summary>Another process, connected as before anything was left: what it cleans is the script's work.</summary>
    private async Task<string> RunAsync(SandboxNode node, string script)
    {
        ProcessStartInfo start = PinnedShell.Start("-NoProfile", "-NonInteractive", "-Command", $$"""
            Import-Module '{{StagedModule.Path}}'
            $admin = [pscredential]::new('{{SandboxAccounts.Account}}', [System.Net.NetworkCredential]::new('', '{{SandboxAccounts.Password}}').SecurePassword)
            $there = '{{node.Url}}'; $home1 = '{{_home.Path}}'
            $WhatIfPreference = $true
            $null = Connect-ZStack $there -Credential $admin
            $WhatIfPreference = $false
            $records = Get-ZStackDatabaseBackupRecord
            $ErrorActionPreference = 'Stop'
            {{script}} *>&1
            """);
        start.RedirectStandardOutput = true;
        using Process child = Start(start);
        string said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, said);
        return said.Replace("\n", " ", StringComparison.Ordinal);
    }

    private Process Child(string before, string script)
    {
        // Whoever runs the tests may ignore a hang-up, and children inherit that.
        string hearing = before.Length == 0 && OperatingSystem.IsLinux() ? "env --default-signal=HUP " : "";
        var start = new ProcessStartInfo("/bin/sh", ["-c", before + "exec " + hearing + "dotnet \"$0\" -Command \"$1\" 2>&1", typeof(SandboxNode).Assembly.Location, script]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        return Start(start);
    }

    private Process Start(ProcessStartInfo start)
    {
        start.Environment["TMPDIR"] = _home.Path;
        // Other tests run beside this one, and would remove what is left here.
        start.Environment["XDG_STATE_HOME"] = _home.File("state");
        return Process.Start(start)!;
    }

    /// <summary>A shell in a process of its own that has come to the middle of a script.</summary>
    private async Task<Process> StartAsync(SandboxNode node, string script, string before = "", Func<bool>? isReady = null)
    {
        Process child = Child(before, $"Connect-ZStack {node.Url} -Credential $admin | Out-Null; $records = Get-ZStackDatabaseBackupRecord; {script} | Out-Null");
        isReady ??= () => Dumps().Length > 0 && node.Exports.All.Any(d => d.Sent >= 2_000_000);
        await Eventually.True(() => child.HasExited || isReady());
        Assert.False(child.HasExited, "It ended early.");
        return child;
    }

    /// <summary>To the shell itself; the sandbox beside it ends when that is gone.</summary>
    private static async Task SignalAsync(Process child, string signal)
    {
        Execute("kill", "-" + signal, Shell(child));
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, child.ExitCode);
    }

    private static string Shell(Process child) => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{child.Id}/task/{child.Id}/children")) is { Length: > 0 } main
        ? main.Trim()
        : Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{child.Id}/task")).Select(thread => File.ReadAllText(thread + "/children").Trim()).Single(pids => pids.Length > 0);

    private string[] Dumps() => Directory.GetDirectories(_home.Path, "zstack-????????????");

    private static BackupRecord Newest(SandboxNode node) => node.Records.MaxBy(record => record.CreateDate)!;

    private static string[] Exported(SandboxNode node) => [.. node.Records.SelectMany(record => record.Refs).Select(copy => copy.ExportUrl).OfType<string>()];

    private string[] Notes() => Directory.Exists(_home.File("state/zstack-backup")) ? Directory.GetFiles(_home.File("state/zstack-backup")) : [];

    private static void Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
