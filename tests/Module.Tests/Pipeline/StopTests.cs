using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Ctrl+C at any moment of any cmdlet. How long it takes is measured by the benchmarks; here it only has to end.</summary>
public sealed class StopTests
{
    private const string Record = "$records[0]";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("Connect-ZStack $node -Credential $admin")]
    [InlineData("Test-ZStackConnection $node")]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store")]
    [InlineData("Get-ZStackDatabaseBackupRecord")]
    [InlineData("Get-ZStackBackupStorage")]
    [InlineData("Get-ZStackBackupSchedule")]
    [InlineData("Get-ZStackBackupHealth")]
    [InlineData("New-ZStackRecoveryKit $folder/kit")]
    [InlineData("Compare-ZStackDatabaseBackup $records[0]")]
    [InlineData("Start-ZStackBackupSchedule nightly")]
    [InlineData("New-ZStackDatabaseBackup $main")]
    [InlineData("New-ZStackDatabaseBackup $main -NoWait | Wait-ZStackJob")]
    [InlineData("New-ZStackDatabaseBackup $main -NoWait | Get-ZStackJob")]
    [InlineData("Remove-ZStackDatabaseBackup $records[1] -Confirm:$false")]
    [InlineData($"Export-ZStackDatabaseBackup {Record} $main | Remove-ZStackDatabaseBackupExport")]
    [InlineData($"Copy-ZStackDatabaseBackup {Record} $second -SourceBackupStorageUuid $main")]
    [InlineData("Sync-ZStackDatabaseBackup $main")]
    [InlineData($"Save-ZStackDatabaseBackup {Record} -BackupStorageUuid $main -Path $folder")]
    [InlineData($"Get-ZStackDatabaseBackupRecord -Uuid {Record} | Test-ZStackDatabaseBackup -BackupStorageUuid $main")]
    [InlineData("Restore-ZStackDatabaseBackup $records[1] -MySqlRootPassword $mysql -Force -Confirm:$false")]
    [InlineData("Disconnect-ZStack")]
    public async Task Ctrl_C_at_any_moment_ends_it_and_leaves_nothing_behind(string script)
    {
        foreach (int after in (int[])[0, 40, 120, 350, 900])
        {
            using var folder = new TemporaryFolder();
            await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(300), Restore = RestoreShell.Quick });
            SandboxNode node = shell.Node;
            shell.Set("folder", folder.Path);
            shell.Set("main", SandboxStorages.Main);
            shell.Set("second", SandboxStorages.Second);
            shell.Set("records", node.Records.Where(r => r is { Status: "Ready", Refs: [{ ExportUrl: null }] }).OrderByDescending(r => r.CreateDate).Select(r => r.Uuid).ToArray());
            shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
            // A node far away: every answer takes its time, so that each request can be caught under way.
            node.Faults.Chooser = _ => new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMilliseconds(60) };
            node.Exports.BytesPerSecond = 4000;

            using Running running = shell.Start(script);
            await Task.Delay(after);
            var watch = Stopwatch.StartNew();
            running.Stop();
            Outcome outcome = running.Wait(TimeSpan.FromSeconds(20));

            Assert.True(watch.Elapsed < Limit, $"{script} after {after} ms: {watch.Elapsed}");
            Assert.Empty(outcome.Errors);
            await Eventually.True(() => node.Log.All.All(request => request.Ended));
            // Only a part that a later call goes on from may stay.
            Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => !file.Contains(".partial", StringComparison.Ordinal) && outcome.Output.Count == 0);
        }
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store")]
    [InlineData("Get-ZStackDatabaseBackupRecord")]
    [InlineData("Get-ZStackBackupStorage")]
    public async Task Select_First_ends_the_request_too(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 200_000, Records = 5000 });

        // Select-Object is not in this engine; a break below ends a pipeline in the same way.
        Outcome outcome = shell.Run($"foreach ($once in 1) {{ {script} | ForEach-Object {{ $_; break }} }}");

        outcome.ThrowOnError();
        Assert.Single(outcome.Output);
        await Eventually.True(() => shell.Node.Log.All.All(request => request.Ended));
        Assert.Single(shell.Node.Log.All);
    }
}
