using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>What stands between an operator and a restore that was not meant.</summary>
public sealed class RestoreGuardTests
{
    [Fact]
    public async Task A_failed_check_stops_the_restore_and_a_skipped_one_does_not()
    {
        foreach (bool chinese in new[] { false, true })
        {
            await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Chinese = chinese, Restore = Quick });
            using Shell shell = Ready(node);
            (string Uuid, string Found, string Skip, string Said)[] cases =
            [
                (node.Records.First(r => r.Version != node.Options.Version).Uuid, "VersionMatch", "VersionMatch", "VersionMismatch"),
                (node.Records.First(r => r.Status == "Creating").Uuid, "RecordReady", "RecordReady, StorageConnected", "BackupNotReady"),
            ];
            foreach (var one in cases)
            {
                shell.Set("uuid", one.Uuid);
                Outcome found = shell.Run(Restore + Unattended);
                int sent = node.Log.Count("PUT", "/v1/database-backups/actions");
                Outcome said = shell.Run($"{Restore} {Unattended} -SkipCheck {one.Skip}");

                Assert.Equal("ZStack.Restore." + one.Found, found.ErrorId);
                Assert.Equal(0, sent);
                Assert.Equal("ZStack.Restore." + one.Said, said.ErrorId);
                node.Log.Clear();
            }
        }
    }

    [Fact]
    public async Task A_store_that_is_not_connected_and_a_node_that_is_not_ready_stop_it()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        foreach (StorageInfo storage in node.Storages)
            node.ChangeStorage(storage.Uuid, s => s with { Status = "Disconnected" });
        Outcome store = shell.Run(Restore + Unattended);
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "/ready", Status = 502, Times = int.MaxValue });
        Outcome ready = shell.Run(Restore + Unattended);

        Assert.Equal("ZStack.Restore.StorageConnected", store.ErrorId);
        Assert.Equal("ZStack.Restore.NodeReady", ready.ErrorId);
        Assert.Empty(node.Restores);
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_unknown_and_stops_nothing()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        foreach (string path in new[] { "/longjobs", "/image-store" })
            node.Faults.Add(new Fault(FaultKind.Answer) { Match = path, Status = 404, Body = "no api mapping to it", Times = int.MaxValue });

        Outcome outcome = shell.Run(Restore + "-WhatIf -SkipCheck Clock");

        outcome.ThrowOnError();
        Assert.Equal("NotStarted", Text(outcome.Output.Single(), "Outcome"));
        Assert.Equal(["StorageConnected: Unknown", "RunningJobs: Unknown", "Clock: Skipped"], Items(outcome.Output[0], "Checks").Select(c => c.ToString()!).Where(c => c.Contains("Connected", StringComparison.Ordinal) || c.Contains("Jobs", StringComparison.Ordinal) || c.Contains("Clock", StringComparison.Ordinal)));
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task Two_backups_are_refused_before_anything_is_sent()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        shell.Run("$two = @(Get-ZStackDatabaseBackupRecord)[0, 1]; $images = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[0, 1]").ThrowOnError();
        node.Log.Clear();

        Outcome records = shell.Run($"$two | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql {Unattended}");
        Outcome images = shell.Run($"$images | Restore-ZStackDatabaseBackup -Credential $store -MySqlRootPassword $mysql {Unattended}");

        Assert.Equal("ZStack.InvalidArgument", records.ErrorId);
        Assert.Equal("ZStack.InvalidArgument", images.ErrorId);
        Assert.Empty(node.Log.All);
    }

    [Theory]
    [InlineData("$image | Restore-ZStackDatabaseBackup")]
    [InlineData("Restore-ZStackDatabaseBackup $image")]
    [InlineData("Restore-ZStackDatabaseBackup -ImageInfo $image")]
    public async Task An_image_without_the_credential_of_its_store_is_told_what_to_give(string script)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        shell.Run("$image = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[1]").ThrowOnError();
        node.Log.Clear();

        Outcome outcome = shell.Run(script + " -MySqlRootPassword $mysql -WhatIf");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("-Credential is needed", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(node.Log.All);
    }

    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("-Force", "", "", false)]
    [InlineData("-Confirm:$false", "", "", false)]
    [InlineData("", "yes", "", false)]
    [InlineData("", "yes", "other", false)]
    [InlineData("-Confirm:$false", "", "other", false)]
    [InlineData("", "yes", "NAME", true)]
    [InlineData("-Force", "yes", "", true)]
    [InlineData("-Confirm:$false", "", "NAME", true)]
    public async Task Both_questions_have_to_be_answered(string parameters, string answer, string typed, bool goes)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick });
        using Shell shell = Ready(node);
        if (answer.Length > 0)
            shell.Host.Choices.Enqueue(0);
        if (typed.Length > 0)
            shell.Host.Lines.Enqueue(typed == "NAME" ? node.Server : typed);

        Outcome outcome = shell.Run(Restore + parameters + " -NoFollow");

        if (goes)
        {
            outcome.ThrowOnError();
            Assert.Equal("Started", Text(outcome.Output.Single(), "Outcome"));
            Assert.Single(node.Restores);
            return;
        }

        Assert.Equal("ZStack.NotConfirmed", outcome.ErrorId);
        Assert.Contains("-Force and -Confirm:$false", outcome.Advice, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task A_preference_of_the_whole_session_is_no_answer()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick });
        using Shell shell = Ready(node);
        shell.Run("$null = $ExecutionContext.InvokeProvider.Item.New('Alias:', 'rzb', 'Alias', 'restore-zstackdatabasebackup')").ThrowOnError();
        (string Preference, string Parameters)[] cases =
        [
            ("$ConfirmPreference = 'None'", ""),
            ("$ConfirmPreference = 'None'", "-Force"),
            ("$ConfirmPreference = 'None'", "-Confirm:$false"),
            (Default("Restore-ZStackDatabaseBackup:Confirm", false), ""),
            (Default("Restore-ZStackDatabaseBackup:Confirm", false), "-Force"),
            (Default("*:Confirm", false), "-Force"),
            // Given as well: the engine does not tell which of the two it was.
            (Default("*:Confirm", false), Unattended),
            (Default("restore-*:confirm", false), "-Force"),
            (Default("*:cf", false), "-Force"),
            (Default("rzb:Confirm", false), "-Force"),
            (Default(" \"Restore-ZStackDatabaseBackup\" : \"Confirm\" ", false), "-Force"),
            (Default("*:\u201CConfirm\u201D", false), "-Force"),
            (Default("*:Force", true), "-Confirm:$false"),
            (Default("*:Force", true) + "; $PSDefaultParameterValues['*:Confirm'] = $false", ""),
        ];
        foreach (var one in cases)
        {
            Outcome outcome = shell.Run($"& {{ {one.Preference}; {Restore} {one.Parameters} }}");

            Assert.True(outcome.ErrorId == "ZStack.NotConfirmed", $"{one}: {outcome.ErrorId}");
            Assert.Equal(one.Preference.Contains("PSDefault", StringComparison.Ordinal), outcome.Message.Contains("$PSDefaultParameterValues", StringComparison.Ordinal));
        }

        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Theory]
    [InlineData("$ConfirmPreference = 'None'", "", true)]
    [InlineData("$PSDefaultParameterValues = @{ '*:Confirm' = $false; '*:Force' = $true }", "", true)]
    [InlineData("$ConfirmPreference = 'None'", Unattended, false)]
    [InlineData("$PSDefaultParameterValues = @{ 'Remove-*:Confirm' = $false; 'Remove-Item:Force' = $true }", Unattended, false)]
    public async Task Whatever_the_preferences_are_what_is_said_to_this_restore_counts(string preference, string parameters, bool types)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick });
        using Shell shell = Ready(node);
        if (types)
            shell.Host.Lines.Enqueue(node.Server);

        shell.Run($"& {{ {preference}; {Restore} {parameters} -NoFollow }}").ThrowOnError();

        Assert.Empty(shell.Host.Lines);
        Assert.Single(node.Restores);
    }

    [Fact]
    public async Task No_is_an_answer_and_what_if_says_what_and_from_when()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        shell.Host.Choices.Enqueue(2);
        Outcome no = shell.Run(Restore);
        Outcome whatIf = shell.Run(Restore + "-WhatIf -LogPath not-written.log");

        no.ThrowOnError();
        whatIf.ThrowOnError();
        Assert.Empty(no.Output);
        Assert.Equal("", Text(whatIf.Output.Single(), "LogPath"));
        Assert.Contains("VM HA is off afterwards", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains(node.Server, shell.Host.Screen, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task Following_takes_no_backup()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        node.Log.Clear();

        Outcome outcome = shell.Run("'a backup' | Restore-ZStackDatabaseBackup -Follow");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Empty(node.Log.All);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_refused_before_anything_is_sent()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);

        foreach (string path in new[] { "/no/such/folder/x.log", "Variable:x", "nodrive:\\x", "NoProvider::x" })
        {
            Outcome outcome = shell.Run(Restore + "-LogPath " + path);

            // Nobody has been asked by then.
            Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
            Assert.Contains("-LogPath", outcome.Message, StringComparison.Ordinal);
        }

        Assert.Equal("ZStack.InvalidArgument", shell.Run(Restore + Unattended + " -LogPath /").ErrorId);
        Assert.Empty(node.Restores);
    }

    private static string Default(string key, bool value) => $"$PSDefaultParameterValues = @{{ '{key}' = ${value} }}";

    [Fact]
    public void The_ids_of_checks_complete()
    {
        using var shell = new Shell();
        using PowerShell powerShell = PowerShell.Create(shell.Runspace);
        const string Input = "Restore-ZStackDatabaseBackup -SkipCheck Ver";

        Assert.Contains(CommandCompletion.CompleteInput(Input, Input.Length, null, powerShell).CompletionMatches, match => match.CompletionText == "VersionMatch");
    }
}
