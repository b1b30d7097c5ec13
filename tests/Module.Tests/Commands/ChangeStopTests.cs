using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Ctrl+C after a change was sent: whatever is not known to be refused is named with its job, by every cmdlet that changes something.</summary>
public sealed class ChangeStopTests
{
    [Theory]
    [InlineData("POST", "/v1/database-backups", "New-ZStackDatabaseBackup $main -Confirm:$false")]
    [InlineData("POST", "/v1/database-backups", "New-ZStackDatabaseBackup $main -NoWait -Confirm:$false")]
    [InlineData("DELETE", "/v1/database-backups", "Remove-ZStackDatabaseBackup $records[1] -Confirm:$false")]
    [InlineData("PUT", "/v1/database-backups", "Export-ZStackDatabaseBackup $records[0] $main -Confirm:$false")]
    [InlineData("DELETE", "/v1/exported-database-backup", "$null = Export-ZStackDatabaseBackup $records[0] $main -Confirm:$false; Remove-ZStackDatabaseBackupExport $records[0] -Confirm:$false")]
    [InlineData("PUT", "/v1/database-backups", "Copy-ZStackDatabaseBackup $records[0] $second -SourceBackupStorageUuid $main -Confirm:$false")]
    [InlineData("PUT", "/v1/database-backups", "Sync-ZStackDatabaseBackup $main -Confirm:$false")]
    [InlineData("PUT", "/v1/database-backups", "Save-ZStackDatabaseBackup $records[0] -BackupStorageUuid $main -Path $folder -Confirm:$false")]
    [InlineData("PUT", "/v1/database-backups", "Get-ZStackDatabaseBackupRecord -Uuid $records[0] | Test-ZStackDatabaseBackup -BackupStorageUuid $main")]
    [InlineData("PUT", "/v1/database-backups/actions", "Restore-ZStackDatabaseBackup $records[1] -MySqlRootPassword $mysql -Force -Confirm:$false")]
    public async Task A_change_without_an_answer_is_named_with_its_job(string method, string path, string script)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        using Shell shell = Prepared(node, folder);
        node.Faults.Chooser = request => request.Method == method && request.Path.Contains(path, StringComparison.Ordinal) ? new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMinutes(1) } : null;

        using Running running = shell.Start(script);
        await Eventually.True(() => node.Log.All.Any(r => r.Method == method && r.Path.Contains(path, StringComparison.Ordinal)));
        await Task.Delay(200);
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        string id = node.Log.All.Last(r => r.Method == method && r.Path.Contains(path, StringComparison.Ordinal)).Headers["X-Job-UUID"];
        Assert.Contains(id, shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains("may have taken it", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Matches("(Wait-ZStackJob -Id|-Follow -JobId) " + id, shell.Host.Screen);
        Assert.Contains(node.Server, shell.Host.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackupRecord", "GET")]
    [InlineData("New-ZStackDatabaseBackup 'no such storage' -Confirm:$false; Get-ZStackDatabaseBackupRecord", "GET")]
    public async Task Nothing_is_named_where_nothing_was_sent(string script, string method)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        using Shell shell = Prepared(node, folder);
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = "/v1/database-backups", Delay = TimeSpan.FromMinutes(1) });

        using Running running = shell.Start(script);
        await Eventually.True(() => node.Log.Count(method, "/v1/database-backups") > 0);
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        Assert.DoesNotContain("may have taken it", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("ZStackJob", shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_was_refused_for_its_session_is_not_named_while_it_logs_in_again()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        using Shell shell = Prepared(node, folder);
        node.Faults.Add(new Fault(FaultKind.SessionExpired) { Method = "POST", Match = "/v1/database-backups" });
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = "accounts/login", Delay = TimeSpan.FromMinutes(1) });

        using Running running = shell.Start("New-ZStackDatabaseBackup $main -Confirm:$false");
        await Eventually.True(() => node.Log.All.Any(r => r.Path.Contains("accounts/login", StringComparison.Ordinal)));
        await Task.Delay(200);
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        Assert.DoesNotContain("ZStackJob", shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_download_says_what_is_kept_and_the_same_command_resumes()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { DumpSize = 20_000_000 });
        using var folder = new TemporaryFolder();
        using Shell shell = Prepared(node, folder);
        node.Exports.BytesPerSecond = 1_000_000;
        const string Save = "Save-ZStackDatabaseBackup $records[0] -BackupStorageUuid $main -Path $folder -Confirm:$false";

        using Running running = shell.Start(Save);
        await Eventually.True(() => Directory.GetFiles(folder.Path, "*.partial").Any(file => new FileInfo(file).Length > 0));
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        string part = Directory.GetFiles(folder.Path, "*.partial").Single();
        Assert.Contains(part, Regex.Replace(shell.Host.Screen, @"\s*\n", ""), StringComparison.Ordinal);
        Assert.Contains("resumes", shell.Host.Screen, StringComparison.Ordinal);
        node.Exports.BytesPerSecond = 0;
        shell.Run(Save).ThrowOnError();
        Assert.False(File.Exists(part));
    }

    private static Shell Prepared(SandboxNode node, TemporaryFolder folder)
    {
        Shell shell = RestoreShell.Ready(node);
        shell.Set("folder", folder.Path);
        shell.Set("main", SandboxStorages.Main);
        shell.Set("second", SandboxStorages.Second);
        shell.Set("records", node.Records.Where(r => r is { Status: "Ready", Refs: [{ ExportUrl: null }] }).OrderByDescending(r => r.CreateDate).Select(r => r.Uuid).ToArray());
        return shell;
    }
}
