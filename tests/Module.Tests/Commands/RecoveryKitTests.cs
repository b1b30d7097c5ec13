using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Recovery kits as a user makes them.</summary>
public sealed class RecoveryKitTests
{
    private const string Canary = "c@nary/Tw33t%21$x";

    [Fact]
    public async Task No_file_holds_a_secret_of_any_session_in_any_encoding()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.StartAsync();
        SandboxNode node = shell.Node;
        shell.Set("kit", folder.File("kit"));
        shell.Set("secret", Shell.Credential("x", SandboxAccounts.AccessKeySecret).Password);
        shell.Set("canary", Shell.Credential("proxyuser", Canary));
        shell.Run("$password = Connect-ZStack $node -Credential $admin -ProxyCredential $canary -Proxy http://127.0.0.1:9 -NoProxy:$false -ErrorAction SilentlyContinue");
        shell.Run("$one = Connect-ZStack $node -Credential $admin; $two = Connect-ZStack $node -AccessKeyId SandboxKeyId0001 -AccessKeySecret $secret").ThrowOnError();
        shell.Run("$null = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -Session $one").ThrowOnError();
        string[] tokens = [.. node.Log.All.SelectMany(request => Regex.Matches(request.ToString() + request.Body + string.Join(" ", request.Headers), "(?<=OAuth )[0-9a-f]{32}").Select(match => match.Value)).Where(token => token.Trim('0').Length > 0).Distinct()];
        Assert.NotEmpty(tokens);
        // The node gives secrets back in what it tells: a name with the token of the session, one with a URL of a store.
        BackupRecord[] ready = [.. node.Records.Where(record => record.Status == "Ready").OrderByDescending(record => record.CreateDate)];
        node.ChangeRecord(ready[0].Uuid, record => record with { Name = "leak-" + tokens[0] + ".gz" });
        node.ChangeRecord(ready[1].Uuid, record => record with { Name = "ssh://root:" + Uri.EscapeDataString(Canary) + "@10.0.0.9/x.gz" });

        Outcome made = shell.Run("New-ZStackRecoveryKit $kit -Session $one, $two -Note \"call me; ssh://root:$($canary.GetNetworkCredential().Password)@10.0.0.9/zstack_bs\" -Latest 10");
        Outcome tested = shell.Run("(Test-ZStackRecoveryKit $kit -Session $one, $two).Checks | Where-Object Name -EQ NoSecret");

        made.ThrowOnError();
        string[] secrets = [Canary, "Tw33t", SandboxAccounts.AccessKeySecret, .. tokens];
        string[] forms = [.. secrets.SelectMany(Forms)];
        string[] files = Directory.GetFiles(folder.File("kit"), "*", SearchOption.AllDirectories);
        Assert.Equal(7, files.Length);
        foreach (string file in files)
        {
            string text = await File.ReadAllTextAsync(file);
            Assert.All(forms, form => Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{file}: {form}"));
        }

        Assert.Contains("leak-***", await File.ReadAllTextAsync(folder.File("kit/README.txt")), StringComparison.Ordinal);
        // Who logs in at a storage stands there, how does not.
        Assert.Contains("ssh://root:$encoded@", await File.ReadAllTextAsync(folder.File("kit/README.txt")), StringComparison.Ordinal);
        Assert.Equal("Passed", tested.Output.Single().Properties["Outcome"].Value.ToString());
    }

    [Fact]
    public async Task Every_command_for_PowerShell_is_one_of_this_module()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("folder", folder.Path);
        shell.Run("$null = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder; $null = New-ZStackRecoveryKit \"$folder/kit\" -VaultPath $folder").ThrowOnError();
        Dictionary<string, CmdletInfo> known = shell.Run("Get-Command -Module ZStack.Backup").Output.Select(command => (CmdletInfo)command.BaseObject).ToDictionary(command => command.Name);
        string page = await File.ReadAllTextAsync(folder.File("kit/README.txt"));
        string[] blocks = [.. Regex.Matches(page, @"(?m)(?:^    .*\n)+").Select(match => Regex.Replace(match.Value, "(?m)^    ", "")).Where(block => block.Contains("-ZStack", StringComparison.Ordinal) && !block.Contains("Test-ZStackRecoveryKit with", StringComparison.Ordinal))];

        var seen = new HashSet<string>();
        foreach (string block in blocks)
        {
            Ast script = Parser.ParseInput(block, out _, out ParseError[] errors);
            Assert.Empty(errors);
            foreach (CommandAst command in script.FindAll(ast => ast is CommandAst, true).Cast<CommandAst>().Where(command => command.GetCommandName().Contains("-ZStack", StringComparison.Ordinal)))
            {
                Assert.True(known.TryGetValue(command.GetCommandName(), out CmdletInfo? cmdlet), command.GetCommandName());
                seen.Add(cmdlet!.Name);
                Assert.All(command.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, cmdlet.Parameters.Keys));
            }
        }

        Assert.Equal(["Connect-ZStack", "Find-ZStackRecoveryPoint", "Get-ZStackDatabaseBackup", "Restore-ZStackDatabaseBackup", "Sync-ZStackDatabaseBackup"], seen.Order(StringComparer.Ordinal));
        // And they do what they say, up to the question.
        string[] way = [.. blocks.TakeWhile(block => !block.Contains("Restore-ZStackDatabaseBackup -Follow", StringComparison.Ordinal)).Where(block => !block.Contains("Get-Credential admin", StringComparison.Ordinal))];
        shell.Set("root", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        foreach (string block in way.Where(block => block.Contains("Find-", StringComparison.Ordinal)))
            Assert.NotEmpty(Ran(shell, block.Replace("| Select-Object -First 3", "", StringComparison.Ordinal)).Output);
        string restore = Assert.Single(way, block => block.StartsWith("Restore-", StringComparison.Ordinal));
        Assert.Equal("NotStarted", Ran(shell, restore.TrimEnd() + " -WhatIf").Output.Single().Properties["Outcome"].Value.ToString());
        string fromStore = Assert.Single(way, block => block.StartsWith("$store", StringComparison.Ordinal));
        Assert.Equal("NotStarted", Ran(shell, fromStore.Split('\n', 2)[1].TrimEnd() + " -WhatIf").Output.Single().Properties["Outcome"].Value.ToString());
    }

    [Fact]
    public async Task A_dead_node_among_several_is_named_with_what_the_older_kit_knew()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        SandboxNode dead = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("kit", folder.File("kit"));
        shell.Set("dead", dead.Url);
        shell.Run("$one = (Get-ZStackSession)[0]; $two = Connect-ZStack $dead -Credential $admin; $null = @(Get-ZStackBackupStorage -Session $two | Where-Object { $_.Status -eq 'Connected' -and $_.State -eq 'Enabled' })[0] | New-ZStackDatabaseBackup -Session $two; $null = New-ZStackRecoveryKit $kit -Session $one, $two").ThrowOnError();
        string server = shell.Run("$two.Server").Value!.ToString()!;
        await dead.DisposeAsync();

        Outcome again = shell.Run("New-ZStackRecoveryKit $kit -Session $one, $two");

        Assert.Null(again.Terminating);
        Assert.Equal("ZStack.Unreachable", again.ErrorId);
        Assert.Contains(again.Warnings, warning => warning.Contains(server, StringComparison.Ordinal) && warning.Contains("not reached", StringComparison.Ordinal));
        PSObject known = shell.Run($"(New-ZStackRecoveryKit $kit -Session $one -WarningAction SilentlyContinue).Nodes | Where-Object Server -EQ '{server}'").Output.Single();
        Assert.Equal((false, "5.2.1"), ((bool)known.Properties["Reached"].Value, (string)known.Properties["Version"].Value));
        Assert.Contains("(from the kit of ", await File.ReadAllTextAsync(folder.File("kit/README.txt")), StringComparison.Ordinal);
        // All are dead: the kit stays as it is.
        string before = await File.ReadAllTextAsync(folder.File("kit/kit.json"));
        Outcome nothing = shell.Run("New-ZStackRecoveryKit $kit -Session $two -ErrorAction SilentlyContinue");
        Assert.Equal("ZStack.InvalidArgument", (nothing.Terminating ?? nothing.Errors[^1]).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.File("kit/kit.json")));
    }

    [Theory]
    [InlineData("New-ZStackRecoveryKit $folder/kit", "ZStack.InvalidArgument")]
    [InlineData("New-ZStackRecoveryKit / -VaultPath $folder", "ZStack.InvalidArgument")]
    [InlineData("New-ZStackRecoveryKit $folder -VaultPath $folder", "ZStack.NotAKit")]
    [InlineData("New-ZStackRecoveryKit $folder/kit -VaultPath $folder/nothing", "ZStack.InvalidArgument")]
    [InlineData("Test-ZStackRecoveryKit $folder/nothing", "ZStack.FileNotFound")]
    public void Bad_input_has_its_error_before_anything_is_written(string script, string id)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mine.txt"), "mine");
        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        Outcome outcome = shell.Run(script);

        // What ends the cmdlet comes last.
        ErrorRecord error = outcome.Terminating ?? outcome.Errors[^1];
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotNull(error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal([folder.File("mine.txt")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_vault_alone_makes_a_kit_and_a_copy_of_it_is_tested()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        shell.Set("folder", folder.Path);
        shell.Run("$null = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder; Disconnect-ZStack").ThrowOnError();

        Outcome outcome = shell.Run("$kit = New-ZStackRecoveryKit $folder/kit -VaultPath $folder -IncludeBackup; $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($kit)); $copy | Test-ZStackRecoveryKit -VaultPath $folder; Test-ZStackRecoveryKit ([pscustomobject] @{ Path = $kit.Path }) -Quiet");

        outcome.ThrowOnError();
        Assert.Equal(2, outcome.Output.Count);
        PSObject result = outcome.Output[0];
        var checks = ((IEnumerable<object>)result.Properties["Checks"].Value).Select(check => check.ToString()!).ToArray();
        Assert.Contains("Whole=Passed", checks);
        Assert.Contains("BackupsPresent=Passed", checks);
        // Nothing of the node is known, so nothing is said to be well.
        Assert.Contains("VersionCurrent=Unknown", checks);
        Assert.Contains("NewestProven=Failed", checks);
    }

    private static Outcome Ran(Shell shell, string script)
    {
        Outcome outcome = shell.Run(script);
        outcome.ThrowOnError();
        return outcome;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Uri.EscapeDataString(secret), Uri.EscapeDataString(Uri.EscapeDataString(secret)), Convert.ToBase64String(bytes), Convert.ToHexStringLower(bytes), string.Concat(bytes.Select(b => "%" + b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))), Convert.ToHexStringLower(SHA512.HashData(bytes)), System.Net.WebUtility.HtmlEncode(secret)];
    }
}
