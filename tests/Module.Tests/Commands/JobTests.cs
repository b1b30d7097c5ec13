using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>One call makes one change: never two, and never none that is reported as made.</summary>
public sealed class JobTests
{
    private const string New = "New-ZStackDatabaseBackup backup-main ";

    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };

    public static TheoryData<string, Fault> Cuts => new()
    {
        { "reset before it is read", new Fault(FaultKind.ResetBeforeRead) },
        { "reset after it was accepted", new Fault(FaultKind.ResetAfterAccept) },
        { "cut in the header of the answer", new Fault(FaultKind.CutHeader) },
        { "cut in the body of the answer", new Fault(FaultKind.ResetMidBody) { AfterBytes = 10 } },
        { "half of the JSON", new Fault(FaultKind.TruncateBody) { AfterBytes = 10 } },
        { "closed before it was read", new Fault(FaultKind.CloseBeforeRead) },
        { "closed after it was accepted", new Fault(FaultKind.CloseAfterAccept) },
        { "500 of a front end after", new Fault(FaultKind.ProxyPageAfterAccept) { Status = 500 } },
        { "a body that drips without end", new Fault(FaultKind.EndlessDrip) { Delay = TimeSpan.FromMilliseconds(300) } },
        { "proxy 502 before", new Fault(FaultKind.ProxyPage) { Status = 502 } },
        { "proxy 503 before", new Fault(FaultKind.ProxyPage) { Status = 503 } },
        { "proxy 504 after", new Fault(FaultKind.ProxyPageAfterAccept) { Status = 504 } },
        { "proxy 502 after", new Fault(FaultKind.ProxyPageAfterAccept) { Status = 502 } },
        { "silence before", new Fault(FaultKind.Stall) { Delay = TimeSpan.FromSeconds(30) } },
        { "silence after", new Fault(FaultKind.StallAfterAccept) { Delay = TimeSpan.FromSeconds(30) } },
        { "500 without words", new Fault(FaultKind.Answer) { Status = 504 } },
        { "session expired", new Fault(FaultKind.SessionExpired) },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("Pitfall", "9")]
    public async Task A_lost_answer_leads_to_exactly_one_reported_backup(string how, Fault fault)
    {
        await using Shell shell = await Shell.StartAsync(Quick);
        SandboxNode node = shell.Node;
        shell.Run("Connect-ZStack $node -Credential $admin -TimeoutSec 1").ThrowOnError();
        int before = node.Records.Count;
        node.Faults.Add(fault with { Method = "POST", Match = "/v1/database-backups" });

        Outcome outcome = shell.Run(New);

        Assert.True(outcome.Errors.Count == 0, how + ": " + string.Join("; ", outcome.Errors));
        Assert.Equal(before + 1, node.Records.Count);
        Assert.Contains(node.Records, record => record.Uuid == (string)((dynamic)outcome.Value!).Uuid);
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again_and_said_to_be_one()
    {
        SandboxNode node = await SandboxNode.StartAsync(Quick);
        using Shell shell = Shell.ConnectedTo(node);
        await node.DisposeAsync();

        Outcome outcome = shell.Run($"New-ZStackDatabaseBackup {SandboxStorages.Main}");

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
    }

    [Theory]
    [InlineData(FaultKind.ProxyPage)]
    [InlineData(FaultKind.ResetBeforeRead)]
    [InlineData(FaultKind.TomcatPage)]
    [InlineData(FaultKind.TruncateBody)]
    public async Task Trouble_while_polling_is_no_failure_of_the_job(FaultKind kind)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick with { JobTime = TimeSpan.FromSeconds(1) });
        shell.Node.Faults.Add(new Fault(kind) { Match = "/v1/api-jobs", Times = 2, Status = 503, AfterBytes = 1 });

        Outcome outcome = shell.Run(New);

        outcome.ThrowOnError();
        Assert.Equal(1, shell.Node.Created);
    }

    [Fact]
    [Trait("Pitfall", "8")]
    public async Task A_forgotten_job_is_looked_up_by_what_it_made()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.JobLost) { Method = "GET", Match = "/v1/api-jobs", Times = int.MaxValue });

        Outcome made = shell.Run(New + "-Name before-upgrade.gz");
        Outcome again = shell.Run(New + "-Name before-upgrade.gz");
        Outcome export = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup");
        Outcome gone = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Remove-ZStackDatabaseBackup -Confirm:$false");

        foreach (Outcome outcome in (Outcome[])[made, again, export, gone])
            outcome.ThrowOnError();
        Assert.NotEqual((string)((dynamic)made.Value!).Uuid, (string)((dynamic)again.Value!).Uuid);
        Assert.Equal(2, node.Created);
        Assert.Equal(1, node.Deleted);
        Assert.NotNull(((dynamic)export.Value!).Url);
    }

    [Theory]
    [InlineData(FaultKind.Redirect, 302, "http://elsewhere.example/")]
    [InlineData(FaultKind.Answer, 503, "{\"error\":{\"code\":\"ID.1002\",\"details\":\"permission denied\"}}")]
    [InlineData(FaultKind.Answer, 500, "oops")]
    public async Task A_change_does_not_fail_because_its_record_may_not_be_read(FaultKind kind, int status, string body)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.JobLost) { Method = "GET", Match = "/v1/api-jobs", Times = int.MaxValue });
        node.Faults.Add(new Fault(kind) { Method = "GET", Match = "/v1/database-backups", Status = status, Body = body, Times = int.MaxValue });

        Outcome outcome = shell.Run(New);

        Assert.Equal("ZStack.JobLost", outcome.ErrorId);
        Assert.Equal(1, node.Created);
    }

    [Fact]
    public async Task A_job_that_was_lost_with_its_work_is_not_called_done()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        // An older backup of the same name must not be taken for the new one.
        string name = node.Records[0].Name;
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = "POST", Status = 202, Body = "{}" });

        Outcome outcome = shell.Run(New + "-Name " + name);

        Assert.Equal("ZStack.JobLost", outcome.ErrorId);
        Assert.Equal(0, node.Created);
    }

    [Theory]
    [InlineData("/v1/api-jobs", "New-ZStackDatabaseBackup backup-main -TimeoutSec 2")]
    [InlineData("/v1/api-jobs", "New-ZStackDatabaseBackup backup-main -NoWait | Wait-ZStackJob -TimeoutSec 2")]
    [InlineData("/v1/database-backups", "New-ZStackDatabaseBackup backup-main -TimeoutSec 2")]
    [InlineData("/v1/database-backups", "New-ZStackDatabaseBackup backup-main -NoWait -TimeoutSec 2")]
    public async Task A_time_limit_holds_also_while_a_question_goes_unanswered(string silent, string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick with { JobTime = TimeSpan.FromMinutes(5) });
        // The question of -NoWait itself is answered.
        bool asked = false;
        shell.Node.Faults.Chooser = request =>
        {
            bool first = script.Contains("| Wait", StringComparison.Ordinal) && request.Path.StartsWith(silent, StringComparison.Ordinal) && !asked;
            asked |= first;
            return !first && request.Path.StartsWith(silent, StringComparison.Ordinal) ? new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMinutes(5) } : null;
        };

        var watch = Stopwatch.StartNew();
        Outcome outcome = shell.Run(script);

        Assert.Equal("ZStack.JobTimeout", outcome.ErrorId);
        Assert.Contains("Wait-ZStackJob -Id ", outcome.Advice, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    [Fact]
    [Trait("Pitfall", "7")]
    public async Task A_node_that_restarts_during_the_job_is_waited_for()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick with { JobTime = TimeSpan.FromSeconds(5) });
        SandboxNode node = shell.Node;

        using Running running = shell.Start(New + "-TimeoutSec 6");
        await Eventually.True(() => node.Jobs.Count == 1);
        Task restart = node.Restart(TimeSpan.FromMilliseconds(800));
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(25));
        await restart;

        // The job died with the node: it must not be called done, and not be made again behind the user's back.
        Assert.Equal("ZStack.JobTimeout", outcome.ErrorId);
        Assert.Contains("Wait-ZStackJob -Id " + node.Jobs[0].Id, outcome.Advice, StringComparison.Ordinal);
        Assert.Single(node.Jobs);
    }

    [Fact]
    [Trait("Pitfall", "2")]
    public async Task The_location_of_an_answer_is_never_followed()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick with { LocationBase = "http://198.51.100.1:8080/zstack" });

        shell.Run(New).ThrowOnError();
        Assert.All(shell.Node.Log.All.Where(r => r.Path.StartsWith("/v1/api-jobs/", StringComparison.Ordinal)), poll => Assert.False(poll.Headers.ContainsKey("Authorization")));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("en-GB")]
    [InlineData("th-TH")]
    [InlineData("zh-CN")]
    public async Task The_time_of_a_job_comes_back_from_a_file_in_every_culture(string culture)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Run("$job = Sync-ZStackDatabaseBackup (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0] -NoWait").ThrowOnError();
        // As Export-Csv writes it, as ConvertTo-Json does, and as Import-Clixml has it.
        string script = $$"""
            [cultureinfo]::CurrentCulture = '{{culture}}'
            $at = [DateTimeOffset]::new(2026, 11, 5, 1, 2, 3, [TimeSpan]::FromHours(8))
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($at))
            $at.ToString(), $at.ToString('o'), $copy | ForEach-Object { [pscustomobject]@{ Id = $job.Id; Operation = $job.Operation; SubmittedAt = $_ } } | Get-ZStackJob | ForEach-Object { $_.SubmittedAt.UtcDateTime.ToString('s', [cultureinfo]::InvariantCulture) }
            """;

        Outcome outcome = shell.Run(script);

        Assert.Equal(Enumerable.Repeat("2026-11-04T17:02:03", 3), outcome.Output.Select(time => time.ToString()));
    }

    [Fact]
    [Trait("Pitfall", "4")]
    public async Task An_expired_session_without_a_way_back_made_nothing()
    {
        await using Shell shell = await Shell.StartAsync(Quick);
        shell.Run("Connect-ZStack $node -Credential $admin -NoReconnect").ThrowOnError();
        shell.Node.ExpireSessions();

        Outcome outcome = shell.Run($"New-ZStackDatabaseBackup {SandboxStorages.Main}");

        Assert.Equal("ZStack.SessionExpired", outcome.ErrorId);
        Assert.Equal(0, shell.Node.Created);
    }

    [Fact]
    public async Task A_job_without_waiting_can_be_waited_for_by_another_process()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromSeconds(3) });
        using Shell one = Shell.ConnectedTo(node);
        using Shell two = Shell.ConnectedTo(node);
        Outcome started = one.Run("$j = " + New + "-NoWait; $j | Get-ZStackJob; [System.Management.Automation.PSSerializer]::Serialize($j)");

        two.Set("xml", started.Output[1].ToString());
        Outcome waited = two.Run("$j = [System.Management.Automation.PSSerializer]::Deserialize($xml); $j | Wait-ZStackJob; Wait-ZStackJob -Id $j.Id; ($j | Get-ZStackJob).State.ToString()");

        Assert.Equal("Running", started.Output[0].Properties["State"].Value.ToString());
        waited.ThrowOnError();
        Assert.Equal("ZStack.Backup.DatabaseBackupRecord", waited.Output[0].BaseObject.GetType().FullName);
        Assert.Equal(waited.Output[0].Properties["Uuid"].Value, waited.Output[1].Properties["Uuid"].Value);
        Assert.Equal("Succeeded", waited.Output[2].BaseObject);
    }

    [Fact]
    [Trait("Pitfall", "5")]
    public async Task A_failed_job_says_why()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome wait = shell.Run("$j = New-ZStackDatabaseBackup backup-broken -NoWait; $j | Wait-ZStackJob");
        Outcome job = shell.Run("$j | Get-ZStackJob");

        Assert.Equal("Failed", ((dynamic)job.Value!).State.ToString());
        Assert.StartsWith("ZStack.SYS.", (string)((dynamic)job.Value!).ErrorId, StringComparison.Ordinal);
        Assert.StartsWith("ZStack.SYS.", wait.ErrorId, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "6")]
    public async Task An_unknown_job_is_lost_and_a_mistyped_id_is_refused_here()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome unknown = shell.Run("Get-ZStackJob -Id 'abcdefabcdefabcdefabcdefabcdefab'; Wait-ZStackJob 'abcdefabcdefabcdefabcdefabcdefab'");
        shell.Node.Log.Clear();
        Outcome mistyped = shell.Run("Get-ZStackJob 0123");

        Assert.All(unknown.Errors, error => Assert.StartsWith("ZStack.JobLost,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, unknown.Errors.Count);
        Assert.Equal("ZStack.InvalidArgument", mistyped.ErrorId);
        Assert.Empty(shell.Node.Log.All);
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Get-ZStackJob")]
    [InlineData("Get-ZStackDatabaseBackupRecord | Wait-ZStackJob")]
    [InlineData("[pscustomobject]@{ Id = 'abcdefabcdefabcdefabcdefabcdefab' } | Get-ZStackJob")]
    public async Task Only_a_job_is_taken_for_a_job(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        Outcome outcome = shell.Run(script);

        Assert.NotEmpty(outcome.Errors);
        Assert.All(outcome.Errors, error => Assert.Matches("^(InputObjectNotBound|ParameterArgumentTransformationError),", error.FullyQualifiedErrorId));
        Assert.Equal(0, shell.Node.Log.Count("GET", "/v1/api-jobs"));
    }

    [Fact]
    public async Task Waiting_has_a_deadline_that_names_the_way_on()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.FromMinutes(5) });

        Outcome outcome = shell.Run(New + "-TimeoutSec 1");

        Assert.Equal("ZStack.JobTimeout", outcome.ErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, outcome.Error.CategoryInfo.Category);
        Assert.Contains(shell.Node.Jobs.Single().Id, outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_waiting_and_says_how_to_pick_the_job_up()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.FromMinutes(5) });

        using Running running = shell.Start(New);
        await Eventually.True(() => shell.Node.Log.Count("GET", "/v1/api-jobs") > 1);
        var watch = Stopwatch.StartNew();
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Contains("Wait-ZStackJob -Id " + shell.Node.Jobs.Single().Id, shell.Host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_takes_its_time_shows_real_per_cents_and_does_not_flood()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.FromSeconds(5) });

        shell.Run(New).ThrowOnError();

        Assert.Matches("parent = -1 id = 1 act = Backing up the database .*%", shell.Host.Screen.Replace("\n", " ", StringComparison.Ordinal) + "%");
        Assert.InRange(shell.Node.Log.Count("GET", "/v1/api-jobs"), 3, 8);
        Assert.True(shell.Node.Log.Count("GET", "/v1/task-progresses") > 0);
    }

    [Fact]
    public async Task A_quick_job_shows_no_progress()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);

        shell.Run(New).ThrowOnError();

        Assert.Empty(shell.Host.Screen);
        Assert.Equal(0, shell.Node.Log.Count("GET", "/v1/task-progresses"));
    }

    /// <summary>The long run is in the benchmarks.</summary>
    [Fact]
    public async Task Under_random_cuts_from_many_runspaces_the_nodes_count_is_the_users_count()
    {
        const int Runspaces = 8, Each = 5;
        await using SandboxNode node = await SandboxNode.StartAsync(Quick with { Records = 0 });
        int calls = 0;
        FaultKind[] kinds = [FaultKind.ResetBeforeRead, FaultKind.ResetAfterAccept, FaultKind.CutHeader, FaultKind.ProxyPage, FaultKind.ProxyPageAfterAccept];
        node.Faults.Chooser = request =>
        {
            if (request.Method != "POST")
                return null;
            int call = System.Threading.Interlocked.Increment(ref calls);
            // Once only: a command whose new session expires as well has failed for good.
            FaultKind kind = call == 6 ? FaultKind.SessionExpired : kinds[call / 2 % kinds.Length];
            return call % 2 == 0 ? new Fault(kind) { Status = 502 } : null;
        };

        List<string> reported = [];
        Shell[] shells = [.. Enumerable.Range(0, Runspaces).Select(_ => Shell.ConnectedTo(node))];
        Running[] running = [.. shells.Select(shell => shell.Start($"1..{Each} | ForEach-Object {{ New-ZStackDatabaseBackup {SandboxStorages.Main} }} | ForEach-Object Uuid"))];
        foreach (Running one in running)
        {
            Outcome outcome = one.Wait(TimeSpan.FromSeconds(60));
            outcome.ThrowOnError();
            reported.AddRange(outcome.Output.Select(o => o.ToString()));
            one.Dispose();
        }

        foreach (Shell shell in shells)
            shell.Dispose();
        Assert.Equal(Runspaces * Each, reported.Count);
        Assert.Equal(node.Records.Select(r => r.Uuid).Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }
}
