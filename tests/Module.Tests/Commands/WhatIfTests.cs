using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Under <c>-WhatIf</c> no command changes anything, and each one that can change something knows it.</summary>
public sealed class WhatIfTests
{
    // Every command that gets a backup or a storage, as somebody would call it. What a new one does here is for its author to add.
    private static readonly Dictionary<string, string> Calls = new()
    {
        ["New-ZStackDatabaseBackup"] = "New-ZStackDatabaseBackup $storage",
        ["Remove-ZStackDatabaseBackup"] = "Remove-ZStackDatabaseBackup $record -Confirm:$false",
        ["Export-ZStackBackupReport"] = "Export-ZStackBackupReport $folder/report.html -InputObject $health",
        ["Export-ZStackDatabaseBackup"] = "Export-ZStackDatabaseBackup $record",
        ["Remove-ZStackDatabaseBackupExport"] = "Remove-ZStackDatabaseBackupExport $exported -Confirm:$false",
        ["Copy-ZStackDatabaseBackup"] = "Copy-ZStackDatabaseBackup $record -DestinationBackupStorageUuid $other",
        ["Sync-ZStackDatabaseBackup"] = "Sync-ZStackDatabaseBackup $storage",
        ["Restore-ZStackDatabaseBackup"] = "Restore-ZStackDatabaseBackup $record -MySqlRootPassword $store.Password -Force -Confirm:$false",
        ["Save-ZStackDatabaseBackup"] = "Save-ZStackDatabaseBackup $record $folder",
        ["Remove-ZStackSavedBackup"] = "Remove-ZStackSavedBackup $saved -Force -Confirm:$false",
        ["New-ZStackRecoveryKit"] = "New-ZStackRecoveryKit $folder/kit",
        ["Start-ZStackBackupSchedule"] = "Start-ZStackBackupSchedule nightly",
        ["Enable-ZStackBackupSchedule"] = "Enable-ZStackBackupSchedule six-hourly",
        ["Disable-ZStackBackupSchedule"] = "Disable-ZStackBackupSchedule nightly",
        ["Compare-ZStackDatabaseBackup"] = "Compare-ZStackDatabaseBackup $record",
        ["Test-ZStackDatabaseBackup"] = "Test-ZStackDatabaseBackup -Uuid $record",
    };

    // These only read, or open and close sessions.
    private static readonly string[] Readers = ["Connect-ZStack", "Disconnect-ZStack", "Find-ZStackRecoveryPoint", "Get-ZStackBackupHealth", "Get-ZStackBackupSchedule", "Get-ZStackBackupStorage", "Get-ZStackDatabaseBackup", "Get-ZStackDatabaseBackupRecord", "Get-ZStackJob", "Get-ZStackRetentionPlan", "Get-ZStackSavedBackup", "Get-ZStackSession", "Test-ZStackConnection", "Test-ZStackRecoveryKit", "Wait-ZStackJob"];

    [Fact]
    public void Every_command_is_known_to_change_or_to_read()
    {
        using var shell = new Shell();
        CmdletInfo[] commands = [.. shell.Run("Get-Command -Module ZStack.Backup").Output.Select(command => (CmdletInfo)command.BaseObject)];

        string[] known = [.. Calls.Keys, .. Readers];
        string[] unknown = [.. commands.Select(command => command.Name).Except(known)];
        Assert.True(unknown.Length == 0, $"{string.Join(", ", unknown)}: in no list of tests/Module.Tests/Commands/WhatIfTests.cs. What only reads belongs into Readers, what changes something into Calls (copy the line of Sync-ZStackDatabaseBackup).");
        Assert.Equal(known.Length, commands.Length);
        Assert.Equal(Calls.Keys.Order(StringComparer.Ordinal), commands.Where(command => command.Parameters.ContainsKey("WhatIf")).Select(command => command.Name).Order(StringComparer.Ordinal));
        // What can leave an export can make one.
        Assert.All(commands.Where(command => command.Parameters.ContainsKey("KeepExport")), command => Assert.Contains("WhatIf", command.Parameters.Keys));
    }

    [Theory]
    [InlineData("-WhatIf")]
    [InlineData("$WhatIfPreference")]
    public async Task Nothing_but_questions_is_sent(string way)
    {
        using var folder = new TemporaryFolder();
        using var vault = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        shell.Set("folder", folder.Path);
        shell.Set("saved", vault.File("nightly.gz"));
        await File.WriteAllTextAsync(vault.File("nightly.gz"), "a backup");
        shell.Run("$storage, $second, $null = Get-ZStackBackupStorage | Where-Object Status -eq Connected; $records = Get-ZStackDatabaseBackupRecord | Where-Object { $_.BackupStorageUuids.Count -eq 1 }; $other = @($storage, $second | Where-Object Uuid -ne $records[0].BackupStorageUuids[0])[0]; $record = $records[0]; $exported = $records[1]; $null = Export-ZStackDatabaseBackup $exported").ThrowOnError();
        shell.Run("$health = Get-ZStackBackupHealth").ThrowOnError();
        node.Log.Clear();

        foreach (string call in Calls.Values)
        {
            int before = shell.Host.Screen.Length;
            Outcome outcome = shell.Run(way == "-WhatIf" ? call + " -WhatIf" : "$WhatIfPreference = $true; " + call);

            outcome.ThrowOnError();
            Assert.True(shell.Host.Screen[before..].Contains("What if:", StringComparison.Ordinal), call);
            // What the time and version of a node are asked with.
            Assert.All(node.Log.All.Where(request => request.Path != "/v1/management-nodes/actions" || !request.Body.Contains("\"get", StringComparison.Ordinal)), request => Assert.StartsWith(call + ": GET ", call + ": " + request, StringComparison.Ordinal));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Single(Directory.EnumerateFileSystemEntries(vault.Path));
    }

    [Fact]
    public async Task A_test_of_a_file_needs_no_consent()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("folder", folder.Path);

        Outcome outcome = shell.Run("$saved = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder; Test-ZStackDatabaseBackup $saved.FullName -WhatIf");

        outcome.ThrowOnError();
        Assert.Equal("Passed", outcome.Output.Single().Properties["Outcome"].Value.ToString());
    }
}
