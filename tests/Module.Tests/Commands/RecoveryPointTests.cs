using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The question at 3 a.m.: which backup? The ranking itself is tested in Client.Tests.</summary>
public sealed class RecoveryPointTests : IDisposable
{
    // As a test of level Restore would leave it: the chain starts with the manifest, so one line may be any line.
    private const string Prove = """
        $null = $saved | Test-ZStackDatabaseBackup
        foreach ($one in $saved) {
            $proof = $one.FullName + '.proof.jsonl'
            [System.IO.File]::WriteAllText($proof, [System.IO.File]::ReadAllText($proof).Replace('"Structure"', '"Restore"'))
        }
        """;

    private readonly TemporaryFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task The_proven_backup_is_the_answer_and_a_restore_takes_it()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        Save(shell);

        Outcome outcome = shell.Run("($points = Find-ZStackRecoveryPoint $vault)");

        outcome.ThrowOnError();
        dynamic best = outcome.Output[0].BaseObject;
        Assert.Equal("1 Yes Record", $"{best.Rank} {best.Usable} {best.Source}");
        Assert.NotNull(best.ProvenAt);
        Assert.Equal(2, best.Places.Count);
        Assert.Equal(node.Records.Count, outcome.Output.Count);
        Assert.All(outcome.Output.Skip(1), point => Assert.NotEqual(0, ((dynamic)point.BaseObject).Reasons.Count));
        Assert.Contains("older than", (string)best.Reasons.ToString(), StringComparison.Ordinal);

        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        Outcome restore = shell.Run("$points[0] | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql -WhatIf");
        restore.ThrowOnError();
        Assert.Equal((string)best.BackupName, (string)((dynamic)restore.Value!).BackupName);
    }

    [Fact]
    public async Task A_dead_node_is_an_error_and_the_vault_still_answers()
    {
        SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        Save(shell);
        await node.DisposeAsync();

        Outcome outcome = shell.Run("Find-ZStackRecoveryPoint $vault -ForVersion 5.2.1");

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains("What lies at home is listed", outcome.Message, StringComparison.Ordinal);
        Answer(Assert.Single(outcome.Output).BaseObject);
    }

    [Fact]
    public async Task Without_any_session_the_vault_answers_alone()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using (Shell connected = Connected(node))
            Save(connected);
        using var shell = new Shell();
        shell.Set("vault", _vault.Path);

        Outcome outcome = shell.Run("Find-ZStackRecoveryPoint -VaultPath $vault -ForVersion 5.2.1");
        Outcome unknown = shell.Run("(Find-ZStackRecoveryPoint $vault).Usable");

        outcome.ThrowOnError();
        Answer(outcome.Value!);
        Assert.Equal("Unknown", unknown.Value!.ToString());
    }

    [Fact]
    public void With_nowhere_to_look_it_says_where_it_could()
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("$old = $env:ZSTACK_BACKUP_VAULT; $env:ZSTACK_BACKUP_VAULT = $null; try { Find-ZStackRecoveryPoint } finally { $env:ZSTACK_BACKUP_VAULT = $old }");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("ZSTACK_BACKUP_VAULT", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_point_pipes_into_the_commands_that_take_its_parts()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        Save(shell);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        shell.Run("$record = @(Find-ZStackRecoveryPoint | Where-Object { $_.Source -eq 'Record' -and $_.Usable -eq 'Yes' -and $_.Record.BackupStorageUuids.Count -eq 1 })[0]").ThrowOnError();

        // A record is fetched and tested, a file at home is tested where it lies.
        Outcome tested = shell.Run("$record | Test-ZStackDatabaseBackup; (Find-ZStackRecoveryPoint $vault)[0] | Test-ZStackDatabaseBackup -NoEvidence");
        tested.ThrowOnError();
        Assert.Equal([null, Directory.GetFiles(_vault.Path, "*.gz").Single()], tested.Output.Select(result => (string?)((dynamic)result.BaseObject).FullName));

        Outcome saved = shell.Run("""$null = [System.IO.Directory]::CreateDirectory("$vault/again"); $record | Save-ZStackDatabaseBackup -Path $vault/again""");
        Assert.Equal("ZStack.Backup.SavedBackup", saved.Value!.GetType().FullName);
    }

    [Fact]
    public async Task A_backup_on_a_store_is_restored_with_the_credential_of_the_store()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        shell.Run("$onStore = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Find-ZStackRecoveryPoint | Where-Object { $_.Source -eq 'ImageStore' })").ThrowOnError();

        Outcome restored = shell.Run("$onStore[0] | Restore-ZStackDatabaseBackup -Credential $store -MySqlRootPassword $mysql -WhatIf");
        Outcome saved = shell.Run("@($onStore | Where-Object { -not $_.Record })[0] | Save-ZStackDatabaseBackup -Path $vault");

        restored.ThrowOnError();
        Assert.Equal("NotStarted", ((dynamic)restored.Value!).Outcome.ToString());
        Assert.Contains("Sync-ZStackDatabaseBackup", saved.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_at_home_is_no_backup_of_the_node_and_the_words_say_so()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        Save(shell);
        shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object Md5 -eq $saved.Md5 | Remove-ZStackDatabaseBackup -Confirm:$false").ThrowOnError();
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);

        Outcome outcome = shell.Run("@(Find-ZStackRecoveryPoint $vault)[0] | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql -WhatIf");

        Assert.Contains("OnlyAtHome", outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("file at home", outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_that_do_not_match_are_left_out_and_other_input_is_an_error()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        Save(shell);

        Assert.Empty(shell.Run("Find-ZStackRecoveryPoint $vault -Before 2000-01-01").Output);
        Assert.Empty(shell.Run("Find-ZStackRecoveryPoint $vault -Server 192.0.2.*").Output);
        Assert.NotEmpty(shell.Run("Find-ZStackRecoveryPoint $vault -Server 127.*").Output);
        Outcome wrong = shell.Run("Get-ZStackSession | Find-ZStackRecoveryPoint $vault -Session (Get-ZStackSession)");
        Assert.Equal("ZStack.InvalidArgument", wrong.ErrorId);
        Assert.NotEmpty(wrong.Output);
    }

    [Fact]
    public void Backups_of_several_nodes_are_not_mixed_up_without_a_word()
    {
        using var shell = new Shell();
        shell.Set("vault", _vault.Path);
        foreach (string server in new[] { "10.0.0.10", "10.0.0.20" })
        {
            File.WriteAllText(_vault.File(server + ".gz"), "dump");
            File.WriteAllText(_vault.File(server + ".gz.json"), $$"""{"file":"{{server}}.gz","length":4,"server":"{{server}}","version":"5.2.1","createDate":"2026-11-25T01:00:00+08:00"}""");
        }

        Assert.Contains("10.0.0.10, 10.0.0.20", shell.Run("Find-ZStackRecoveryPoint $vault").Warnings.Single(), StringComparison.Ordinal);
        Assert.Empty(shell.Run("Find-ZStackRecoveryPoint $vault -Server 10.0.0.20").Warnings);
    }

    /// <summary>The answer without a node: proven, from home, and how the file gets onto a node.</summary>
    private static void Answer(object value)
    {
        dynamic point = value;
        Assert.Equal("Yes File", $"{point.Usable} {point.Source}");
        Assert.NotNull(point.ProvenAt);
        Assert.Equal(1, point.Reasons.Count);
        Assert.Equal("OnlyAtHome", point.Reasons[0].Id.ToString());
        string text = point.Reasons[0].Text;
        Assert.Contains("zstack-ctl restore_mysql --from-file", text, StringComparison.Ordinal);
        Assert.Contains((string)point.FullName, text, StringComparison.Ordinal);
    }

    private void Save(Shell shell) => shell.Run("$saved = @(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })[1] | Save-ZStackDatabaseBackup -Path $vault\n" + Prove).ThrowOnError();

    private Shell Connected(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("vault", _vault.Path);
        return shell;
    }
}
