using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Which object of which node a change is for.</summary>
public sealed class ChangeTargetTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };

    [Fact]
    public async Task A_name_that_fits_two_is_an_error_that_names_both()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        foreach (string uuid in node.Records.Take(2).Select(r => r.Uuid).ToArray())
            node.ChangeRecord(uuid, record => record with { Name = "twin.gz" });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Remove-ZStackDatabaseBackup twin.gz -Confirm:$false");

        Assert.Equal("ZStack.AmbiguousName", outcome.ErrorId);
        Assert.All(node.Records.Where(r => r.Name == "twin.gz"), record => Assert.Contains(record.Uuid, outcome.Message, StringComparison.Ordinal));
        Assert.Equal(0, node.Deleted);
    }

    [Theory]
    [InlineData("TWIN.gz", 1)]
    [InlineData("Twin.gz", 0)]
    [InlineData("TWIN.GZ", 0)]
    [InlineData("SINGLE.GZ", 1)]
    public async Task A_name_fits_without_case_where_that_is_no_guess(string name, int deleted)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        foreach ((string uuid, string called) in node.Records.Select(r => r.Uuid).Zip(["twin.gz", "TWIN.gz", "single.gz"]).ToArray())
            node.ChangeRecord(uuid, record => record with { Name = called });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run($"Remove-ZStackDatabaseBackup {name} -Confirm:$false; New-ZStackDatabaseBackup Backup-MAIN");

        Assert.Equal(deleted, node.Deleted);
        Assert.Equal(1, node.Created);
        Assert.All(outcome.Errors, error => Assert.StartsWith("ZStack.AmbiguousName,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(1 - deleted, outcome.Errors.Count);
    }

    [Fact]
    public async Task A_deletion_looks_at_the_backup_as_it_is_now()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Run($"$old = Get-ZStackDatabaseBackupRecord -Filter 'backupStorageRefs.backupStorageUuid={SandboxStorages.Main}' -Status Ready -First 1; $null = $old | Copy-ZStackDatabaseBackup -DestinationBackupStorageUuid backup-second").ThrowOnError();

        shell.Run("$old | Remove-ZStackDatabaseBackup -BackupStorageUuid backup-second -Confirm:$false; $old | Remove-ZStackDatabaseBackup -Confirm:$false").ThrowOnError();
        Outcome gone = shell.Run("$old | Remove-ZStackDatabaseBackup -WhatIf");

        Assert.Equal("ZStack.ObjectNotFound", gone.ErrorId);
    }

    [Theory]
    [InlineData("Get-ZStackBackupStorage backup-main", "Remove-ZStackDatabaseBackup -WhatIf")]
    [InlineData("New-ZStackDatabaseBackup backup-main -NoWait", "Remove-ZStackDatabaseBackup -WhatIf")]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1", "New-ZStackDatabaseBackup -WhatIf")]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1", "Sync-ZStackDatabaseBackup -WhatIf")]
    [InlineData("Get-ZStackBackupStorage backup-main", "Get-ZStackJob")]
    public async Task A_row_of_a_file_is_taken_for_what_it_was_made_of(string made, string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        // As Export-Csv and Import-Csv do, which only a whole shell has.
        shell.Run($"$row = [ordered]@{{}}; foreach ($p in ({made}).PSObject.Properties) {{ $row[$p.Name] = [string]$p.Value }}; $row = [pscustomobject]$row").ThrowOnError();
        shell.Node.Log.Clear();

        Outcome outcome = shell.Run("$row | " + script);

        Assert.Matches("^(InputObjectNotBound|ParameterArgumentTransformationError),", Assert.Single(outcome.Errors).FullyQualifiedErrorId);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Records_of_two_nodes_in_one_pipeline_go_each_to_its_own_node()
    {
        await using SandboxNode one = await SandboxNode.StartAsync(Quick);
        await using SandboxNode two = await SandboxNode.StartAsync(Quick);
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("two", two.Url);
        shell.Run("Connect-ZStack $two -Credential $admin").ThrowOnError();

        shell.Run("Get-ZStackDatabaseBackupRecord -Session (Get-ZStackSession) | Where-Object Version -eq 5.1.8 | Remove-ZStackDatabaseBackup -Confirm:$false").ThrowOnError();

        Assert.Equal(4, one.Deleted);
        Assert.Equal(4, two.Deleted);
    }

    [Fact]
    public async Task A_change_never_goes_to_another_node_than_its_object_is_of()
    {
        await using SandboxNode one = await SandboxNode.StartAsync(Quick);
        await using SandboxNode two = await SandboxNode.StartAsync(Quick);
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("two", two.Url);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord -First 1; $s = Connect-ZStack $two -Credential $admin").ThrowOnError();
        two.Log.Clear();

        Outcome live = shell.Run("$r | Remove-ZStackDatabaseBackup -Session $s -Confirm:$false");
        Outcome copy = shell.Run("$c = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($r)); $c | Remove-ZStackDatabaseBackup -Session $s -Confirm:$false");
        Outcome home = shell.Run("$c | Remove-ZStackDatabaseBackup -Confirm:$false");

        Assert.Equal("ZStack.SessionMismatch", live.ErrorId);
        Assert.Equal("ZStack.SessionMismatch", copy.ErrorId);
        home.ThrowOnError();
        Assert.Equal(1, one.Deleted);
        Assert.Empty(two.Log.All);
    }

    [Fact]
    public async Task A_copy_of_an_object_whose_node_is_not_connected_goes_nowhere()
    {
        await using SandboxNode one = await SandboxNode.StartAsync(Quick);
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("row", new PSObject(new { Uuid = one.Records[0].Uuid, Server = "10.9.9.9" }));

        Assert.Equal("ZStack.SessionMismatch", shell.Run("$row | Remove-ZStackDatabaseBackup -Confirm:$false").ErrorId);
        Assert.Empty(one.Log.All);
    }

    [Fact]
    public async Task A_storage_is_not_taken_for_a_backup_nor_the_other_way_round()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome outcome = shell.Run("Get-ZStackBackupStorage backup-main | Remove-ZStackDatabaseBackup -Confirm:$false; Get-ZStackDatabaseBackupRecord -First 1 | New-ZStackDatabaseBackup");

        Assert.Equal(2, outcome.Errors.Count);
        Assert.Empty(shell.Node.Jobs);
    }
}
