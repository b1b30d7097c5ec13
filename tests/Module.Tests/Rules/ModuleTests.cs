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
        Outcome inAssembly = shell.Run("(Get-Command Connect-ZStack).ImplementingType.Assembly.GetExportedTypes() | ForEach-Object { foreach ($a in $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)) { $a.VerbName + '-' + $a.NounName } }");

        outcome.ThrowOnError();
        Assert.Contains("Get-ZStackDatabaseBackup", outcome.Output.Select(o => o.ToString()));
        Assert.Equal(inAssembly.Output.Select(o => o.ToString()).Order(StringComparer.Ordinal), outcome.Output.Select(o => o.ToString()).Order(StringComparer.Ordinal));
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

    [Theory]
    [InlineData("3.0.0.0", true)]
    [InlineData("6.2.7.0", false)]
    [InlineData("7.0.13.500", false)]
    [InlineData("7.3.12.500", false)]
    [InlineData("7.4.0.500", true)]
    [InlineData("7.6.9.500", true)]
    public void An_engine_that_is_too_old_is_refused_with_what_is_needed(string version, bool fits)
    {
        using var shell = new Shell();
        shell.Set("engine", new Version(version));

        // No other engine runs in this process, so the check is asked itself.
        Outcome outcome = shell.Run("""
            $check = (Get-Command Connect-ZStack).ImplementingType.Assembly.GetType('ZStack.Backup.EngineCheck')
            $require = $check.GetMethod('Require', [Reflection.BindingFlags]'NonPublic,Static')
            try { $null = $require.Invoke($null, @($engine)) } catch { $_.Exception.GetBaseException().Message }
            """);

        if (fits)
            Assert.Empty(outcome.Output);
        else
            Assert.Equal($"ZStack.Backup needs Windows PowerShell 5.1 or PowerShell 7.4 or newer; this is {new Version(version).ToString(2)}.", outcome.Value);
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
