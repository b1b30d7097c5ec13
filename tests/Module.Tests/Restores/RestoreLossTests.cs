using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>What a restore would cost is said before it, where a saved copy tells: it stops for volumes that moved, and counts what would be forgotten.</summary>
public sealed class RestoreLossTests
{
    [Fact]
    public async Task Volumes_that_moved_stop_it_and_what_would_be_forgotten_stands_in_the_question()
    {
        using var vault = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick });
        using Shell shell = Saved(node, vault);

        Outcome refused = shell.Run(Restore + "-VaultPath $vault " + Unattended);
        Outcome asked = shell.Run(Restore + "-VaultPath $vault -WhatIf -SkipCheck VolumesMoved");

        Assert.Equal("ZStack.Restore.VolumesMoved", refused.ErrorId);
        Assert.Contains(node.Resources("Volume").Single(volume => volume.Uuid == Moved(node))["name"]!, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Compare-ZStackDatabaseBackup", refused.Advice, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
        asked.ThrowOnError();
        Assert.Equal(["VolumesMoved: Skipped", "WouldBeForgotten: Warning"], Items(asked.Output.Single(), "Checks").Select(check => check.ToString()).TakeLast(2));
        string warning = asked.Warnings.Single(line => line.Contains("would forget", StringComparison.Ordinal));
        Assert.Contains("3 VMs", warning, StringComparison.Ordinal);
        Assert.Contains("would forget 3 VMs", shell.Host.Screen.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_checks_pass_when_nothing_changed()
    {
        using var vault = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick });
        using Shell shell = Saved(node, vault);
        node.Context.Dumps.Cloud!.GoBack(node.Records.Single(record => record.Uuid == (string)shell.Runspace.SessionStateProxy.GetVariable("uuid")).CreateDate);

        Outcome outcome = shell.Run(Restore + "-VaultPath $vault -WhatIf");

        outcome.ThrowOnError();
        Assert.Equal(["VolumesMoved: Passed", "WouldBeForgotten: Passed"], Items(outcome.Output.Single(), "Checks").Select(check => check.ToString()).TakeLast(2));
    }

    [Theory]
    [InlineData("", "No saved copy")]
    [InlineData("damaged", "could not be performed")]
    [InlineData("lacks", "does not list all of its volumes")]
    public async Task Unknown_checks_are_reported_and_stop_nothing(string before, string words)
    {
        using var vault = new TemporaryFolder();
        using var empty = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick, LacksQueries = before == "lacks" ? ["Volume", "VmInstance"] : [] });
        using Shell shell = Saved(node, vault);
        shell.Set("where", before.Length == 0 ? empty.Path : vault.Path);
        if (before == "damaged")
            await System.IO.File.WriteAllTextAsync(System.IO.Directory.GetFiles(vault.Path, "*.gz").Single(), "garbage");

        Outcome outcome = shell.Run(Restore + "-VaultPath $where -WhatIf");

        outcome.ThrowOnError();
        Assert.Contains("VolumesMoved: Unknown", Items(outcome.Output.Single(), "Checks").Select(check => check.ToString()));
        Assert.Contains(outcome.Warnings, line => line.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_volumes_that_moved_the_first_five_are_named()
    {
        using var vault = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick });
        using Shell shell = Saved(node, vault);
        CloudResource[] others = [.. node.Resources("Volume").Where(volume => volume.Uuid != Moved(node) && volume.CreateDate < node.Records.Min(record => record.CreateDate)).Take(7)];
        foreach (CloudResource volume in others)
            node.ChangeCloud(volume.With("installPath", "/elsewhere/" + volume.Uuid));

        Outcome refused = shell.Run(Restore + "-VaultPath $vault " + Unattended);

        Assert.Equal("ZStack.Restore.VolumesMoved", refused.ErrorId);
        Assert.Contains(": 8 (", refused.Message, StringComparison.Ordinal);
        Assert.Contains(" +3)", refused.Message, StringComparison.Ordinal);
        string[] names = [Name(node, Moved(node)), .. others.Select(volume => volume["name"]!)];
        Assert.Equal(5, names.Count(name => refused.Message.Contains(name, StringComparison.Ordinal)));

        static string Name(SandboxNode node, string uuid) => node.Resources("Volume").Single(volume => volume.Uuid == uuid)["name"]!;
    }

    [Fact]
    public async Task An_account_that_sees_a_part_of_the_cloud_knows_nothing_for_sure()
    {
        using var vault = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick });
        string session = node.Context.Sessions.Open();
        node.Faults.Chooser = request => request.Path.EndsWith("/v1/accounts/login", StringComparison.Ordinal)
            ? new Fault(FaultKind.Answer) { Status = 200, Body = $$"""{"inventory":{"uuid":"{{session}}","accountUuid":"0123456789abcdef0123456789abcdef"} }""" } : null;
        using Shell shell = Saved(node, vault);
        node.Context.Dumps.Cloud!.GoBack(node.Records.Single(record => record.Uuid == (string)shell.Runspace.SessionStateProxy.GetVariable("uuid")).CreateDate);

        Outcome outcome = shell.Run(Restore + "-VaultPath $vault -WhatIf");

        outcome.ThrowOnError();
        Assert.Equal(["VolumesMoved: Unknown", "WouldBeForgotten: Unknown"], Items(outcome.Output.Single(), "Checks").Select(check => check.ToString()).TakeLast(2));
    }

    /// <summary>The backup of <c>$uuid</c> is the newest, and lies in <c>$vault</c>.</summary>
    private static Shell Saved(SandboxNode node, TemporaryFolder vault)
    {
        Shell shell = Ready(node);
        shell.Set("vault", vault.Path);
        shell.Set("main", SandboxStorages.Main);
        shell.Run("$uuid = @(Get-ZStackDatabaseBackupRecord).Where({ $_.Status -eq 'Ready' }, 'First')[0].Uuid; $null = Save-ZStackDatabaseBackup $uuid -BackupStorageUuid $main -Path $vault").ThrowOnError();
        return shell;
    }

    private static string Moved(SandboxNode node) => node.Resources("Volume").Where(volume => volume.LastOpDate > volume.CreateDate).MaxBy(volume => volume.LastOpDate)!.Uuid;
}
