using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The worst night, as an operator goes through it.</summary>
public sealed class RestoreTests
{
    private const string Unattended = "-Force -Confirm:$false";
    private const string Restore = "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql ";

    private static readonly RestoreOptions Quick = new()
    {
        AnswerTime = TimeSpan.FromMilliseconds(20),
        WorkTime = TimeSpan.FromMilliseconds(900),
        OutageTime = TimeSpan.FromMilliseconds(1300),
        Shapes = [OutageShape.Refused, OutageShape.NotReady],
    };

    [Fact]
    public async Task From_a_record_to_a_working_node()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { RunningLongJobs = 2, Restore = Quick });
        using Shell shell = Ready(node);
        string log = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".log");
        shell.Set("log", log);
        try
        {
            Outcome outcome = shell.Run($"$old = Get-ZStackSession; $r = Get-ZStackDatabaseBackupRecord | Where-Object Uuid -eq $uuid | {Restore.Replace("$uuid ", "", StringComparison.Ordinal)} {Unattended} -LogPath $log -Verbose -InformationVariable lines; $r; $lines.Count");

            outcome.ThrowOnError();
            PSObject result = outcome.Output[0];
            Assert.Equal("Restored", Text(result, "Outcome"));
            Assert.Equal((string)shell.Runspace.SessionStateProxy.GetVariable("uuid"), Text(result, "BackupUuid"));
            string[] stages = [.. Items(result, "Timeline").Select(phase => Text(phase, "Stage"))];
            Assert.Equal(["Preflight", "Sending", "Preparing", "Restoring"], stages[..4]);
            Assert.Equal(["LoggingIn", "Finished"], stages[^2..]);
            Assert.Equal(
                ["SessionAlive: Passed", "NodeReady: Passed", "VersionMatch: Passed", "RecordReady: Passed", "StorageConnected: Passed", "NewerBackups: Warning", "RunningJobs: Warning", "Clock: Passed", "Evidence: Unknown"],
                Items(result, "Checks").Select(check => check.ToString()));
            Assert.All(Items(result, "Checks"), check => Assert.NotEmpty(Text(check, "Reason")));
            Assert.Contains(outcome.Verbose, line => line.Contains("NewerBackups: Warning", StringComparison.Ordinal));
            Assert.Contains(Items(result, "FollowUps"), left => left.ToString()!.Contains("VM HA is off", StringComparison.Ordinal));
            Assert.Equal(log, Text(result, "LogPath"));
            Assert.Contains("starting component", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
            Assert.True((int)outcome.Output[1].BaseObject > 5);
            // The database is the one of the backup, and the shell works on as if nothing had happened.
            RestoreInfo info = Assert.Single(node.Restores);
            Assert.True(info.Replaced);
            Assert.False(node.VmHa);
            Outcome after = shell.Run("$r.NewSession -eq (Get-ZStackSession); @(Get-ZStackSession).Count; (Get-ZStackDatabaseBackupRecord | Select-Object -First 1).Uuid");
            after.ThrowOnError();
            Assert.Equal([true, 1, info.Uuid!], after.Output.Select(o => o.BaseObject));
            Assert.Empty(node.Log.Problems);
            shell.Run("$r | Out-Default; $r.Checks | Out-Default; $r.Timeline | Out-Default").ThrowOnError();
            Assert.DoesNotContain("...", shell.Host.Screen.Split("Server ")[0], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(log);
        }
    }

    [Fact]
    public async Task From_an_image_store_over_tls_with_a_pinned_certificate()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Https = true, Restore = Quick with { Log = LogAccess.Tls, OddFrames = true } });
        using Shell shell = Shell.For(node);
        Prepare(shell, node);
        shell.Set("pin", node.CertificateThumbprint);
        shell.Run("$null = Connect-ZStack $node -Credential $admin -CertificateThumbprint $pin").ThrowOnError();

        Outcome outcome = shell.Run($"Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Select-Object -Skip 1 -First 1 | Restore-ZStackDatabaseBackup -Credential $store -MySqlRootPassword $mysql {Unattended} -InformationVariable lines; $lines.Count");

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output[0], "Outcome"));
        Assert.True((int)outcome.Output[1].BaseObject > 5);
        Assert.Empty(outcome.Warnings);
        RestoreInfo info = Assert.Single(node.Restores);
        Assert.Equal(("ssh://root:password@127.0.0.1:22/zstack_bs", null), (info.Url, info.Uuid));
        Assert.StartsWith("zstore://", info.InstallPath, StringComparison.Ordinal);
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData(RestoreRefusal.CoverForbidden, "CoverForbidden", ErrorCategory.PermissionDenied)]
    [InlineData(RestoreRefusal.SecurityCheck, "SecurityCheck", ErrorCategory.SecurityError)]
    [InlineData(RestoreRefusal.NoFreePort, "NoFreePort", ErrorCategory.ResourceUnavailable)]
    [InlineData(RestoreRefusal.NoPeer, "PeerUnreachable", ErrorCategory.ConnectionError)]
    [InlineData(RestoreRefusal.StopOtherNode, "OtherNodeRuns", ErrorCategory.ResourceBusy)]
    public async Task A_refusal_of_the_node_has_its_own_id_and_advice(RestoreRefusal refusal, string id, ErrorCategory category)
    {
        foreach (bool chinese in new[] { false, true })
        {
            await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Chinese = chinese, Restore = Quick with { Refusal = refusal } });
            using Shell shell = Ready(node);

            Outcome outcome = shell.Run(Restore + Unattended);

            Assert.Equal("ZStack.Restore." + id, outcome.ErrorId);
            Assert.Equal(category, outcome.Error.CategoryInfo.Category);
            Assert.Equal(node.Server, outcome.Error.TargetObject);
            Assert.NotEmpty(outcome.Advice);
            Assert.Empty(node.Restores);
        }
    }

    [Fact]
    public async Task What_the_checks_find_stops_it_and_what_is_skipped_is_left_to_the_node()
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
        shell.Run("$two = Get-ZStackDatabaseBackupRecord | Select-Object -First 2; $images = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Select-Object -First 2").ThrowOnError();
        node.Log.Clear();

        Outcome records = shell.Run($"$two | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql {Unattended}");
        Outcome images = shell.Run($"$images | Restore-ZStackDatabaseBackup -Credential $store -MySqlRootPassword $mysql {Unattended}");

        Assert.Equal("ZStack.InvalidArgument", records.ErrorId);
        Assert.Equal("ZStack.InvalidArgument", images.ErrorId);
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
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run("$ConfirmPreference = 'None'; " + Restore + "-Force");

        Assert.Equal("ZStack.NotConfirmed", outcome.ErrorId);
        Assert.Empty(node.Restores);
    }

    [Fact]
    public async Task No_is_an_answer_and_what_if_says_what_and_from_when()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        shell.Host.Choices.Enqueue(2);
        Outcome no = shell.Run(Restore);
        Outcome whatIf = shell.Run(Restore + "-WhatIf");

        no.ThrowOnError();
        whatIf.ThrowOnError();
        Assert.Empty(no.Output);
        Assert.Contains("VM HA is off afterwards", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains(node.Server, shell.Host.Screen, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task Other_passwords_of_that_time_are_said_and_no_failure()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { PasswordOfBackup = "of-that-time" } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run(Restore + Unattended);

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
        Assert.Null(outcome.Output[0].Properties["NewSession"].Value);
        Assert.Contains(Items(outcome.Output[0], "FollowUps"), left => left.ToString()!.Contains("of the backup's time", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogAccess.Absent)]
    [InlineData(LogAccess.Blocked)]
    [InlineData(LogAccess.Tls)]
    public async Task Without_the_log_it_goes_on_and_says_so(LogAccess access)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { Log = access } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run(Restore + Unattended);

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
        Assert.Contains("without it", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_never_comes_back_is_an_error_that_says_where_to_look()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { NeverReturns = true, Shapes = [OutageShape.Refused] } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run(Restore + Unattended + " -TimeoutSec 4");

        Assert.Equal("ZStack.Restore.NodeDidNotReturn", outcome.ErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, outcome.Error.CategoryInfo.Category);
        Assert.Contains("/var/lib/zstack/mysql-backup/", outcome.Advice, StringComparison.Ordinal);
        Assert.Contains("-Follow -JobId " + node.Jobs[^1].Id, outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_can_be_picked_up()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.FromSeconds(1.5), OutageTime = TimeSpan.FromSeconds(1.5) } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run($"$begun = {Restore} {Unattended} -NoFollow; Restore-ZStackDatabaseBackup -Follow -JobId $begun.JobId -InformationVariable lines; $lines.Count; Get-ZStackDatabaseBackupRecord | Select-Object -First 1");

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output[0], "Outcome"));
        Assert.True((int)outcome.Output[1].BaseObject > 0);
        Assert.Single(node.Restores);
    }

    [Theory]
    [InlineData("longjobs", "Preflight")]
    [InlineData("database-backups/actions", "Sending")]
    [InlineData("", "Preparing")]
    [InlineData("", "Restoring")]
    [InlineData("", "NodeAway")]
    [InlineData("", "NodeStarting")]
    [InlineData("accounts/login", "LoggingIn")]
    public async Task Ctrl_C_stops_following_and_says_what_goes_on(string stalled, string stage)
    {
        var never = TimeSpan.FromMinutes(5);
        RestoreOptions restore = stage switch
        {
            "Preparing" => Quick with { AnswerTime = never },
            "Restoring" => Quick with { WorkTime = never },
            "NodeAway" => Quick with { Shapes = [OutageShape.Refused], NeverReturns = true },
            "NodeStarting" => Quick with { Shapes = [OutageShape.NotReady], NeverReturns = true },
            _ => Quick,
        };
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = restore });
        using Shell shell = Ready(node);
        if (stalled.Length > 0)
            node.Faults.Add(new Fault(FaultKind.Stall) { Match = stalled, Delay = TimeSpan.FromSeconds(60) });
        bool isThere() => stage switch
        {
            "Preparing" => node.Jobs.Count > 0,
            "Restoring" => node.Restores.Count > 0 && node.Log.Count("GET", "/v1/management-nodes/ready") > 2,
            "NodeAway" or "NodeStarting" => node.Restores is [{ Replaced: true }],
            _ => node.Log.All.Any(r => r.Path.Contains(stalled, StringComparison.Ordinal)),
        };

        using Running running = shell.Start(Restore + Unattended);
        await Eventually.True(isThere);
        await Task.Delay(300);
        var watch = Stopwatch.StartNew();
        running.Stop();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Empty(outcome.Errors);
        Assert.Equal(stage != "Preflight", shell.Host.Screen.Contains("Restore-ZStackDatabaseBackup -Follow -JobId", StringComparison.Ordinal));
        Assert.Equal(stage == "Sending", shell.Host.Screen.Contains("may have taken it", StringComparison.Ordinal));
        await Task.Delay(200);
        int sent = node.Log.All.Count;
        await Task.Delay(1200);
        Assert.Equal(sent, node.Log.All.Count);
        Assert.True(node.Restores.Count <= 1);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "ZStack.Restore.MySqlPassword")]
    public async Task The_mysql_password_comes_out_nowhere(bool isRight, string errorId)
    {
        // The node's log and its error both hold the whole command line.
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick });
        using Shell shell = Ready(node);
        string canary = isRight ? SandboxAccounts.MySqlRootPassword : "c@nary/Tw33t%21$x";
        shell.Set("mysql", Shell.Credential("root", canary).Password);
        string log = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".log");
        shell.Set("log", log);
        try
        {
            Outcome outcome = shell.Run($"$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; {Restore} {Unattended} -LogPath $log -OutVariable out -InformationVariable info");
            shell.Run("$out | Out-Default; $out | Format-List * | Out-Default; $error | Out-Default; $error | Format-List * -Force | Out-Default; $info | Out-Default");

            if (isRight)
                outcome.ThrowOnError();
            else
                Assert.Equal(errorId, outcome.ErrorId);
            string file = File.Exists(log) ? await File.ReadAllTextAsync(log) : "";
            Assert.Equal(isRight, file.Contains("***", StringComparison.Ordinal));
            IEnumerable<string> all = outcome.Output.Select(o => PSSerializer.Serialize(o, 4)).Concat(outcome.Verbose).Concat(outcome.Debug).Concat(outcome.Warnings)
                .Concat(outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>().Select(e => $"{e} {e.Exception} {e.ErrorDetails} {PSSerializer.Serialize(e, 4)}"))
                .Append(shell.Host.Screen).Append(file);
            foreach (string text in all)
                Assert.All(new[] { canary, Uri.EscapeDataString(canary), Uri.EscapeDataString(Uri.EscapeDataString(canary)) }, form => Assert.DoesNotContain(form, text, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(log);
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_refused_before_anything_is_sent()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);

        Assert.Equal("ZStack.InvalidArgument", shell.Run(Restore + Unattended + " -LogPath /no/such/folder/x.log").ErrorId);
        Assert.Equal("ZStack.InvalidArgument", shell.Run(Restore + Unattended + " -LogPath Variable:x").ErrorId);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public void The_ids_of_checks_complete()
    {
        using var shell = new Shell();
        using PowerShell powerShell = PowerShell.Create(shell.Runspace);
        const string Input = "Restore-ZStackDatabaseBackup -SkipCheck Ver";

        Assert.Contains(CommandCompletion.CompleteInput(Input, Input.Length, null, powerShell).CompletionMatches, match => match.CompletionText == "VersionMatch");
    }

    /// <summary>Connected, with <c>$uuid</c> of the newest backup but one and <c>$mysql</c>.</summary>
    private static Shell Ready(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        Prepare(shell, node);
        return shell;
    }

    private static void Prepare(Shell shell, SandboxNode node)
    {
        shell.Set("uuid", node.Records.Where(r => r.Status == "Ready").OrderByDescending(r => r.CreateDate).ElementAt(1).Uuid);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
    }

    private static string Text(PSObject item, string property) => item.Properties[property].Value?.ToString() ?? "";

    private static IEnumerable<PSObject> Items(PSObject item, string property) => LanguagePrimitives.GetEnumerable(item.Properties[property].Value).Cast<object>().Select(PSObject.AsPSObject);
}
