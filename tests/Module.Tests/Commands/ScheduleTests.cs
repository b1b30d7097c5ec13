using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The node's own schedules: what they are, what they did, and running and switching them.</summary>
public sealed class ScheduleTests
{
    private const string Run = "/v1/scheduler/triggers/";

    [Fact]
    public async Task Schedules_come_with_triggers_last_run_and_what_the_node_says_of_retention()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        BackupRecord newest = node.Records.MaxBy(record => record.CreateDate)!;

        Outcome outcome = shell.Run("Get-ZStackBackupSchedule");

        outcome.ThrowOnError();
        Assert.Equal(3, outcome.Output.Count);
        PSObject nightly = outcome.Output[0];
        Assert.Equal($"nightly|{SandboxSchedules.Nightly}|Job|Enabled|0 0 1 * * ?|every day at 01:00|every night", Of(nightly, "Name Uuid Kind State Cron When Trigger"));
        Assert.Equal("Succeeded|", Of(nightly, "LastOutcome LastReason"));
        Assert.Equal(newest.CreateDate, Time(nightly, "LastRun"));
        Assert.Equal($"{SandboxStorages.Main};{SandboxStorages.Second}|retentionType=Count;retentionValue=30", Of(nightly, "BackupStorageUuids Retention"));
        Assert.Equal((1, 0), (Time(nightly, "NextRun")!.Value.Hour, Time(nightly, "NextRun")!.Value.Minute));
        Assert.InRange(Time(nightly, "NextRun")!.Value, node.Clock.Now, node.Clock.Now.AddDays(1));
        // Switched off: it runs never, however certain its trigger is.
        Assert.Equal($"six-hourly|Disabled||Unknown|every 6 hours|06:00:00|{SandboxStorages.Second}", Of(outcome.Output[1], "Name State NextRun LastOutcome When Interval BackupStorageUuids"));
        Assert.NotNull(Time(Triggers(outcome.Output[1])[0], "NextRun"));
        Assert.Equal("weekly-offsite|Group|every Sunday at 02:30|Skipped", Of(outcome.Output[2], "Name Kind When LastOutcome"));
        Assert.Contains("No available backup storage found", Of(outcome.Output[2], "LastReason"), StringComparison.Ordinal);
        Assert.Empty(node.Log.Problems);
        Assert.All(node.Log.All, request => Assert.True(request.Method == "GET" || request.Body.Contains("getCurrentTime", StringComparison.Ordinal), request.ToString()));
    }

    [Fact]
    public async Task The_history_says_what_each_run_made_or_why_not()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        BackupRecord[] records = [.. shell.Node.Records.OrderByDescending(record => record.CreateDate).Take(5)];

        Outcome outcome = shell.Run("Get-ZStackBackupSchedule nightly -History 5");
        Outcome weekly = shell.Run("Get-ZStackBackupSchedule week* -History 1");
        Outcome piped = shell.Run("Get-ZStackBackupSchedule nightly -History 1 | Get-ZStackDatabaseBackupRecord");

        outcome.ThrowOnError();
        Assert.Equal(records.Select(record => (DateTimeOffset?)record.CreateDate), outcome.Output.Select(run => Time(run, "StartTime")));
        // The fourth night is the one that is still being made, says its record, and that failed, says the history.
        Assert.Equal(records.Select(record => record.Status == "Ready" ? record.Name : ""), outcome.Output.Select(run => Of(run, "BackupName")));
        Assert.Equal(["Succeeded", "Succeeded", "Succeeded", "Failed", "Succeeded"], outcome.Output.Select(run => Of(run, "Outcome")));
        Assert.Contains("Lost connection to server during query", Of(outcome.Output[3], "Reason"), StringComparison.Ordinal);
        Assert.Equal("32000", Of(outcome.Output[0], "ExecuteTime"));
        Assert.Equal("Skipped|False", Of(weekly.Output.Single(), "Outcome Success"));
        Assert.Equal(records[0].Uuid, Of(piped.Output.Single(), "Uuid"));
    }

    [Fact]
    public async Task A_history_of_thousands_comes_page_by_page()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 0 });
        for (int i = 0; i < 2300; i++)
            node.AddScheduledRun(new ScheduledRun { JobUuid = SandboxSchedules.Nightly, StartTime = node.Clock.Now.AddMinutes(-i), Success = true });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome some = shell.Run("(Get-ZStackBackupSchedule nightly -History 1200).Count");
        Outcome all = shell.Run("$times = @{}; Get-ZStackBackupSchedule nightly -History 5000 | ForEach-Object { $times[$_.StartTime] = 1 }; $times.Count");

        Assert.Equal((1200, 2300), ((int)some.Value!, (int)all.Value!));
    }

    [Fact]
    public async Task A_node_without_the_calls_is_an_error_and_one_without_schedules_a_verbose_line()
    {
        await using SandboxNode small = await SandboxNode.StartAsync(new SandboxOptions { HasSchedulerApi = false });
        await using SandboxNode none = await SandboxNode.StartAsync(new SandboxOptions { HasSchedules = false });
        using Shell shell = Shell.ConnectedTo(small);
        shell.Set("none", none.Url);

        Outcome without = shell.Run("Get-ZStackBackupSchedule");
        Outcome empty = shell.Run("$second = Connect-ZStack $none -Credential $admin; Get-ZStackBackupSchedule -Session $second -Verbose");
        Outcome both = shell.Run("Get-ZStackBackupSchedule nightly -Session (Get-ZStackSession)");

        Assert.Equal(("ZStack.ApiNotSupported", ErrorCategory.NotImplemented, (object)small.Server), (without.ErrorId, without.Error.CategoryInfo.Category, without.Error.TargetObject));
        Assert.Contains("no calls for schedules", without.Advice, StringComparison.Ordinal);
        Assert.Empty(empty.Output);
        Assert.Empty(empty.Errors);
        Assert.Contains($"Node {none.Server} has no schedule that backs up its database.", empty.Verbose);
        // Where a node was not heard, nothing can be said to be missing.
        Assert.Equal("ZStack.ApiNotSupported", both.ErrorId);
    }

    [Fact]
    public async Task An_older_node_has_jobs_without_groups_and_without_a_history()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Chooser = request => request.Path is "/v1/scheduler/jobgroups" or "/v1/scheduler/job/history" ? new Fault(FaultKind.Answer) { Status = 404, Body = "no api mapping to " + request.Path } : null;

        Outcome outcome = shell.Run("Get-ZStackBackupSchedule nightly");
        Outcome history = shell.Run("Get-ZStackBackupSchedule nightly -History 3");

        outcome.ThrowOnError();
        Assert.Equal("|Unknown", Of(outcome.Output.Single(), "LastRun LastOutcome"));
        Assert.Equal("ZStack.ApiNotSupported", history.ErrorId);
    }

    [Fact]
    public async Task A_name_that_no_schedule_has_is_an_error_that_says_where_schedules_are_made()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome one = shell.Run("Get-ZStackBackupSchedule nightly, monthly");
        Outcome job = shell.Run("Start-ZStackBackupSchedule vm-snapshots");

        Assert.Single(one.Output);
        Assert.All((Outcome[])[one, job], outcome => Assert.Equal(("ZStack.ObjectNotFound", ErrorCategory.ObjectNotFound), (outcome.ErrorId, outcome.Error.CategoryInfo.Category)));
        Assert.Equal("monthly", one.Error.TargetObject);
        Assert.Contains("made in the web interface", one.Advice, StringComparison.Ordinal);
        Assert.Equal(0, shell.Node.Log.Count("PUT", Run));
    }

    [Theory]
    [InlineData("nightly", SandboxSchedules.NightlyTrigger, $"{{\"runSchedulerTrigger\":{{\"jobUuids\":[\"{SandboxSchedules.Nightly}\"]}}}}", true)]
    [InlineData("weekly-offsite", SandboxSchedules.WeeklyTrigger, "{\"runSchedulerTrigger\":{}}", false)]
    public async Task A_schedule_runs_now(string name, string trigger, string body, bool success)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        int before = node.ScheduledRuns.Count;
        int records = node.Records.Count;

        Outcome outcome = shell.Run($"Get-ZStackBackupSchedule {name} | Start-ZStackBackupSchedule");
        await Eventually.True(() => node.ScheduledRuns.Count > before);
        Outcome after = shell.Run($"Get-ZStackBackupSchedule {name}");

        outcome.ThrowOnError();
        Assert.Equal(name, Of(outcome.Output.Single(), "Name"));
        LoggedRequest sent = Assert.Single(node.Log.All, request => request.Method == "PUT" && request.Path.StartsWith("/v1/scheduler", StringComparison.Ordinal));
        Assert.Equal((Run + trigger + "/actions", body), (sent.Path, sent.Body));
        Assert.Equal(records + (success ? 1 : 0), node.Records.Count);
        Assert.Equal(success ? "Succeeded" : "Skipped", Of(after.Output.Single(), "LastOutcome"));
        Assert.Equal(node.ScheduledRuns[^1].StartTime, Time(after.Output.Single(), "LastRun"));
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeRead)]
    [InlineData(FaultKind.ResetAfterAccept)]
    [InlineData(FaultKind.ProxyPageAfterAccept)]
    [InlineData(FaultKind.SessionExpired)]
    public async Task One_call_makes_one_run_whatever_happens_to_its_answer(FaultKind fault)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        int before = node.ScheduledRuns.Count;
        node.Faults.Add(new Fault(fault) { Match = Run, Method = "PUT" });

        Outcome outcome = shell.Run("Start-ZStackBackupSchedule nightly");
        await Eventually.True(() => node.ScheduledRuns.Count > before);
        await Task.Delay(300);

        outcome.ThrowOnError();
        Assert.Equal(before + 1, node.ScheduledRuns.Count);
        Assert.Single(outcome.Output);
    }

    [Fact]
    public async Task A_job_can_be_waited_for_later_and_a_forgotten_one_is_doubt()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;

        Outcome started = shell.Run("($job = Start-ZStackBackupSchedule nightly -NoWait)");
        Outcome waited = shell.Run("$job | Wait-ZStackJob");
        // By its bare id nobody knows what it was; its answer is a job of the scheduler, and no backup.
        Outcome switched = shell.Run("$job = Disable-ZStackBackupSchedule nightly -NoWait; Wait-ZStackJob $job.Id");
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Run, Method = "PUT" });
        int before = node.ScheduledRuns.Count;
        Outcome lost = shell.Run("Start-ZStackBackupSchedule nightly");

        Assert.Equal("RunSchedulerTrigger", Of(started.Output.Single(), "Operation"));
        waited.ThrowOnError();
        Assert.Empty(waited.Output);
        switched.ThrowOnError();
        Assert.Equal("Succeeded|", Of(switched.Output.Single(), "State Output"));
        Assert.Equal("ZStack.JobLost", lost.ErrorId);
        Assert.Contains("Get-ZStackBackupSchedule", lost.Advice, StringComparison.Ordinal);
        await Eventually.True(() => node.ScheduledRuns.Count > before);
        Assert.Equal(before + 1, node.ScheduledRuns.Count);
    }

    [Theory]
    [InlineData("nightly", "/v1/schedulers/" + SandboxSchedules.Nightly, "{\"changeSchedulerState\":{\"stateEvent\":\"disable\"}}", "{\"changeSchedulerState\":{\"stateEvent\":\"enable\"}}")]
    [InlineData("weekly-offsite", "/v1/scheduler/jobgroups/" + SandboxSchedules.Weekly + "/actions", "{\"updateSchedulerJobGroup\":{\"state\":\"Disabled\"}}", "{\"updateSchedulerJobGroup\":{\"state\":\"Enabled\"}}")]
    public async Task A_job_and_a_group_are_switched_each_by_its_own_call(string name, string path, string off, string on)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;

        Outcome disabled = shell.Run($"Disable-ZStackBackupSchedule {name}");
        Outcome again = shell.Run($"Disable-ZStackBackupSchedule {name} -Verbose");
        Outcome enabled = shell.Run($"Get-ZStackBackupSchedule {name} | Enable-ZStackBackupSchedule");

        Assert.Equal("Disabled|", Of(disabled.Output.Single(), "State NextRun"));
        Assert.Equal("Disabled", Of(again.Output.Single(), "State"));
        Assert.Contains($"Schedule {name} of node {node.Server} is Disabled already.", again.Verbose);
        Assert.Equal("Enabled", Of(enabled.Output.Single(), "State"));
        Assert.Equal([(path, off), (path, on)], node.Log.All.Where(request => request.Path == path).Select(request => (request.Path, request.Body)));
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData("Start-ZStackBackupSchedule nightly", "now: a backup of its database to ")]
    [InlineData("Enable-ZStackBackupSchedule six-hourly", "it runs again by itself (every 6 hours)")]
    [InlineData("Disable-ZStackBackupSchedule weekly-offsite", "it no longer runs by itself (every Sunday at 02:30)")]
    public async Task Under_WhatIf_it_says_what_it_would_do(string script, string words)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run(script + " -WhatIf");

        outcome.ThrowOnError();
        Assert.Empty(outcome.Output);
        Assert.Contains(words, shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Node.Log.All, request => request.Method == "PUT" && !request.Body.Contains("getCurrentTime", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copies_and_rows_of_files_name_their_schedule_and_nothing_else_does()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome copies = shell.Run("$one = Get-ZStackBackupSchedule nightly; $csv = [pscustomobject] @{ Uuid = $one.Uuid; Name = $one.Name; LastOutcome = \"$($one.LastOutcome)\"; Triggers = \"$($one.Triggers)\"; Server = $one.Server }; $xml = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-ZStackBackupSchedule nightly))); $run = Get-ZStackBackupSchedule nightly -History 1; $csv, $xml, $run | Disable-ZStackBackupSchedule | ForEach-Object Name");
        Outcome removed = shell.Run("Get-ZStackBackupSchedule nightly | Remove-ZStackDatabaseBackup -Confirm:$false");
        Outcome synced = shell.Run("Get-ZStackBackupSchedule nightly | Sync-ZStackDatabaseBackup");
        Outcome storage = shell.Run("@(Get-ZStackBackupStorage)[0] | Start-ZStackBackupSchedule");
        Outcome csv = shell.Run("$csv | Remove-ZStackDatabaseBackup -Confirm:$false");

        copies.ThrowOnError();
        Assert.Equal(["nightly", "nightly", "nightly"], copies.Output.Select(item => (string)item.BaseObject));
        Assert.Contains("is a backup schedule, not a backup.", removed.Message, StringComparison.Ordinal);
        Assert.Contains("is a backup schedule, not a backup.", csv.Message, StringComparison.Ordinal);
        Assert.Contains("is a backup schedule, not a backup storage.", synced.Message, StringComparison.Ordinal);
        Assert.Contains("is a backup storage, not a schedule.", storage.Message, StringComparison.Ordinal);
        Assert.Equal(0, shell.Node.Deleted);
    }

    [Fact]
    public async Task A_schedule_with_a_shared_trigger_is_not_run()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.AddSchedule(new ScheduledJob { Uuid = "00000000000000000000000000000001", Name = "loose", Data = "not JSON" });
        node.ChangeSchedule(SandboxSchedules.SixHourly, job => job with { TriggerUuids = [SandboxSchedules.NightlyTrigger] });
        node.ChangeScheduleGroup(SandboxSchedules.Weekly, group => group with { TriggerUuids = [SandboxSchedules.NightlyTrigger], JobUuids = [] });
        node.ChangeSchedule(SandboxSchedules.WeeklyJob, job => job with { GroupUuids = [], ClassName = "other" });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome loose = shell.Run("Start-ZStackBackupSchedule loose");
        Outcome shared = shell.Run("Start-ZStackBackupSchedule weekly-offsite");
        Outcome own = shell.Run("Start-ZStackBackupSchedule six-hourly");

        Assert.All((Outcome[])[loose, shared], outcome => Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId));
        Assert.Contains("has no trigger", loose.Message, StringComparison.Ordinal);
        Assert.Contains("sets off other schedules as well", shared.Message, StringComparison.Ordinal);
        own.ThrowOnError();
        Assert.Contains($"[\"{SandboxSchedules.SixHourly}\"]", Assert.Single(node.Log.All, request => request.Path.StartsWith(Run, StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uncommon_expression_is_shown_as_it_stands()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.ChangeTrigger(SandboxSchedules.NightlyTrigger, trigger => trigger with { Cron = "0 0 1 ? * 6#3" });
        node.ChangeSchedule(SandboxSchedules.SixHourly, job => job with { State = "Enabled", TriggerUuids = [SandboxSchedules.SixHourlyTrigger, SandboxSchedules.WeeklyTrigger] });
        using Shell shell = Shell.ConnectedTo(node);

        PSObject odd = shell.Run("Get-ZStackBackupSchedule nightly").Output.Single();
        PSObject two = shell.Run("Get-ZStackBackupSchedule six-hourly").Output.Single();
        PSObject chinese = shell.Run("[cultureinfo]::CurrentUICulture = 'zh-CN'; Get-ZStackBackupSchedule weekly*").Output.Single();

        Assert.Equal("0 0 1 ? * 6#3|", Of(odd, "When NextRun"));
        Assert.Equal("every Sunday at 02:30; every 6 hours||", Of(two, "When Cron Interval"));
        Assert.Equal(Triggers(two).Min(trigger => Time(trigger, "NextRun")), Time(two, "NextRun"));
        Assert.Equal("每周日 02:30", Of(chinese, "When"));
    }

    [Fact]
    public async Task A_run_started_by_the_node_is_in_the_history()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { RunSchedules = true, ClockSpeed = 20_000, JobTime = TimeSpan.FromMilliseconds(10) });
        DateTimeOffset next = Time(shell.Run("Get-ZStackBackupSchedule nightly").Output.Single(), "NextRun")!.Value;

        await Eventually.True(() => shell.Node.ScheduledRuns.Any(run => run.JobUuid == SandboxSchedules.Nightly && run.StartTime >= next));
        ScheduledRun made = shell.Node.ScheduledRuns.First(run => run.JobUuid == SandboxSchedules.Nightly && run.StartTime >= next);
        Outcome history = shell.Run("Get-ZStackBackupSchedule nightly -History 100");

        // At that time and not a day later; a second of a busy machine is five hours of a clock that runs so fast.
        Assert.InRange(made.StartTime, next, next.AddHours(12));
        Assert.Contains(history.Output, run => Time(run, "StartTime") == made.StartTime);
    }

    [Fact]
    public async Task Several_nodes_are_asked_at_once_and_a_dead_one_is_one_error()
    {
        await using SandboxNode first = await SandboxNode.StartAsync();
        await using SandboxNode second = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(first);
        shell.Set("second", second.Url);
        shell.Run("$null = Connect-ZStack $second -Credential $admin").ThrowOnError();

        Outcome both = shell.Run("Get-ZStackBackupSchedule nightly -Session (Get-ZStackSession)");
        second.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "scheduler", Times = int.MaxValue });
        Outcome one = shell.Run("Get-ZStackBackupSchedule nightly -Session (Get-ZStackSession)");

        both.ThrowOnError();
        Assert.Equal(new HashSet<string> { first.Server, second.Server }, both.Output.Select(item => Of(item, "Server")).ToHashSet());
        Assert.Equal(first.Server, Of(one.Output.Single(), "Server"));
        Assert.Equal(second.Server, one.Error.TargetObject);
    }

    [Fact]
    public async Task Data_of_any_shape_is_shown_as_far_as_it_is_understood()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        string[] shapes =
        [
            "not JSON", "[]", "{", "{\"backupStorageUuids\":null,\"retentionType\":null}", "{\"backupStorageUuids\":\" a , b \",\"RetentionValue\":7}",
            "{\"parameters\":{\"backupStorageUuids\":[\"a\",\"b\",null],\"remoteRetentionType\":\"x\"}}", "{\"parameters\":\"{\\\"backupStorageUuids\\\":\\\"a,b\\\",\\\"retentionType\\\":\\\"y\\\"}\"}",
        ];
        using Shell shell = Shell.ConnectedTo(node);
        List<string> shown = [];

        foreach (string shape in shapes)
        {
            node.ChangeSchedule(SandboxSchedules.Nightly, job => job with { Data = shape });
            PSObject schedule = shell.Run("Get-ZStackBackupSchedule nightly").Output.Single();
            Assert.Equal(shape, Of(schedule, "JobData"));
            shown.Add(Of(schedule, "BackupStorageUuids Retention"));
        }

        Assert.Equal(["|", "|", "|", "|", "a;b|RetentionValue=7", "a;b|remoteRetentionType=x", "a;b|retentionType=y"], shown);
    }

    [Fact]
    public async Task Results_of_any_shape_are_told_as_far_as_they_are_understood()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 0 });
        (bool Success, string? Result)[] rows = [(true, null), (true, "done"), (false, "{\"error\":{\"code\":\"SYS.1\",\"details\":\"no room\"}}"), (true, "{\"uuid\":\"u\",\"name\":\"n\"}"), (false, "{}"), (true, "SKIP THIS JOB")];
        for (int i = 0; i < rows.Length; i++)
            node.AddScheduledRun(new ScheduledRun { JobUuid = SandboxSchedules.Nightly, StartTime = node.Clock.Now.AddMinutes(-i), Success = rows[i].Success, Result = rows[i].Result });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackBackupSchedule nightly -History 10 | ForEach-Object { \"$($_.Outcome) $($_.BackupName) $($_.Reason)\" }");

        Assert.Equal(["Succeeded  ", "Succeeded  done", "Failed  no room", "Succeeded n ", "Failed  ", "Skipped  SKIP THIS JOB"], outcome.Output.Select(item => (string)item.BaseObject));
    }

    /// <summary>Properties as they print, one beside the other.</summary>
    private static string Of(PSObject item, string properties) =>
        string.Join("|", properties.Split(' ').Select(name => Convert.ToString(item.Properties[name].Value, System.Globalization.CultureInfo.InvariantCulture)));

    private static DateTimeOffset? Time(PSObject item, string property) => (DateTimeOffset?)item.Properties[property].Value;

    private static PSObject[] Triggers(PSObject schedule) => [.. LanguagePrimitives.GetEnumerable(schedule.Properties["Triggers"].Value).Cast<object>().Select(PSObject.AsPSObject)];
}
