using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Advice that can be typed: commands and parameters that exist, addresses and names where they are known.</summary>
public sealed class AdviceTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.FromMilliseconds(20) };

    public static TheoryData<string> Languages() => ["en-US", "zh-CN"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_command_in_a_sentence_has_the_parameters_that_stand_behind_it(string language)
    {
        using var shell = new Shell();
        Dictionary<string, CommandInfo> commands = shell.Run("Get-Command -Module ZStack.Backup").Output.Select(command => (CommandInfo)command.BaseObject).ToDictionary(command => command.Name);
        int seen = 0;

        foreach ((string key, string text) in language == "zh-CN" ? SentenceTables.Chinese() : SentenceTables.English())
        {
            foreach (Match command in Regex.Matches(text, @"\b(?<name>[A-Z]\w+-ZStack\w+)(?<arguments>(?: (?![|(])[^\s.;()，。；：:]+)*)"))
            {
                // "Remove-ZStackDatabaseBackup and others" names a cmdlet in a sentence.
                Assert.True(commands.TryGetValue(command.Groups["name"].Value, out CommandInfo? info), $"{key}: {command.Value}");
                foreach (Match parameter in Regex.Matches(command.Groups["arguments"].Value, @"(?<= )-(?<name>[A-Z]\w+)"))
                {
                    seen++;
                    Assert.True(info.Parameters.ContainsKey(parameter.Groups["name"].Value), $"{key}: {info.Name} has no -{parameter.Groups["name"].Value}");
                }
            }
        }

        Assert.True(seen > 20, seen.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The ways that are told to whoever gives an object of another kind, each typed as it stands there.</summary>
    [Fact]
    public async Task The_way_from_another_object_can_be_typed()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Run("$record = @(Get-ZStackDatabaseBackupRecord -Status Ready)[0]; $schedule = @(Get-ZStackBackupSchedule)[0]; $health = Get-ZStackBackupHealth").ThrowOnError();
        var names = new Dictionary<string, string> { ["BackupStorage"] = "backup-main", ["BackupSchedule"] = "nightly", ["DatabaseBackupRecord"] = shell.Run("$record.Name").Value!.ToString()! };
        int typed = 0;

        foreach ((string key, string sentence) in SentenceTables.English().Where(one => one.Key.StartsWith("Arg_Way_", StringComparison.Ordinal)))
        {
            // "Wait for its result first: Wait-ZStackJob" names the command, which wants the object.
            Match way = Regex.Match(sentence, @": (?<command>(?:Get-ZStack\w+|\$health\b)(?:[^.:|]|\.(?=\w))*)");
            if (!way.Success)
                continue;
            string command = way.Groups["command"].Value.Replace("{0}", names.GetValueOrDefault(key[(key.LastIndexOf('_') + 1)..], "x"), StringComparison.Ordinal);
            Outcome outcome = shell.Run(command);
            Assert.True(outcome.Errors.Count == 0 && outcome.Terminating is null, $"{key}: {command}: {outcome.Terminating} {string.Join("; ", outcome.Errors)}");
            Assert.True(outcome.Output.Count > 0, $"{key}: {command} gives nothing.");
            typed++;
        }

        Assert.True(typed > 8, $"{typed}");
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackupExport $plain -Confirm:$false", "ZStack.ObjectNotFound")]
    [InlineData("Remove-ZStackDatabaseBackup ffffffffffffffffffffffffffffffff -Confirm:$false", "ZStack.ObjectNotFound")]
    [InlineData("Sync-ZStackDatabaseBackup nosuch", "ZStack.ObjectNotFound")]
    [InlineData("Save-ZStackDatabaseBackup $twice", "ZStack.AmbiguousBackupStorage")]
    [InlineData("Export-ZStackDatabaseBackup $twice", "ZStack.AmbiguousBackupStorage")]
    [InlineData("Copy-ZStackDatabaseBackup $twice backup-broken", "ZStack.AmbiguousBackupStorage")]
    [InlineData("Get-ZStackDatabaseBackupRecord -Uuid 'a[b]'", "ZStack.InvalidArgument")]
    [InlineData("Get-ZStackBackupStorage -Uuid 'a[b]'", "ZStack.InvalidArgument")]
    public async Task Advice_talks_of_parameters_that_the_command_has(string script, string id)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Run("$records = @(Get-ZStackDatabaseBackupRecord -Status Ready); $plain = $records.Where({ -not $_.ExportUrl })[0]; $twice = $records.Where({ $_.BackupStorageUuids.Count -gt 1 })[0]").ThrowOnError();

        Outcome outcome = shell.Run(script);

        Assert.Equal(id, outcome.ErrorId);
        CommandInfo command = (CommandInfo)shell.Run("Get-Command " + script.Split(' ')[0]).Value!;
        // Words without a cmdlet before them are about the command that failed.
        string own = Regex.Replace(outcome.Message + " " + outcome.Advice, @"\b[A-Z]\w+-\w+(?: (?!\|)[^\s.;]+)*", "");
        Assert.All(Regex.Matches(own, @"(?<![\w-])-(?<name>[A-Z]\w+)").Select(match => match.Groups["name"].Value), name => Assert.Contains(name, command.Parameters.Keys));
        Assert.DoesNotContain("DestinationBackupStorageUuid", outcome.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("a change", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_backup_does_not_talk_of_storages()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Uuid ffffffffffffffffffffffffffffffff");

        Assert.DoesNotContain("Storage", outcome.Advice, StringComparison.Ordinal);
        Assert.Contains("Get-ZStackDatabaseBackupRecord", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_says_the_address_that_was_tried()
    {
        using var shell = new Shell();
        shell.Set("admin", Shell.Admin);

        Outcome outcome = shell.Run("Connect-ZStack 127.0.0.1:1 -Credential $admin");

        Assert.Contains("Test-ZStackConnection -Server 127.0.0.1:1", outcome.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackup $record -WhatIf")]
    [InlineData("Export-ZStackDatabaseBackup $record -WhatIf")]
    [InlineData("Copy-ZStackDatabaseBackup $record backup-second -WhatIf")]
    [InlineData("New-ZStackDatabaseBackup $main -WhatIf")]
    [InlineData("Sync-ZStackDatabaseBackup $main -WhatIf")]
    public async Task Storages_that_were_seen_are_said_by_name_and_uuid(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("main", SandboxStorages.Main);
        shell.Run($"$record = @(Get-ZStackDatabaseBackupRecord -Status Ready).Where({{ $_.BackupStorageUuids.Count -eq 1 -and $_.BackupStorageUuids[0] -eq $main -and -not $_.ExportUrl }})[0]; $null = Get-ZStackBackupStorage").ThrowOnError();
        shell.Node.Log.Clear();

        shell.Run(script).ThrowOnError();

        Assert.Contains($"backup-main ({SandboxStorages.Main})", shell.Host.Screen, StringComparison.Ordinal);
        Assert.All(shell.Node.Log.All, request => Assert.DoesNotContain(SandboxStorages.Main, request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bogus", 1)]
    [InlineData("ready", 0)]
    [InlineData("Creating", 0)]
    public async Task A_status_that_nobody_knows_is_warned_of(string status, int warnings)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Status " + status);

        outcome.ThrowOnError();
        Assert.Equal(warnings, outcome.Warnings.Count(warning => warning.Contains(status, StringComparison.Ordinal)));
    }
}
