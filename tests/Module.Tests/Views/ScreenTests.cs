using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What comes from outside is seen and not obeyed, whatever shows it.</summary>
public sealed partial class ScreenTests
{
    // Every cmdlet, most of them in all that they say; those that change are asked for with -WhatIf, at the prompt, and for real.
    private static readonly string[] Commands =
    [
        "Connect-ZStack $node -Credential $admin",
        "Get-ZStackSession",
        "Test-ZStackConnection",
        "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store",
        "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -RegistryPort 8001",
        "Get-ZStackDatabaseBackup 10.9.9.9 -Credential $store",
        "Get-ZStackDatabaseBackupRecord",
        "Get-ZStackDatabaseBackupRecord -Filter 'nosuch=1'",
        "Get-ZStackDatabaseBackupRecord 'no such'",
        "Get-ZStackBackupStorage",
        "New-ZStackDatabaseBackup -WhatIf",
        "New-ZStackDatabaseBackup",
        "New-ZStackDatabaseBackup -BackupStorageUuid $main",
        "Get-ZStackJob (Sync-ZStackDatabaseBackup $main -NoWait)",
        "Sync-ZStackDatabaseBackup $main -NoWait | Wait-ZStackJob",
        "Wait-ZStackJob 00000000000000000000000000000001 -TimeoutSec 3",
        "Sync-ZStackDatabaseBackup $broken",
        "Copy-ZStackDatabaseBackup $uuid $second -Confirm",
        "Copy-ZStackDatabaseBackup $uuid $second",
        "Export-ZStackDatabaseBackup $uuid -WhatIf",
        "Export-ZStackDatabaseBackup $uuid $main",
        "Save-ZStackDatabaseBackup $uuid $folder -WhatIf",
        "Save-ZStackDatabaseBackup $uuid $folder -BackupStorageUuid $main",
        "Remove-ZStackDatabaseBackupExport $uuid -Confirm",
        "Remove-ZStackDatabaseBackupExport $uuid",
        "Remove-ZStackDatabaseBackup $uuid -Confirm",
        "Get-ZStackDatabaseBackupRecord -First 1 | Remove-ZStackDatabaseBackup -WhatIf",
        "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql -WhatIf",
        "@(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[0] | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql -Credential $store -WhatIf",
        "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql -Force -Confirm:$false",
        "Get-ZStackBackupSchedule",
        "Get-ZStackBackupSchedule -History 3",
        "Get-ZStackBackupSchedule | Start-ZStackBackupSchedule -WhatIf",
        "Get-ZStackBackupSchedule | Disable-ZStackBackupSchedule -Confirm",
        "Get-ZStackBackupSchedule | Enable-ZStackBackupSchedule",
        "Get-ZStackDatabaseBackupRecord | Get-ZStackRetentionPlan -KeepLast 1",
        "Find-ZStackRecoveryPoint -VaultPath $folder",
        "Get-ZStackBackupHealth -VaultPath $folder",
        "Get-ZStackBackupHealth | Export-ZStackBackupReport (Join-Path $folder report.html) -PassThru",
        "New-ZStackRecoveryKit (Join-Path $folder kit)",
        "Test-ZStackRecoveryKit (Join-Path $folder kit)",
        "Compare-ZStackDatabaseBackup $uuid",
        "Disconnect-ZStack",
    ];

    [Theory]
    [InlineData(false, "ConciseView")]
    [InlineData(false, "NormalView")]
    [InlineData(true, "NormalView")]
    public async Task Nothing_that_a_node_says_is_obeyed_by_the_terminal(bool all, string errors)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(100), Restore = RestoreShell.Quick, Cloud = 20 });
        using var hostile = new HostileNode(node, all);
        using Shell shell = Shell.For(node);
        RestoreShell.Prepare(shell, node);
        shell.Set("node", hostile.Url);
        shell.Set("folder", home.Path);
        shell.Set("main", SandboxStorages.Main);
        shell.Set("second", SandboxStorages.Second);
        shell.Set("broken", SandboxStorages.Broken);
        shell.Run(Cells());
        shell.Run($"$ErrorView = '{errors}'; $DebugPreference = 'Continue'; $InformationPreference = 'Continue'");

        // With ids that are none, a retry stands before most answers: the first few commands say it all.
        foreach (string command in all ? Commands.Take(7) : Commands)
        {
            shell.Host.Choices.Enqueue(1);
            int before = shell.Host.Raw.Length;
            Outcome outcome = shell.Run($"{command} -Verbose *>&1 | ForEach-Object {{ $_ | Out-Host; foreach ($cell in $cells[$_.GetType().FullName]) {{ (ForEach-Object -InputObject $_ $cell) | Out-Host }} }}");
            shell.Host.Choices.Clear();

            Assert.True(outcome.Errors.Count + shell.Host.Raw.Length > before, command);
            Assert.False(!all && shell.Host.Raw[before..].Contains("no api mapping", StringComparison.Ordinal), $"{command}: the node of this test does not know the call.");
            AssertVisible(shell.Host.Raw[before..], command);
            foreach (ErrorRecord error in outcome.Errors.Concat(outcome.Terminating is null ? [] : [outcome.Terminating]))
                AssertVisible($"{error} {error.ErrorDetails?.RecommendedAction} {error.CategoryInfo}", command);
        }

        Assert.True(hostile.Poisoned > (all ? 3 : 100), hostile.Poisoned.ToString(CultureInfo.InvariantCulture));
        // It was there to be seen, and is seen.
        if (!all)
            Assert.Contains(@"\u001B[2K\u001B[1A\u001B]0;title\u0007", shell.Host.Raw.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_keep_what_the_node_said()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var hostile = new HostileNode(node, all: false);
        using Shell shell = Shell.For(node);
        shell.Set("node", hostile.Url);

        Outcome outcome = shell.Run("$null = Connect-ZStack $node -Credential $admin; (Get-ZStackDatabaseBackupRecord -First 1).Name; @(Get-ZStackBackupStorage)[0].Name");

        outcome.ThrowOnError();
        Assert.Equal(2, outcome.Output.Count);
        Assert.All(outcome.Output, name => Assert.EndsWith(HostileNode.Poison, (string)name.BaseObject, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackup ")]
    [InlineData("Sync-ZStackDatabaseBackup ")]
    [InlineData("Get-ZStackBackupStorage ")]
    public async Task Completion_offers_nothing_that_the_prompt_would_obey_or_hide(string line)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var hostile = new HostileNode(node, all: false);
        using Shell shell = Shell.For(node);
        shell.Set("node", hostile.Url);
        // What was seen is offered without another question, which would have a quarter of a second only.
        shell.Run("$null = Connect-ZStack $node -Credential $admin; $null = Get-ZStackBackupStorage; $null = Get-ZStackDatabaseBackupRecord").ThrowOnError();
        shell.Set("line", line);

        Outcome outcome = shell.Run("(TabExpansion2 $line $line.Length).CompletionMatches");

        outcome.ThrowOnError();
        CompletionResult[] offered = [.. outcome.Output.Select(item => (CompletionResult)item.BaseObject)];
        Assert.NotEmpty(offered);
        Assert.All(offered, one => AssertVisible(one.CompletionText + one.ListItemText + one.ToolTip, line));
    }

    [Fact]
    public void Dumps_and_manifests_are_not_obeyed_either()
    {
        using var home = new TemporaryFolder();
        using var shell = new Shell();
        string poison = HostileNode.Poison.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
        string dump = $"-- MySQL dump 10.13{poison}  Distrib 5.7{poison}, for Linux\n--\n-- Host: localhost{poison}    Database: zstack{poison}\n"
            + $"CREATE DATABASE `zstack{poison}`;\nUSE `zstack{poison}`;\nCREATE TABLE `T{poison}` (\n  `a{poison}` int\n);\nINSERT INTO `T{poison}` VALUES ('{poison}');\nGARBAGE{poison};\n";
        File.WriteAllText(home.File("whole.sql"), dump + $"-- Dump completed on 2026-11-25  1:00:00{poison}\n");
        File.WriteAllText(home.File("cut.sql"), dump);
        File.WriteAllText(home.File("whole.sql.json"), $$"""{"file":"{{J(poison)}}","length":1,"md5":"{{J(poison)}}","sha256":"{{J(poison)}}","backupName":"{{J(poison)}}","version":"{{J(poison)}}","server":"{{J(poison)}}","createDate":"{{J(poison)}}"}""");
        shell.Set("folder", home.Path);
        shell.Run(Cells());

        foreach (string level in new[] { "Checksum", "Structure" })
        {
            int before = shell.Host.Raw.Length;
            shell.Run($"Test-ZStackDatabaseBackup $folder/whole.sql,$folder/cut.sql -Level {level} -Verbose *>&1 | ForEach-Object {{ $_ | Out-Host; $_.Checks | Out-Host; foreach ($cell in $cells[$_.GetType().FullName]) {{ (ForEach-Object -InputObject $_ $cell) | Out-Host }} }}");
            Assert.True(shell.Host.Raw.Length > before + 20, level);
            AssertVisible(shell.Host.Raw[before..], level);
        }
    }

    [Fact]
    public void Files_of_a_vault_are_not_obeyed_either()
    {
        using var home = new TemporaryFolder();
        using var shell = new Shell();
        string poison = HostileNode.Poison.Replace("\0", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);
        int number = 0;
        foreach (string manifest in new[]
        {
            // Right in what is compared, so that all the rest is taken for what it says.
            """{"file":"NAME","length":2,"backupName":"POISON","version":"5.2.1POISON","server":"POISON","createDate":"2026-11-25T01:00:00+08:00","backupUuid":"POISON","sourceUrl":"POISON"}""",
            """{"file":"POISON","length":2}""",
            """{"file":"NAME","length":3,"backupName":"POISON","server":"POISON"}""",
            "POISON",
        })
        {
            string name = $"{++number}{poison}.gz";
            File.WriteAllText(home.File(name), "no");
            File.WriteAllText(home.File(name + ".json"), manifest.Replace("NAME", J(name), StringComparison.Ordinal).Replace("POISON", J(poison), StringComparison.Ordinal));
            File.WriteAllText(home.File(name + ".proof.jsonl"), $$"""{"time":"{{J(poison)}}","level":"{{J(poison)}}"}""" + "\n");
        }

        File.CreateSymbolicLink(home.File($"5{poison}.gz.json"), home.File(poison));
        shell.Set("folder", home.Path);
        shell.Run(Cells());

        foreach (string command in new[]
        {
            "Get-ZStackSavedBackup $folder",
            "Get-ZStackSavedBackup $folder -Server *",
            "Find-ZStackRecoveryPoint $folder",
            "Find-ZStackRecoveryPoint $folder -ForVersion 5.2.1",
            "Get-ZStackSavedBackup $folder | Get-ZStackRetentionPlan -KeepLast 1 -Force",
            "Get-ChildItem $folder | Test-ZStackDatabaseBackup -Level Checksum",
            "Get-ZStackSavedBackup $folder | Remove-ZStackSavedBackup -WhatIf",
            "Get-ZStackSavedBackup $folder | Remove-ZStackSavedBackup -Confirm:$false",
        })
        {
            int before = shell.Host.Raw.Length;
            Outcome outcome = shell.Run($"{command} -Verbose *>&1 | ForEach-Object {{ $_ | Out-Host; foreach ($cell in $cells[$_.GetType().FullName]) {{ (ForEach-Object -InputObject $_ $cell) | Out-Host }} }}");

            Assert.True(outcome.Errors.Count + shell.Host.Raw.Length > before, command);
            AssertVisible(shell.Host.Raw[before..], command);
            foreach (ErrorRecord error in outcome.Errors.Concat(outcome.Terminating is null ? [] : [outcome.Terminating]))
                AssertVisible($"{error} {error.ErrorDetails?.RecommendedAction} {error.CategoryInfo}", command);
        }

        shell.Set("line", $"Test-ZStackDatabaseBackup {home.Path}/");
        foreach (CompletionResult one in shell.Run("(TabExpansion2 $line $line.Length).CompletionMatches").Output.Select(item => (CompletionResult)item.BaseObject))
            AssertVisible(one.CompletionText + one.ListItemText + one.ToolTip, "completion");
    }

    [Fact]
    public void Every_cell_of_every_view_passes_through_the_one_place()
    {
        XElement views = XElement.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Format.ps1xml"));

        Assert.Empty(views.Descendants("PropertyName"));
        Assert.All(views.Descendants("ScriptBlock"), block => Assert.StartsWith("[ZStack.Backup.Views.ViewText]::", block.Value.TrimStart(','), StringComparison.Ordinal));
    }

    /// <summary>The engine here has no Format-List: what stands in the lists is asked for one by one.</summary>
    private static string Cells()
    {
        XElement views = XElement.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Format.ps1xml"));
        return "$cells = @{" + string.Join("; ", views.Descendants("View").GroupBy(view => view.Descendants("TypeName").First().Value).Select(type =>
            $"'{type.Key}' = @({string.Join(", ", type.SelectMany(view => view.Descendants("ScriptBlock")).Select(block => "{" + block.Value + "}"))})")) + "}";
    }

    private static string J(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();

    // PowerShell's own colours, which nothing from outside can write: an escape in there is shown as one.
    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private static void AssertVisible(string screen, string where)
    {
        string plain = Colours().Replace(screen, "").Replace("\r\n", "\n", StringComparison.Ordinal);
        int index = 0;
        foreach (Rune rune in plain.EnumerateRunes())
        {
            bool hidden = rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            Assert.False(hidden && rune.Value != '\n', $"U+{rune.Value:X4} at {index} of {where}: {plain[Math.Max(0, index - 200)..Math.Min(plain.Length, index + 40)]}");
            index += rune.Utf16SequenceLength;
        }
    }
}
