using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>A change goes out a second time only when the node refused it before any work, and a restore never.</summary>
public sealed class RepeatTests
{
    private const string Dead = """{"error":{"code":"ID.1001","details":"Session expired"}}""";

    /// <summary>Errors in which a dead session is not what the node refused the change for.</summary>
    private static readonly string[] Causes =
    [
        """{"error":{"code":"SYS.1006","details":"failed","cause":{"code":"ID.1001","details":"Session expired"}}}""",
        """{"error":{"code":"SYS.1006","cause":{"code":"SYS.1000","cause":{"code":"ID.1001"}}}}""",
        """{"error":{"code":"SYS.1006","causes":[{"code":"SYS.1000"},{"code":"ID.1001"}]}}""",
        """{"error":{"details":"failed","cause":{"code":"ID.1001"}}}""",
        """{"error":{"code":null,"details":"failed","causes":[{"code":"ID.1001"}]}}""",
    ];

    public static TheoryData<string, string> FailuresOfJobs
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string operation in Runs.Operations)
            {
                foreach (string error in Causes)
                    all.Add(operation, error);
            }

            return all;
        }
    }

    public static TheoryData<string> Operations => [.. Runs.Operations];

    private static SandboxOptions Quick => new() { JobTime = TimeSpan.Zero, Restore = new RestoreOptions { AnswerTime = TimeSpan.FromSeconds(20) } };

    [Theory]
    [MemberData(nameof(FailuresOfJobs))]
    public async Task A_session_that_died_in_the_middle_of_a_job_repeats_nothing(string operation, string error)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 503, Body = error, Times = int.MaxValue });

        await Assert.ThrowsAsync<ZStackApiException>(() => new ZStackClient(session).RunAsync(change, null, CancellationToken.None));
        await new ZStackClient(session).StartAsync(await Again(operation, change, node), null, CancellationToken.None);

        // Two calls, two jobs.
        Assert.Equal(2, Runs.Of(node, operation).Count);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_job_that_was_seen_running_is_never_sent_again(string operation)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 202, Body = "{}" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 503, Body = Dead, Times = int.MaxValue });

        ZStackApiException failed = await Assert.ThrowsAsync<ZStackApiException>(() => new ZStackClient(session).RunAsync(change, null, CancellationToken.None));

        Assert.Equal("ID.1001", failed.Id);
        Assert.Single(Runs.Of(node, operation));
    }

    [Theory]
    [InlineData(FaultKind.NestedExpiry)]
    [InlineData(FaultKind.LateExpiry)]
    public async Task A_job_that_worked_and_failed_is_never_sent_again(FaultKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(500) });
        using ZStackSession session = await Runs.Open(node);
        node.Faults.Add(new Fault(kind) { Method = "POST", Times = int.MaxValue });

        await Assert.ThrowsAsync<ZStackApiException>(() => new ZStackClient(session).RunAsync(Runs.New(), TimeSpan.FromSeconds(20), CancellationToken.None));

        Assert.True(Assert.Single(node.Jobs).HasBegun);
    }

    /// <summary>Also when the first word was heard by the question that follows a lost answer.</summary>
    [Fact]
    public async Task A_status_seen_while_the_job_was_in_doubt_counts()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Add(new Fault(FaultKind.ResetAfterAccept) { Method = "POST" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 202, Body = "{}" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 503, Body = Dead, Times = int.MaxValue });

        await Assert.ThrowsAsync<ZStackApiException>(() => new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None));

        Assert.Single(node.Jobs);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Refused_at_the_door_a_change_is_sent_once_more_and_a_restore_is_not(string operation)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        node.ExpireSessions();
        var client = new ZStackClient(session);

        if (operation != "RecoverDatabaseFromBackup")
        {
            Assert.Equal(ZStackJobState.Succeeded, (await client.RunAsync(change, null, CancellationToken.None)).State);
            Assert.Equal([false, true], Runs.Of(node, operation).Select(job => job.HasBegun));
            return;
        }

        foreach (Func<Task> restore in (Func<Task>[])[() => client.RunAsync(change, null, CancellationToken.None), () => client.StartAsync(change, null, CancellationToken.None)])
        {
            ZStackException ended = await Assert.ThrowsAsync<ZStackException>(restore);
            Assert.Equal(ZStackErrorKind.SessionExpired, ended.Kind);
        }

        Assert.Equal([false, false], Runs.Of(node, operation).Select(job => job.HasBegun));
    }

    /// <summary>The answer to the change itself, where a node checks the session before it takes a job.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_dead_session_in_the_answer_itself_repeats_a_change_and_no_restore(string operation)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        string sent = change.Request("x").Method.Method, path = change.Request("x").Path;
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = sent, Match = path, Status = 503, Body = Dead });
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = sent, Match = path, Status = 503, Body = Causes[0] });
        bool isRestore = operation == "RecoverDatabaseFromBackup";

        ZStackException refused = await Assert.ThrowsAnyAsync<ZStackException>(() => new ZStackClient(session).RunAsync(change, null, CancellationToken.None));

        // The second refusal names the session only as a cause, which ends it.
        Assert.Equal(isRestore ? "SessionExpired" : "SYS.1006", refused.Id);
        Assert.Equal(isRestore ? 1 : 2, node.Log.Count(sent, path));
        Assert.Empty(Runs.Of(node, operation));
    }

    private static Task<Change> Again(string operation, Change change, SandboxNode node) =>
        Task.FromResult(operation == "RecoverDatabaseFromBackup" ? Runs.Restore(node) : change);
}
