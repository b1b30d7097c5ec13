using System;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>After two seconds of waiting the screen says for what, and for how long.</summary>
public sealed class SignOfLifeTests
{
    [Theory]
    [InlineData("database-backups/image-store", "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store", "reads image store ssh://root@127.0.0.1:22/zstack_bs")]
    [InlineData("database-backups", "Get-ZStackDatabaseBackupRecord", "has not answered yet")]
    [InlineData("backup-storage", "Get-ZStackBackupStorage", "has not answered yet")]
    [InlineData("management-nodes", "Test-ZStackConnection $node", "has not answered yet")]
    [InlineData("accounts/login", "Connect-ZStack $node -Credential $admin", "has not answered PUT ")]
    [InlineData("POST", "New-ZStackDatabaseBackup $main -Confirm:$false", "has not answered to job ")]
    [InlineData("api-jobs", "New-ZStackDatabaseBackup $main -Confirm:$false", "has not told the state of job ")]
    [InlineData("database-backups/actions", "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql -Force -Confirm:$false", "has not answered to job ")]
    [InlineData("longjobs", "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql -WhatIf", "has not answered")]
    public async Task A_silent_node_is_said_to_be_waited_for(string stalled, string script, string words)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = RestoreShell.Ready(node);
        shell.Set("main", SandboxStorages.Main);
        bool isMethod = stalled == "POST";
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = isMethod ? "" : stalled, Method = isMethod ? stalled : "", Delay = TimeSpan.FromMinutes(1) });

        using Running running = shell.Start(script);
        await Eventually.True(() => shell.Host.Screen.Contains(words, StringComparison.Ordinal));
        await Eventually.True(() => shell.Host.Screen.Contains(" 4 s: ", StringComparison.Ordinal));
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        Assert.Contains(" 2 s: ", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(" 1 s: ", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains(node.Server, shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_answers_is_not_waited_for()
    {
        await using SandboxNode silent = await SandboxNode.StartAsync();
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        shell.Set("other", silent.Url);
        shell.Run("$null = Connect-ZStack $other -Credential $admin").ThrowOnError();
        silent.Faults.Add(new Fault(FaultKind.Stall) { Match = "database-backups", Delay = TimeSpan.FromMinutes(1) });

        using Running running = shell.Start("Get-ZStackDatabaseBackupRecord -Session (Get-ZStackSession)");
        await Eventually.True(() => shell.Host.Screen.Contains(" 3 s: ", StringComparison.Ordinal));
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        Assert.NotEmpty(running.SoFar);
        Assert.Contains($"node {silent.Server} has not answered yet", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain($"node {node.Server} has not answered yet", shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quick_answer_shows_nothing()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        shell.Run("Get-ZStackDatabaseBackupRecord; Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store").ThrowOnError();

        Assert.DoesNotContain("Waiting", shell.Host.Screen, StringComparison.Ordinal);
    }
}
