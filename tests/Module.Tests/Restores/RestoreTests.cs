using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>A restore, as an operator goes through it.</summary>
public sealed class RestoreTests
{
    [Fact]
    [Trait("Pitfall", "19")]
    [Trait("Pitfall", "31")]
    public async Task From_a_record_to_a_working_node()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { RunningLongJobs = 2, Restore = Quick });
        using Shell shell = Ready(node);
        string log = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".log");
        shell.Set("log", log);
        try
        {
            Outcome outcome = shell.Run($"$old = Get-ZStackSession; $r = Get-ZStackDatabaseBackupRecord -Uuid $uuid | {Restore.Replace("$uuid ", "", StringComparison.Ordinal)} {Unattended} -LogPath $log -Verbose -InformationVariable lines; $r; $lines.Count");

            outcome.ThrowOnError();
            PSObject result = outcome.Output[0];
            Assert.Equal("Restored", Text(result, "Outcome"));
            Assert.Equal((string)shell.Runspace.SessionStateProxy.GetVariable("uuid"), Text(result, "BackupUuid"));
            string[] stages = [.. Items(result, "Timeline").Select(phase => Text(phase, "Stage"))];
            Assert.Equal(["Preflight", "Sending", "Preparing", "Restoring"], stages[..4]);
            Assert.Equal(["LoggingIn", "Finished"], stages[^2..]);
            Assert.Equal(
                ["SessionAlive: Passed", "NodeReady: Passed", "VersionMatch: Passed", "RecordReady: Passed", "StorageConnected: Passed", "NewerBackups: Warning", "RunningJobs: Warning", "Clock: Passed", "Evidence: Unknown", "VolumesMoved: Unknown", "WouldBeForgotten: Unknown"],
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
            Outcome after = shell.Run("$r.NewSession -eq (Get-ZStackSession); @(Get-ZStackSession).Count; @(Get-ZStackDatabaseBackupRecord)[0].Uuid");
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
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true, Restore = Quick with { Log = LogAccess.Tls, OddFrames = true } });
        SandboxNode node = shell.Node;
        Prepare(shell, node);
        shell.Set("pin", node.CertificateThumbprint);
        shell.Run("$null = Connect-ZStack $node -Credential $admin -CertificateThumbprint $pin").ThrowOnError();

        Outcome outcome = shell.Run($"@(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[1] | Restore-ZStackDatabaseBackup -Credential $store -MySqlRootPassword $mysql {Unattended} -InformationVariable lines; $lines.Count");

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output[0], "Outcome"));
        Assert.True((int)outcome.Output[1].BaseObject > 5);
        Assert.DoesNotContain(outcome.Warnings, warning => warning.Contains("The log of node", StringComparison.Ordinal));
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
    [Trait("Pitfall", "30")]
    [Trait("Pitfall", "32")]
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
    public async Task Other_passwords_of_that_time_are_said_and_no_failure()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { PasswordOfBackup = "of-that-time" } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run(Restore + Unattended);

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
        Assert.Null(outcome.Output[0].Properties["NewSession"].Value);
        Assert.Contains(Items(outcome.Output[0], "FollowUps"), left => left.ToString()!.Contains("from when the backup was made", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogAccess.Absent)]
    [InlineData(LogAccess.Blocked)]
    [InlineData(LogAccess.Tls)]
    [Trait("Pitfall", "32")]
    public async Task Without_the_log_it_goes_on_and_says_so(LogAccess access)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { Log = access } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run(Restore + Unattended);

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output.Single(), "Outcome"));
        Assert.Single(outcome.Warnings, warning => warning.Contains("without it", StringComparison.Ordinal));
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
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.FromSeconds(3), OutageTime = TimeSpan.FromSeconds(1.5) } });
        using Shell shell = Ready(node);

        Outcome outcome = shell.Run($"$begun = {Restore} {Unattended} -NoFollow; Restore-ZStackDatabaseBackup -Follow -JobId $begun.JobId -InformationVariable lines; $lines.Count; @(Get-ZStackDatabaseBackupRecord)[0]");

        outcome.ThrowOnError();
        Assert.Equal("Restored", Text(outcome.Output[0], "Outcome"));
        Assert.True((int)outcome.Output[1].BaseObject > 0);
        Assert.Single(node.Restores);
    }

    [Fact]
    public async Task A_node_that_is_back_before_it_is_followed_is_said_to_be_so_at_once()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.Zero, OutageTime = TimeSpan.FromMilliseconds(100) } });
        using Shell shell = Ready(node);
        shell.Run($"$begun = {Restore} {Unattended} -NoFollow").ThrowOnError();
        await Eventually.True(() => node.Restores is [{ Returned: true }]);

        Outcome outcome = shell.Run("$null = Connect-ZStack $node -Credential $admin; Restore-ZStackDatabaseBackup -Follow -JobId $begun.JobId");

        outcome.ThrowOnError();
        Assert.Equal("Unknown", Text(outcome.Output.Single(), "Outcome"));
        Assert.Contains("does not know job " + Text(outcome.Output[0], "JobId"), Items(outcome.Output[0], "FollowUps").First().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_id_of_a_job_the_advice_names_none()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Ready(node);
        Outcome idle = shell.Run("Restore-ZStackDatabaseBackup -Follow -TimeoutSec 1");
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "/ready", Status = 502, Times = int.MaxValue });
        Outcome away = shell.Run("Restore-ZStackDatabaseBackup -Follow -TimeoutSec 1");

        idle.ThrowOnError();
        string again = $" -Session (Get-ZStackSession -Server {node.Server})";
        Assert.Equal("Unknown", Text(idle.Output.Single(), "Outcome"));
        Assert.EndsWith("Restore-ZStackDatabaseBackup -Follow" + again, Assert.Single(Items(idle.Output[0], "FollowUps")).ToString(), StringComparison.Ordinal);
        Assert.Equal("ZStack.Restore.NodeDidNotReturn", away.ErrorId);
        Assert.EndsWith("Restore-ZStackDatabaseBackup -Follow" + again, away.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeRead, "Unknown", "nothing tells whether the restore was taken")]
    [InlineData(FaultKind.ResetAfterAccept, "Started", "-Follow -JobId")]
    public async Task A_restore_in_doubt_is_not_said_to_be_started(FaultKind lost, string result, string left)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = Quick with { WorkTime = TimeSpan.FromMinutes(5) } });
        using Shell shell = Ready(node);
        node.Faults.Add(new Fault(lost) { Match = "database-backups/actions" });
        // Silence where the job was asked for: it may have been taken, so it is not sent again.
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "api-jobs", Status = 502 });

        Outcome outcome = shell.Run($"{Restore} {Unattended} -NoFollow");

        outcome.ThrowOnError();
        Assert.Equal(result, Text(outcome.Output.Single(), "Outcome"));
        Assert.Contains(left, Assert.Single(Items(outcome.Output[0], "FollowUps")).ToString(), StringComparison.Ordinal);
        Assert.Equal(1, node.Log.Count("PUT", "/v1/database-backups/actions"));
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
}
