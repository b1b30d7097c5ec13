using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>What speaks against a restore is seen before it happens, and what is not known is not said to be known.</summary>
public sealed class RestoreDoubtTests
{
    [Fact]
    public async Task Checks_that_did_not_pass_warn_and_stand_in_the_question_with_their_numbers()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { RunningLongJobs = 3 });
        using Shell shell = Ready(node);
        node.Clock.Skew = TimeSpan.FromMinutes(10);
        shell.Host.Choices.Enqueue(2);

        Outcome outcome = shell.Run(Restore);

        outcome.ThrowOnError();
        string warnings = string.Join("\n", outcome.Warnings);
        string asked = Flat(shell.Host.Screen);
        foreach (string words in new[] { "Newer backups: 1", "interrupted: 3", "No saved copy of " })
        {
            Assert.Contains(words, warnings, StringComparison.Ordinal);
            Assert.Contains(words, asked.Substring(asked.IndexOf("Replace the database", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        Match clock = Regex.Match(warnings, @"clock of the node is (\d+) s ahead");
        Assert.True(clock.Success && Math.Abs(int.Parse(clock.Groups[1].ValueSpan) - 600) < 30, warnings);
        Assert.Contains(clock.Value, asked, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task WhatIf_shows_reason_and_fix_of_each_check_that_did_not_pass()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { RunningLongJobs = 2 });
        using Shell shell = Ready(node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/backup-storage", Status = 404, Body = "no api mapping to it", Times = int.MaxValue });

        Outcome outcome = shell.Run($"$r = {Restore} -WhatIf; $r; $r | Out-Default");

        outcome.ThrowOnError();
        string screen = Flat(shell.Host.Screen.Substring(shell.Host.Screen.IndexOf("Outcome", StringComparison.Ordinal)));
        PSObject[] checks = [.. Items(outcome.Output.Single(), "Checks")];
        Assert.True(checks.Count(check => Text(check, "Outcome") != "Passed") >= 3);
        foreach (PSObject check in checks.Where(check => Text(check, "Outcome") != "Passed"))
        {
            Assert.NotEmpty(Text(check, "Fix"));
            Assert.Contains(Flat(Text(check, "Reason")), screen, StringComparison.Ordinal);
            Assert.Contains(Flat(Text(check, "Fix")), screen, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nothing", "Unknown")]
    [InlineData("manifest only", "Unknown")]
    [InlineData("garbage", "Warning")]
    [InlineData("garbage with a forged manifest", "Warning")]
    [InlineData("empty", "Unknown")]
    [InlineData("folder", "Unknown")]
    [InlineData("cut", "Warning")]
    [InlineData("saved", "Warning", "was never tested")]
    [InlineData("saved without manifest", "Warning", "was never tested")]
    [InlineData("saved with garbage for a manifest", "Warning", "was never tested")]
    [InlineData("tested", "Warning", "tested at level Structure on")]
    [InlineData("proven", "Passed", "proven to restore on")]
    [InlineData("proven in the vault", "Passed", "proven to restore on")]
    [InlineData("proven under another name", "Passed", "proven to restore on")]
    [InlineData("failed", "Warning", "newest test of")]
    [InlineData("evidence changed", "Warning", "was changed")]
    [InlineData("evidence of other bytes", "Warning", "was never tested")]
    public async Task Evidence_is_only_what_was_read_and_compared(string what, string expected, string words = "")
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        using Shell shell = Ready(node);
        shell.Set("folder", folder.Path);
        shell.Set("main", SandboxStorages.Main);
        Outcome saved = shell.Run("$saved = Save-ZStackDatabaseBackup $uuid -BackupStorageUuid $main -Path $folder -Confirm:$false; $saved.FullName; $ExecutionContext.SessionState.Path.SetLocation($folder)");
        saved.ThrowOnError();
        string file = saved.Output[0].ToString();
        string manifest = file + ".json";
        switch (what)
        {
            case "nothing":
                File.Delete(file);
                File.Delete(manifest);
                break;
            case "manifest only":
                File.Delete(file);
                break;
            case "garbage":
                await File.WriteAllTextAsync(file, "garbage");
                break;
            case "garbage with a forged manifest":
                await File.WriteAllTextAsync(file, "garbage");
                string forged = Regex.Replace(await File.ReadAllTextAsync(manifest), "(\"length\": )\\d+", "${1}7");
                await File.WriteAllTextAsync(manifest, Regex.Replace(forged, "(\"sha256\": \")[0-9a-f]+", "${1}" + Convert.ToHexStringLower(SHA256.HashData("garbage"u8))));
                break;
            case "empty":
                await File.WriteAllBytesAsync(file, []);
                break;
            case "folder":
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
            case "cut":
                await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);
                break;
            case "saved without manifest":
                File.Delete(manifest);
                break;
            case "saved with garbage for a manifest":
                await File.WriteAllTextAsync(manifest, "{\"md5\": 5");
                break;
            case "tested" or "proven" or "proven in the vault" or "proven under another name" or "failed" or "evidence changed" or "evidence of other bytes":
                shell.Run("$null = $saved | Test-ZStackDatabaseBackup").ThrowOnError();
                string evidence = await File.ReadAllTextAsync(file + ".proof.jsonl");
                // The chain starts with the manifest, so one line may be any line.
                evidence = what switch
                {
                    "tested" => evidence,
                    "failed" => evidence.Replace("\"Passed\"", "\"Failed\"", StringComparison.Ordinal),
                    "evidence changed" => evidence.Replace("\"previous\":\"", "\"previous\":\"0", StringComparison.Ordinal),
                    "evidence of other bytes" => Regex.Replace(evidence, "(\"sha256\":\")[0-9a-f]", "${1}z").Replace("\"Structure\"", "\"Restore\"", StringComparison.Ordinal),
                    _ => evidence.Replace("\"Structure\"", "\"Restore\"", StringComparison.Ordinal),
                };
                await File.WriteAllTextAsync(file + ".proof.jsonl", evidence);
                if (what.StartsWith("proven ", StringComparison.Ordinal))
                    MoveToVault(file, what == "proven in the vault" ? Path.GetFileName(file) : "another.gz");
                break;
        }

        Outcome outcome = shell.Run(Restore + (what.StartsWith("proven ", StringComparison.Ordinal) ? "-VaultPath $folder/vault -WhatIf" : "-WhatIf"));

        outcome.ThrowOnError();
        Assert.Contains(words, Text(Items(outcome.Output.Single(), "Checks").Single(check => Text(check, "Id") == "Evidence"), "Reason"), StringComparison.Ordinal);
        Assert.Equal("Evidence: " + expected, Items(outcome.Output.Single(), "Checks").Single(check => Text(check, "Id") == "Evidence").ToString());
    }

    /// <summary>With its manifest, as if it had been saved there under that name.</summary>
    private static void MoveToVault(string file, string name)
    {
        string vault = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file)!, "vault")).FullName;
        string moved = Path.Combine(vault, name);
        string manifest = File.ReadAllText(file + ".json");
        string renamed = manifest.Replace($"\"file\": \"{Path.GetFileName(file)}\"", $"\"file\": \"{name}\"", StringComparison.Ordinal);
        File.WriteAllText(moved + ".json", renamed);
        // The first line of evidence names the hash of the manifest.
        File.WriteAllText(moved + ".proof.jsonl", File.ReadAllText(file + ".proof.jsonl").Replace(Hash(manifest), Hash(renamed), StringComparison.Ordinal));
        File.Move(file, moved);
        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task One_bad_gateway_and_a_job_that_another_node_has_are_no_restore()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "/ready", Status = 502 });

        Outcome outcome = shell.Run("Restore-ZStackDatabaseBackup -Follow -JobId ('0123456789abcdef' * 2) -TimeoutSec 20");

        outcome.ThrowOnError();
        Assert.Equal("Unknown", Text(outcome.Output.Single(), "Outcome"));
        string[] left = [.. Items(outcome.Output[0], "FollowUps").Select(item => item.ToString())];
        Assert.Contains(left, item => item.Contains("The newest backup that node " + node.Server, StringComparison.Ordinal));
        Assert.Contains(left, item => item.Contains("/var/lib/zstack/mysql-backup/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("502")]
    public async Task A_job_that_is_forgotten_before_the_node_goes_down_is_no_proof(string stumble)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.FromSeconds(3) } });
        using Shell shell = Ready(node);
        node.Faults.Add(new Fault(FaultKind.JobLost) { Method = "PUT", Match = "/v1/database-backups/actions" });
        if (stumble.Length > 0)
        {
            bool hasStumbled = false;
            node.Faults.Chooser = request =>
            {
                if (hasStumbled || !request.Path.Contains("/ready", StringComparison.Ordinal) || node.Log.Count("PUT", "/v1/database-backups/actions") == 0)
                    return null;
                hasStumbled = true;
                return new Fault(FaultKind.ProxyPage) { Status = 502 };
            };
        }

        Outcome outcome = shell.Run(Restore + Unattended);

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
        // Only now, and not before the node had gone.
        Assert.Equal([true], node.Restores.Select(one => one.Returned));
    }

    [Fact]
    public async Task A_node_that_was_restored_before_is_logged_in_to_and_says_what_can_be_known()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.Zero, OutageTime = TimeSpan.FromMilliseconds(100) } });
        using Shell shell = Ready(node);
        shell.Run($"$begun = {Restore} {Unattended} -NoFollow").ThrowOnError();
        await Eventually.True(() => node.Restores is [{ Returned: true }]);

        Outcome outcome = shell.Run("Restore-ZStackDatabaseBackup -Follow -JobId $begun.JobId; @(Get-ZStackDatabaseBackupRecord).Count");

        outcome.ThrowOnError();
        Assert.Equal("Unknown", Text(outcome.Output[0], "Outcome"));
        Assert.NotNull(outcome.Output[0].Properties["NewSession"].Value);
        Assert.Contains(Items(outcome.Output[0], "FollowUps"), item => item.ToString()!.Contains("The newest backup that node", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_way_to_follow_names_the_server_and_works()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.FromSeconds(3) } });
        await using SandboxNode other = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        shell.Set("other", other.Url);

        Outcome begun = shell.Run($"$begun = {Restore} {Unattended} -NoFollow; $begun; $null = Connect-ZStack $other -Credential $admin");
        string left = Items(begun.Output[0], "FollowUps").Single().ToString();
        Outcome outcome = shell.Run(left.Substring(left.IndexOf("Restore-ZStackDatabaseBackup", StringComparison.Ordinal)));

        outcome.ThrowOnError();
        Assert.Contains(node.Server, left, StringComparison.Ordinal);
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
    }

    /// <summary>Without the breaks that lists have.</summary>
    private static string Flat(string text) => Regex.Replace(text, @"\s+", " ");
}
