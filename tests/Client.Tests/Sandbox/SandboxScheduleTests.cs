using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>The sandbox's schedules are those of docs/zstack-api.md sections 13 and 16.</summary>
[Collection(nameof(Alone))]
public sealed class SandboxScheduleTests
{
    // A night in a second: nothing here waits for longer than a few of them.
    private static readonly SandboxOptions Fast = new() { RunSchedules = true, ClockSpeed = 86_400, JobTime = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public async Task Schedules_run_by_the_clock_of_the_node()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Fast);
        int before = node.Records.Count;
        int seeded = node.ScheduledRuns.Count;

        IReadOnlyList<ScheduledRun> runs = await RunsAsync(node, seeded + 2, SandboxSchedules.Nightly);

        ScheduledRun run = runs.Skip(seeded).First(run => run.JobUuid == SandboxSchedules.Nightly);
        Assert.True(run.Success);
        Assert.Equal(1, run.StartTime.Hour);
        Assert.True(node.Records.Count > before);
        Assert.Contains(node.Records, record => run.Result!.Contains(record.Uuid, StringComparison.Ordinal) && record.RefOn(SandboxStorages.Main) is not null);
        // Disabled ones stand still.
        Assert.DoesNotContain(node.ScheduledRuns, run => run.JobUuid == SandboxSchedules.SixHourly);
    }

    [Fact]
    public async Task Without_a_storage_a_run_is_skipped_and_with_one_that_goes_away_it_fails()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(300) });
        SandboxNode node = raw.Node;
        int records = node.Records.Count;
        int seeded = node.ScheduledRuns.Count;

        RawNode.Reply weekly = await RunNowAsync(raw, SandboxSchedules.WeeklyTrigger, SandboxSchedules.WeeklyJob);
        await RunsAsync(node, seeded + 1);
        RawNode.Reply nightly = await RunNowAsync(raw, SandboxSchedules.NightlyTrigger, SandboxSchedules.Nightly);
        node.ChangeStorage(SandboxStorages.Main, storage => storage with { Status = "Disconnected" });
        IReadOnlyList<ScheduledRun> runs = await RunsAsync(node, seeded + 2);

        Assert.Equal((200, 200), (weekly.Status, nightly.Status));
        Assert.Equal([(false, SandboxSchedules.Weekly), (false, null)], runs.Skip(seeded).Select(run => (run.Success, run.GroupUuid)));
        Assert.Contains("No available backup storage found, skip this job", runs[seeded].Result, StringComparison.Ordinal);
        Assert.Contains("is not enabled and connected", runs[seeded + 1].Result, StringComparison.Ordinal);
        Assert.Equal(records, node.Records.Count);
    }

    [Fact]
    public async Task A_job_and_a_group_are_switched_by_calls_of_their_own()
    {
        await using RawNode raw = await RawNode.StartAsync();

        RawNode.Reply job = await raw.RunAsync(HttpMethod.Put, "schedulers/" + SandboxSchedules.Nightly, """{"changeSchedulerState":{"stateEvent":"disable"}}""");
        RawNode.Reply wrong = await raw.RunAsync(HttpMethod.Put, "schedulers/" + SandboxSchedules.Weekly, """{"changeSchedulerState":{"stateEvent":"disable"}}""");
        RawNode.Reply group = await raw.RunAsync(HttpMethod.Put, $"scheduler/jobgroups/{SandboxSchedules.Weekly}/actions", """{"updateSchedulerJobGroup":{"state":"Disabled"}}""");
        RawNode.Reply word = await raw.RunAsync(HttpMethod.Put, $"scheduler/jobgroups/{SandboxSchedules.Weekly}/actions", """{"updateSchedulerJobGroup":{"state":"disable"}}""");

        Assert.Equal("Disabled", (string)job.Json!["inventory"]!["state"]!);
        Assert.Equal("SYS.1003", wrong.Code);
        Assert.Equal("Disabled", (string)group.Json!["inventory"]!["state"]!);
        Assert.Equal("SYS.1007", word.Code);
        Assert.Equal("Disabled", (string)(await raw.GetAsync("scheduler/jobgroups/" + SandboxSchedules.Weekly)).Inventories[0]!["state"]!);
    }

    [Theory]
    [InlineData("scheduler/jobs")]
    [InlineData("scheduler/triggers")]
    [InlineData("scheduler/jobgroups")]
    [InlineData("scheduler/job/history")]
    public async Task A_node_may_be_without_schedules_or_without_the_calls(string path)
    {
        await using RawNode none = await RawNode.StartAsync(new SandboxOptions { HasSchedules = false });
        await using RawNode small = await RawNode.StartAsync(new SandboxOptions { HasSchedulerApi = false });

        Assert.Empty((await none.GetAsync(path)).Inventories);
        Assert.Equal((404, "no api mapping to /v1/" + path), ((await small.GetAsync(path)) is var reply ? (reply.Status, reply.Text) : default));
    }

    private static Task<RawNode.Reply> RunNowAsync(RawNode raw, string trigger, string job) =>
        raw.RunAsync(HttpMethod.Put, $"scheduler/triggers/{trigger}/actions", $$$"""{"runSchedulerTrigger":{"jobUuids":["{{{job}}}"]}}""");

    /// <summary>Waits until so many runs have ended, the last of them perhaps of one job.</summary>
    private static async Task<IReadOnlyList<ScheduledRun>> RunsAsync(SandboxNode node, int count, string? job = null)
    {
        for (int i = 0; i < 1000; i++)
        {
            IReadOnlyList<ScheduledRun> runs = node.ScheduledRuns;
            if (runs.Count >= count && (job is null || runs.Skip(count - 2).Any(run => run.JobUuid == job)))
                return runs;
            await Task.Delay(20);
        }

        throw new TimeoutException("the schedules do not run");
    }
}
