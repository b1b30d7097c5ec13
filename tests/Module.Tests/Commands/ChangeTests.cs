using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class ChangeTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };

    [Fact]
    public async Task A_new_backup_is_the_record_that_the_node_made()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome outcome = shell.Run("Get-ZStackBackupStorage backup-main | New-ZStackDatabaseBackup -Description 'before upgrade' -ResourceUuid 0123456789abcdef0123456789abcdef");

        outcome.ThrowOnError();
        dynamic made = outcome.Value!;
        Assert.Equal("0123456789abcdef0123456789abcdef", made.Uuid);
        Assert.Equal("before upgrade", made.Description);
        Assert.Equal("Ready", made.Status);
        Assert.Matches(@"^\d{8}T\d{6}Z-[0-9a-z]{3}\.gz$", (string)made.Name);
        Assert.Equal(1, shell.Node.Created);
        Assert.Empty(shell.Node.Log.Problems);
    }

    [Theory]
    [InlineData("a b.gz")]
    [InlineData("../etc/passwd")]
    [InlineData("a\nb")]
    [InlineData("a;reboot")]
    [InlineData("中文.gz")]
    [InlineData("..")]
    public async Task A_name_that_is_no_safe_file_name_is_refused_with_the_reason(string name)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Set("name", name);

        Outcome outcome = shell.Run("New-ZStackDatabaseBackup backup-main -Name $name");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("name of a file", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task One_failing_storage_is_one_error_and_the_next_has_its_turn()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome outcome = shell.Run($"'{SandboxStorages.Broken}', 'ffffffffffffffffffffffffffffffff', 'nope', '{SandboxStorages.Main}' | New-ZStackDatabaseBackup");

        Assert.Single(outcome.Output);
        Assert.Equal(3, outcome.Errors.Count);
        Assert.StartsWith("ZStack.SYS.", outcome.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, outcome.Errors[1].CategoryInfo.Category);
        Assert.Equal("ffffffffffffffffffffffffffffffff", outcome.Errors[1].TargetObject);
        Assert.StartsWith("ZStack.ObjectNotFound,", outcome.Errors[2].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_backups_go_through_the_pipeline()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        shell.Set("limit", DateTimeOffset.Now.AddDays(-9));
        int before = node.Records.Count;

        Outcome whatIf = shell.Run("Get-ZStackDatabaseBackupRecord -Before $limit | Remove-ZStackDatabaseBackup -WhatIf");
        int untouched = node.Records.Count;
        Outcome real = shell.Run("Get-ZStackDatabaseBackupRecord -Before $limit | Remove-ZStackDatabaseBackup -Confirm:$false");

        whatIf.ThrowOnError();
        real.ThrowOnError();
        Assert.Equal(before, untouched);
        Assert.True(node.Records.Count < before);
        Assert.All(node.Records, record => Assert.True(record.CreateDate >= DateTimeOffset.Now.AddDays(-10)));
        Assert.Contains("nightly-", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains(SandboxStorages.Main, shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "22")]
    public async Task Only_the_copies_on_the_named_storages_go()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        BackupRecord two = shell.Node.Records.First(r => r.Refs.Count == 2 && r.Refs.Any(copy => copy.BackupStorageUuid == SandboxStorages.Second));
        shell.Set("uuid", two.Uuid);

        shell.Run("Remove-ZStackDatabaseBackup $uuid -BackupStorageUuid backup-second -Confirm:$false").ThrowOnError();
        Outcome again = shell.Run("Remove-ZStackDatabaseBackup $uuid -BackupStorageUuid backup-second -Confirm:$false");

        Assert.Equal([SandboxStorages.Main], shell.Node.Records.Single(r => r.Uuid == two.Uuid).Refs.Select(copy => copy.BackupStorageUuid));
        Assert.Equal("ZStack.ObjectNotFound", again.ErrorId);
    }

    [Fact]
    [Trait("Pitfall", "27")]
    public async Task An_export_is_made_once_and_its_url_comes_back_ever_after()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome first = shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup; $e");
        Outcome second = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup");
        int exports = shell.Node.Jobs.Count;
        Outcome removed = shell.Run("$e | Remove-ZStackDatabaseBackupExport -Confirm:$false");
        Outcome notThere = shell.Run("$e | Remove-ZStackDatabaseBackupExport -Confirm:$false");

        Assert.Equal(((dynamic)first.Value!).Url, ((dynamic)second.Value!).Url);
        Assert.False(((dynamic)first.Value!).AlreadyExported);
        Assert.True(((dynamic)second.Value!).AlreadyExported);
        Assert.Equal(1, exports);
        removed.ThrowOnError();
        Assert.Equal("ZStack.ObjectNotFound", notThere.ErrorId);
    }

    [Fact]
    public async Task Whoever_is_second_gets_the_export_of_the_first()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(500) });
        Shell[] shells = [Shell.ConnectedTo(node), Shell.ConnectedTo(node)];

        Running[] running = [.. shells.Select(shell => shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup"))];
        Outcome[] outcomes = [.. running.Select(one => one.Wait(TimeSpan.FromSeconds(60)))];

        Assert.All(outcomes, outcome => outcome.ThrowOnError());
        Assert.Single(outcomes.Select(outcome => (string)((dynamic)outcome.Value!).Url).Distinct());
        Assert.Single(outcomes, outcome => ((dynamic)outcome.Value!).AlreadyExported);
        foreach (IDisposable one in (IDisposable[])[.. running, .. shells])
            one.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public async Task An_empty_cell_names_no_storage_of_an_export(string? cell)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup").ThrowOnError();
        shell.Set("cell", cell!);

        Outcome typed = shell.Run("Remove-ZStackDatabaseBackupExport $e.BackupUuid $cell -Confirm:$false");
        int jobs = shell.Node.Jobs.Count;
        Outcome piped = shell.Run("[pscustomobject]@{ BackupUuid = $e.BackupUuid; BackupStorageUuid = $cell } | Remove-ZStackDatabaseBackupExport -Confirm:$false");

        // On the command line it is a variable that should hold something.
        Assert.Equal("ZStack.InvalidArgument", typed.ErrorId);
        Assert.Equal(1, jobs);
        piped.ThrowOnError();
        Assert.Equal(2, shell.Node.Jobs.Count);
    }

    [Fact]
    public async Task With_copies_on_two_storages_and_none_named_the_error_lists_them()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Set("uuid", shell.Node.Records.First(r => r.Refs.Count == 2).Uuid);

        Outcome outcome = shell.Run("Export-ZStackDatabaseBackup $uuid");

        Assert.Equal("ZStack.AmbiguousBackupStorage", outcome.ErrorId);
        Assert.Contains(SandboxStorages.Main, outcome.Message, StringComparison.Ordinal);
        Assert.Contains(SandboxStorages.Second, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Jobs);
    }

    [Fact]
    public async Task Without_a_copy_to_use_it_is_said_why()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        BackupRecord record = node.Records.First(r => r.Refs.Count == 1);
        shell.Set("uuid", record.Uuid);
        shell.Set("there", record.Refs[0].BackupStorageUuid);
        shell.Set("elsewhere", node.Storages.First(s => s.Uuid != record.Refs[0].BackupStorageUuid).Uuid);

        Outcome lies = shell.Run("Copy-ZStackDatabaseBackup $uuid $there");
        Outcome without = shell.Run("Export-ZStackDatabaseBackup $uuid $elsewhere");
        node.ChangeRecord(record.Uuid, old => old with { Status = "Creating", Refs = [] });
        Outcome[] creating = [.. new[] { "Copy-ZStackDatabaseBackup $uuid $elsewhere", "Export-ZStackDatabaseBackup $uuid", "Save-ZStackDatabaseBackup $uuid -Path /" }.Select(shell.Run)];

        Assert.Contains($"lies on storage {record.Refs[0].BackupStorageUuid} already, and there is no other copy to use.", lies.Message, StringComparison.Ordinal);
        Assert.Contains("-DestinationBackupStorageUuid", lies.Advice, StringComparison.Ordinal);
        Assert.Contains("has no copy of the database backup on storage \"", without.Message, StringComparison.Ordinal);
        Assert.All(creating, outcome => Assert.Contains($"Database backup {record.Name} of node {node.Server} has no copy that is ready; the status of the backup is Creating.", outcome.Message, StringComparison.Ordinal));
        Assert.All([lies, without, .. creating], outcome => Assert.Equal("ZStack.ObjectNotFound", outcome.ErrorId));
        Assert.Empty(node.Jobs);
    }

    [Fact]
    public async Task A_uuid_that_is_in_use_is_named_in_the_advice()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Set("uuid", shell.Node.Records[0].Uuid);

        Outcome outcome = shell.Run("New-ZStackDatabaseBackup (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0] -ResourceUuid $uuid");

        Assert.Equal("ZStack.SYS.1007", outcome.ErrorId);
        Assert.Contains("-ResourceUuid", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_finds_its_source_itself()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        BackupRecord one = shell.Node.Records.First(r => r.Refs.Count == 1);
        shell.Set("name", one.Name);

        Outcome outcome = shell.Run("Copy-ZStackDatabaseBackup $name -DestinationBackupStorageUuid backup-second");
        Outcome same = shell.Run("Copy-ZStackDatabaseBackup $name -DestinationBackupStorageUuid backup-second -SourceBackupStorageUuid backup-second");

        outcome.ThrowOnError();
        Assert.Equal(SandboxStorages.Main + ";" + SandboxStorages.Second, ((dynamic)outcome.Value!).BackupStorageUuids.ToString());
        Assert.Equal("ZStack.InvalidArgument", same.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Pitfall", "29")]
    public async Task A_scan_counts_where_the_server_counts(bool hasResult)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick with { HasSyncResult = hasResult });

        Outcome outcome = shell.Run("Get-ZStackBackupStorage backup-main | Sync-ZStackDatabaseBackup -Confirm:$false");

        outcome.ThrowOnError();
        Assert.Equal(hasResult ? 2L : (long?)null, ((dynamic)outcome.Value!).NewBackupCount);
    }

    /// <summary>Every cmdlet that changes something, in every parameter set.</summary>
    [Theory]
    [InlineData("New-ZStackDatabaseBackup backup-main")]
    [InlineData("New-ZStackDatabaseBackup backup-main -NoWait")]
    [InlineData("$r | Remove-ZStackDatabaseBackup")]
    [InlineData("Remove-ZStackDatabaseBackup $r.Uuid -BackupStorageUuid backup-main")]
    [InlineData("$r | Export-ZStackDatabaseBackup")]
    [InlineData("Export-ZStackDatabaseBackup $r.Uuid backup-main -NoWait")]
    [InlineData("Get-ZStackDatabaseBackupRecord | Where-Object ExportUrl | Remove-ZStackDatabaseBackupExport")]
    [InlineData("$r | Copy-ZStackDatabaseBackup -DestinationBackupStorageUuid backup-second")]
    [InlineData("Get-ZStackBackupStorage | Sync-ZStackDatabaseBackup")]
    [InlineData("$r | Save-ZStackDatabaseBackup -Path $tmp")]
    [InlineData("Save-ZStackDatabaseBackup -Url http://127.0.0.1:1/x.gz -Path $tmp")]
    public async Task WhatIf_sends_no_change(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        using var folder = new TemporaryFolder();
        shell.Set("tmp", folder.Path);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord -First 1").ThrowOnError();

        Outcome outcome = shell.Run(script + " -WhatIf");

        outcome.ThrowOnError();
        Assert.Empty(outcome.Output);
        Assert.StartsWith("What if: ", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Node.Log.All, request => request.Method != "GET");
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(folder.Path));
    }
}
