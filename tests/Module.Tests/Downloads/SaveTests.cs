using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.SaveHelpers;

namespace ZStack.Backup.Module.Tests;

public sealed class SaveTests
{
    [Fact]
    public async Task A_backup_comes_home_with_its_hashes_and_a_manifest_and_leaves_no_export()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        dynamic saved = outcome.Value!;
        BackupRecord record = node.Records.Single(r => r.Uuid == (string)saved.BackupUuid);
        byte[] bytes = await File.ReadAllBytesAsync(home.File(record.Name));
        Assert.Equal(home.File(record.Name), saved.FullName);
        Assert.Equal(Size, saved.Length);
        Assert.Equal(record.Md5, saved.Md5);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), saved.Sha256);
        Assert.True(saved.Verified);
        Assert.Equal([record.Name, record.Name + ".json"], Names(home));
        Assert.Contains(record.Md5, await File.ReadAllTextAsync(home.File(record.Name + ".json")), StringComparison.Ordinal);
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("-KeepExport", false, true)]
    [InlineData("", true, true)]
    public async Task Only_the_export_that_was_made_here_is_removed(string options, bool exportedBefore, bool stays)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        if (exportedBefore)
            shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup").ThrowOnError();

        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options).ThrowOnError();

        Assert.Equal(stays, node.Records.SelectMany(r => r.Refs).Any(copy => copy.ExportUrl is not null));
    }

    [Theory]
    [InlineData("Save-ZStackDatabaseBackup -Path $folder")]
    [InlineData("Test-ZStackDatabaseBackup -Level Checksum")]
    public async Task Several_may_fetch_one_backup_at_once(string command)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { JobTime = TimeSpan.FromMilliseconds(300) });
        TemporaryFolder[] homes = [.. Enumerable.Range(0, 4).Select(_ => new TemporaryFolder())];
        Shell[] shells = [.. homes.Select(home => Connected(node, home))];

        Running[] running = [.. shells.Select(shell => shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | " + command))];
        Outcome[] outcomes = [.. running.Select(one => one.Wait(TimeSpan.FromSeconds(90)))];

        Assert.All(outcomes, outcome => outcome.ThrowOnError());
        Assert.All(outcomes, outcome => Assert.Single(outcome.Output));
        Assert.Empty(outcomes.SelectMany(outcome => outcome.Warnings));
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
        foreach (IDisposable one in (IDisposable[])[.. running, .. shells, .. homes])
            one.Dispose();
    }

    [Fact]
    public async Task When_the_export_of_somebody_else_ends_under_a_download_it_goes_on_with_one_of_its_own()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup").ThrowOnError();
        string uuid = node.Records.MaxBy(r => r.CreateDate)!.Uuid;
        // What was asked for goes on when an export ends; what is asked for anew is not there any more.
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 1_500_000, Delay = TimeSpan.FromSeconds(60) });
        using Running running = shell.Start("$e | Save-ZStackDatabaseBackup -Path $folder -TimeoutSec 3");
        await Eventually.True(() => node.Exports.All.Any(d => d.Sent >= 1_500_000));
        node.ChangeRecord(uuid, record => record with { Refs = [.. record.Refs.Select(copy => copy with { ExportUrl = null })] });

        Outcome outcome = running.Wait(TimeSpan.FromSeconds(60));

        outcome.ThrowOnError();
        Assert.True(((dynamic)outcome.Value!).Verified);
        Assert.Contains(404, node.Exports.All.Select(d => d.Status));
        Assert.Equal(206, node.Exports.All[^1].Status);
        Assert.Equal(["ExportDatabaseBackupFromBackupStorage", "ExportDatabaseBackupFromBackupStorage", "DeleteExportedDatabaseBackupFromBackupStorage"], node.Jobs.Select(job => job.Api));
    }

    [Fact]
    public async Task An_export_that_never_was_there_is_said_in_words()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 404, Times = 10 });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        Assert.Equal("ZStack.IncompleteDownload", outcome.ErrorId);
        Assert.Contains("does not have this export", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing could be downloaded", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("still running", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(Names(home));
        // Made here, so nobody else has removed it: once is enough.
        Assert.Single(node.Exports.All);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(false, "-KeepExport")]
    public async Task An_export_whose_job_is_lost_is_removed_or_mentioned(bool comes, string options)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { JobTime = TimeSpan.FromSeconds(3) });
        using Shell shell = Connected(node, home);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord -First 1").ThrowOnError();
        int looks = 0;
        node.Faults.Chooser = request =>
        {
            if (request.Method == "PUT")
                return new Fault(FaultKind.JobLost);
            // Looked up for the download, for the lost job, and for what it has left.
            if (request.Method == "GET" && request.Path.Contains("database-backups", StringComparison.Ordinal) && ++looks == 3 && comes)
                System.Threading.SpinWait.SpinUntil(() => IsExported(node), TimeSpan.FromSeconds(20));
            return null;
        };

        Outcome outcome = shell.Run("$r | Save-ZStackDatabaseBackup -Path $folder " + options);

        Assert.Equal("ZStack.JobLost", outcome.ErrorId);
        Assert.Equal(!comes && options.Length == 0, outcome.Warnings.Any(line => line.Contains("Remove-ZStackDatabaseBackupExport -Uuid", StringComparison.Ordinal)));
        Assert.Equal(comes, node.Jobs.Any(job => job.Api == "DeleteExportedDatabaseBackupFromBackupStorage" && job.Succeeded));
        Assert.False(comes && IsExported(node));
    }

    [Theory]
    [InlineData("$r | Save-ZStackDatabaseBackup ./folder", "-Path \"./folder\"")]
    [InlineData("$r | Export-ZStackDatabaseBackup backup-second", "-BackupStorageUuid \"backup-second\"")]
    [InlineData("$r | Remove-ZStackDatabaseBackupExport backup-second -Confirm:$false", "-BackupStorageUuid \"backup-second\"")]
    public async Task An_argument_without_a_name_behind_a_pipeline_is_explained_once(string script, string words)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord").ThrowOnError();

        Outcome outcome = shell.Run(script);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(node.Jobs);
    }

    [Fact]
    public async Task Old_backups_without_md5_are_saved_with_one_warning()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object Version -eq 5.1.8 | Where-Object { -not $_.Md5 -and $_.BackupStorageUuids.Count -eq 1 } | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.All(outcome.Output, saved => Assert.Null(saved.Properties["Verified"].Value));
        Assert.Equal(outcome.Output.Count, outcome.Warnings.Count);
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    [Trait("Pitfall", "27")]
    public async Task A_host_that_cannot_be_reached_is_replaced()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { ExportHost = "198.51.100.7:8001" });
        using Shell shell = Connected(node, home);
        shell.Set("there", "127.0.0.1:" + node.Exports.Port);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder -DownloadHost $there");
        Outcome wrong = shell.Run("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $folder -DownloadHost 'a b' -Force");

        outcome.ThrowOnError();
        Assert.Equal("ZStack.InvalidArgument", wrong.ErrorId);
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
    }

    [Fact]
    public async Task The_url_of_an_export_is_enough()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup; Disconnect-ZStack; Save-ZStackDatabaseBackup -Url $e.Url -Path $folder");

        outcome.ThrowOnError();
        Assert.Null(((dynamic)outcome.Value!).Verified);
        Assert.Equal(Size, ((dynamic)outcome.Value!).Length);
        Assert.Single(outcome.Warnings);
    }

    [Theory]
    [InlineData("-Url http://u:secretpw@127.0.0.1/x.gz")]
    [InlineData("anything -DownloadHost http://u:secretpw@h")]
    [InlineData("anything -DownloadHost u:secretpw@h")]
    public async Task A_password_in_a_url_is_not_shown(string arguments)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Save-ZStackDatabaseBackup -Path $folder " + arguments);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.DoesNotContain("secretpw", outcome.Message + outcome.Error.CategoryInfo + outcome.Error.TargetObject + outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_a_file_is_tested_on_its_own_node()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode east = await SandboxNode.StartAsync(Large);
        await using SandboxNode west = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(east, home);
        shell.Set("west", west.Url);
        shell.Run("$record = Get-ZStackDatabaseBackupRecord -First 1; $null = Connect-ZStack $west -Credential $admin; $row = [pscustomobject]@{ Uuid = $record.Uuid; Name = $record.Name; Server = $record.Server }").ThrowOnError();

        Outcome tested = shell.Run("$row | Test-ZStackDatabaseBackup -Level Checksum");
        Outcome strange = shell.Run("$row.Server = 'elsewhere'; $row | Test-ZStackDatabaseBackup -Level Checksum");

        tested.ThrowOnError();
        Assert.Equal(east.Server, ((dynamic)tested.Value!).Server);
        Assert.Equal("ZStack.SessionMismatch", strange.ErrorId);
    }

    [Fact]
    public async Task A_record_is_fetched_tested_and_forgotten()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using Shell shell = Connected(node, home);
        string[] before = Temporary();

        Outcome passed = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Test-ZStackDatabaseBackup");
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 404, Times = 10 });
        Outcome failed = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Test-ZStackDatabaseBackup");

        passed.ThrowOnError();
        Assert.Equal("Passed", ((dynamic)passed.Value!).Outcome.ToString());
        Assert.Null(((dynamic)passed.Value!).FullName);
        Assert.Equal("ZStack.IncompleteDownload", failed.ErrorId);
        Assert.Empty(Temporary().Except(before));
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null && copy.CreateDate > DateTimeOffset.Now.AddHours(-1));
    }

    private static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "zstack-????????????");

    private static bool IsExported(SandboxNode node) => node.Records.SelectMany(r => r.Refs).Any(copy => copy.ExportUrl is not null);
}
