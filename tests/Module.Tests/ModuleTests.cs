using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void It_imports_twice_and_exports_what_the_manifest_says()
    {
        using var shell = new Shell();
        shell.Set("path", StagedModule.Path);

        Outcome outcome = shell.Run("Import-Module $path; Import-Module $path -Force; (Get-Command -Module ZStack.Backup).Name");

        outcome.ThrowOnError();
        Assert.Equal(
            ["Connect-ZStack", "Disconnect-ZStack", "Get-ZStackDatabaseBackup", "Get-ZStackSession", "Test-ZStackConnection"],
            outcome.Output.Select(o => o.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Connect-ZStack x -LoginType L", "Ldap")]
    [InlineData("Connect-ZStack x -ServerTimeZone Asia/Shangh", "Asia/Shanghai")]
    [InlineData("Get-ZStackDatabaseBackup -Reg", "-RegistryPort")]
    [InlineData("Get-ZStackDatabaseBackup -Host", "-HostName")]
    public void Values_and_parameters_complete(string input, string expected)
    {
        using var shell = new Shell();
        using PowerShell powerShell = PowerShell.Create(shell.Runspace);

        CommandCompletion completion = CommandCompletion.CompleteInput(input, input.Length, null, powerShell);

        Assert.Contains(completion.CompletionMatches, match => match.CompletionText == expected);
    }

    [Fact]
    public async Task Two_runspaces_list_at_the_same_time()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = 5000 });
        using Shell one = Shell.ConnectedTo(node);
        using Shell two = Shell.ConnectedTo(node);
        const string Script = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store";

        using Running first = one.Start(Script);
        using Running second = two.Start(Script);

        Assert.Equal(5000, first.Wait(TimeSpan.FromSeconds(60)).Output.Count);
        Assert.Equal(5000, second.Wait(TimeSpan.FromSeconds(60)).Output.Count);
    }
}
