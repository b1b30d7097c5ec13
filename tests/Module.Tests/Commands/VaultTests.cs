using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>A vault at the prompt: saved, tested, listed, removed. Evidence itself is tested in Client.Tests.</summary>
public sealed class VaultTests : IDisposable
{
    private readonly TemporaryFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task A_test_of_a_saved_backup_is_kept_and_shown()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);

        Outcome outcome = shell.Run("""
            $saved = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $vault
            $null = $saved | Test-ZStackDatabaseBackup
            $null = $saved | Test-ZStackDatabaseBackup -Level Checksum -NoEvidence
            Get-ZStackSavedBackup $vault
            """);

        outcome.ThrowOnError();
        dynamic found = outcome.Value!;
        Assert.Equal("Structure Passed", $"{found.LastTest.Level} {found.LastTest.Outcome}");
        Assert.Equal("Intact", found.Evidence.ToString());
        Assert.Null(found.ProvenAt);
        Assert.Single(File.ReadAllLines(Directory.GetFiles(_vault.Path, "*.proof.jsonl").Single()));
    }

    [Fact]
    public async Task A_folder_that_is_piped_has_only_its_backups_tested()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $vault | Test-ZStackDatabaseBackup").ThrowOnError();
        File.WriteAllText(_vault.File("x.gz.partial"), "half");

        Outcome outcome = shell.Run("[System.IO.Directory]::GetFiles($vault) | Test-ZStackDatabaseBackup -Verbose");

        outcome.ThrowOnError();
        Assert.Single(outcome.Output);
        Assert.Equal(3, outcome.Verbose.Count(line => line.Contains("not tested as a backup", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_path_the_vault_of_the_environment_is_listed()
    {
        using var shell = new Shell();
        shell.Set("vault", _vault.Path);
        File.WriteAllText(_vault.File("dump.gz.json"), """{"file":"dump.gz","length":4,"backupName":"dump.gz","server":"10.0.0.10","version":"5.2.1","createDate":"2026-11-25T01:00:00+08:00"}""");
        File.WriteAllText(_vault.File("dump.gz"), "dump");

        Outcome named = shell.Run("$old = $env:ZSTACK_BACKUP_VAULT; $env:ZSTACK_BACKUP_VAULT = $vault; try { Get-ZStackSavedBackup } finally { $env:ZSTACK_BACKUP_VAULT = $old }");
        Outcome without = shell.Run("$old = $env:ZSTACK_BACKUP_VAULT; $env:ZSTACK_BACKUP_VAULT = $null; try { Get-ZStackSavedBackup } finally { $env:ZSTACK_BACKUP_VAULT = $old }");

        named.ThrowOnError();
        Assert.Equal("dump.gz", ((dynamic)named.Value!).BackupName);
        Assert.Equal("ZStack.InvalidArgument", without.ErrorId);
        Assert.Contains("ZSTACK_BACKUP_VAULT", without.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Name dump*", 1)]
    [InlineData("-Name other*", 0)]
    [InlineData("-Server 10.0.*", 1)]
    [InlineData("-Version 5.1*", 0)]
    [InlineData("-After 2026-11-25", 1)]
    [InlineData("-After '2026-11-25 01:00:01'", 0)]
    [InlineData("-Before '2026-11-25 01:00:01'", 1)]
    [InlineData("-Before 2026-11-24T17:00:00Z", 0)]
    public void Filters_go_by_what_the_list_shows(string filter, int expected)
    {
        using var shell = new Shell();
        shell.Set("vault", _vault.Path);
        File.WriteAllText(_vault.File("dump.gz.json"), """{"file":"dump.gz","length":4,"backupName":"dump.gz","server":"10.0.0.10","version":"5.2.1","createDate":"2026-11-25T01:00:00+08:00"}""");
        File.WriteAllText(_vault.File("dump.gz"), "dump");

        Outcome outcome = shell.Run("Get-ZStackSavedBackup $vault " + filter);

        outcome.ThrowOnError();
        Assert.Equal(expected, outcome.Output.Count);
    }

    [Fact]
    public async Task Removing_by_policy_takes_all_files_of_a_backup_and_leaves_the_rest()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object { $_.BackupStorageUuids.Count -eq 1 } | Save-ZStackDatabaseBackup -Path $vault | Test-ZStackDatabaseBackup").ThrowOnError();
        int before = Directory.GetFiles(_vault.Path, "*.gz").Length;

        Outcome outcome = shell.Run("Get-ZStackSavedBackup $vault | Get-ZStackRetentionPlan -KeepLast 2 | Where-Object Action -eq Remove | Remove-ZStackSavedBackup -Confirm:$false; (Get-ZStackSavedBackup $vault).Count");
        Outcome kept = shell.Run("Get-ZStackSavedBackup $vault | Get-ZStackRetentionPlan -KeepLast 2 | Remove-ZStackSavedBackup -Confirm:$false");

        outcome.ThrowOnError();
        Assert.True(before > 3);
        Assert.Equal(2, outcome.Value);
        Assert.Equal(6, Directory.GetFiles(_vault.Path).Length);
        Assert.Equal(["ZStack.KeptByPolicy", "ZStack.KeptByPolicy"], kept.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public async Task The_newest_proven_backup_is_refused_without_force()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Run("$saved = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $vault; $null = $saved | Test-ZStackDatabaseBackup").ThrowOnError();
        // As a test of level Restore would leave it: the chain starts with the manifest, so one line may be any line.
        string evidence = Directory.GetFiles(_vault.Path, "*.proof.jsonl").Single();
        File.WriteAllText(evidence, File.ReadAllText(evidence).Replace("\"Structure\"", "\"Restore\"", StringComparison.Ordinal));

        Outcome refused = shell.Run("Get-ZStackSavedBackup $vault | Remove-ZStackSavedBackup -Confirm:$false");
        Outcome forced = shell.Run("Get-ZStackSavedBackup $vault | Remove-ZStackSavedBackup -Confirm:$false -Force");

        Assert.Equal("ZStack.NewestProven", refused.ErrorId);
        forced.ThrowOnError();
        Assert.Empty(Directory.GetFiles(_vault.Path));
    }

    [Fact]
    public async Task Old_proofs_are_renewed_within_the_budget()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 } | ForEach-Object { $_ } | Save-ZStackDatabaseBackup -Path $vault").ThrowOnError();
        int count = Directory.GetFiles(_vault.Path, "*.gz").Length;
        Assert.True(count >= 3);
        const string prove = "Get-ZStackSavedBackup $vault | Test-ZStackDatabaseBackup -Level Restore -MaximumProofAge 7d ";

        // A moment is over after the first one.
        Outcome first = shell.Run(prove + "-Budget 00:00:00.01");
        Outcome second = shell.Run(prove + "-Budget 00:00:00.01 -Verbose");

        first.ThrowOnError();
        second.ThrowOnError();
        string[] names = [.. new[] { first, second }.Select(outcome => (string)((dynamic)outcome.Value!).FullName)];
        Assert.Equal(2, names.Distinct().Count());
        Assert.Contains($"{count - 1} backups are left", first.Warnings.Single(), StringComparison.Ordinal);
        Assert.Contains($"{count - 2} backups are left", second.Warnings.Single(), StringComparison.Ordinal);
        Assert.Contains(second.Verbose, line => line.Contains(names[0], StringComparison.Ordinal) && line.Contains("was proven on", StringComparison.Ordinal));
        Assert.Equal(2, shell.Run("Get-ZStackSavedBackup $vault | Where-Object ProvenAt").Output.Count);
    }

    [Theory]
    [InlineData("-MaximumProofAge 7d", "needs -Level Restore")]
    [InlineData("-Level Restore -MaximumProofAge 7", "MaximumProofAge")]
    [InlineData("-Level Restore -Budget 30", "02:00:00")]
    [InlineData("-Level Restore -Budget 30m", "02:00:00")]
    [InlineData("-Level Restore -Budget ([timespan]::Zero)", "02:00:00")]
    public void A_time_that_could_be_read_in_two_ways_is_refused(string arguments, string words)
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("Test-ZStackDatabaseBackup x.gz " + arguments);

        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
    }

    private Shell Connected(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("vault", _vault.Path);
        return shell;
    }
}
