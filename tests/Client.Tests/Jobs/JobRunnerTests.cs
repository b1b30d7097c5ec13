using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>What the runner does with each answer, or none, for each of its two questions: is it sent, has it ended.</summary>
public sealed class JobRunnerTests : JobRuns
{
    public static TheoryData<Fault, bool> Cuts => new()
    {
        { new Fault(FaultKind.ResetBeforeRead), false },
        { new Fault(FaultKind.ResetAfterAccept), true },
        { new Fault(FaultKind.CutHeader), true },
        { new Fault(FaultKind.ProxyPage) { Status = 502 }, false },
        { new Fault(FaultKind.ProxyPageAfterAccept) { Status = 504 }, true },
        { new Fault(FaultKind.StallAfterAccept) { Delay = TimeSpan.FromSeconds(30) }, true },
        { new Fault(FaultKind.Answer) { Status = 504 }, false },
        { new Fault(FaultKind.ResetBeforeRead) { Times = 3 }, false },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_lost_answer_is_asked_for_and_the_change_sent_again_only_where_it_is_unknown(Fault fault, bool hadArrived)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(fault with { Method = "POST", Match = Posts });
        var events = new Events();

        ZStackJob job = await new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(job.BackupUuid, Assert.IsType<DatabaseBackupRecord>(job.Output).Uuid);
        Assert.Equal(1, node.Created);
        Assert.Equal(hadArrived ? 1 : 1 + fault.Times, node.Log.Count("POST", Posts));
        string id = Assert.Single(node.Log.All.Where(sent => sent.Method == "POST").Select(sent => sent.Headers["X-Job-UUID"]).Distinct());
        Assert.Equal(id, job.Id);
        Assert.Equal(hadArrived ? 1 : fault.Times, events.Of(ClientEventKind.AnswerLost).Count);
        Assert.All(events.Of(ClientEventKind.AnswerLost), lost => Assert.Equal(id, lost.Facts["job"]));
        Assert.Equal([node.Server, "CreateDatabaseBackup", id], Assert.Single(events.Of(ClientEventKind.JobAccepted)).Facts.Values);
        Assert.Equal(hadArrived ? 1 : 1 + fault.Times, events.Of(ClientEventKind.JobSending).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{\"location\":")]
    [InlineData("<html>all is well</html>")]
    public async Task A_202_is_the_nodes_word_whatever_else_it_says(string body)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = "POST", Match = Posts, Status = 202, Body = body, Times = int.MaxValue });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Polls, Status = 200, Body = """{"inventory":{"uuid":"0123456789abcdef0123456789abcdef"}}""" });

        ZStackJob job = await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(1, node.Log.Count("POST", Posts));
        Assert.Equal(ZStackJobState.Succeeded, job.State);
    }

    [Theory]
    [InlineData(200, "{}", ZStackErrorKind.InvalidResponse)]
    [InlineData(200, "<html><title>Portal</title></html>", ZStackErrorKind.NotAnApi)]
    [InlineData(500, "oops", ZStackErrorKind.ServerError)]
    [InlineData(400, "what is this", ZStackErrorKind.BadRequest)]
    [InlineData(503, """{"error":{"code":"ID.1002","details":"no"}}""", ZStackErrorKind.Api)]
    public async Task An_answer_that_takes_nothing_on_is_an_error_and_nothing_is_sent_again(int status, string body, ZStackErrorKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = "POST", Match = Posts, Status = status, Body = body, Times = int.MaxValue });

        ZStackException refused = await Assert.ThrowsAnyAsync<ZStackException>(() => new ZStackClient(session).RunAsync(New(), null, CancellationToken.None));

        Assert.Equal(kind, refused.Kind);
        Assert.Equal(1, node.Log.Count("POST", Posts));
        Assert.Equal(0, node.Created);
    }

    [Fact]
    public async Task A_duplicate_job_id_counts_as_an_answer()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.ResetAfterAccept) { Method = "POST", Match = Posts });
        // The node claims not to know the job, then to have seen it.
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Polls, Status = 404, Body = "the job has been expired" });

        ZStackJob job = await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(2, node.Log.Count("POST", Posts));
        Assert.Equal(1, node.Created);
        Assert.Equal(ZStackJobState.Succeeded, job.State);
    }

    [Fact]
    public async Task A_node_that_is_not_there_has_nothing()
    {
        SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        await node.DisposeAsync();

        var events = new Events();

        ZStackException gone = await Assert.ThrowsAsync<ZStackException>(() => new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.Unreachable, gone.Kind);
        Assert.Equal(4, events.Of(ClientEventKind.JobSending).Count);
        Assert.Equal([0.5, 1, 2], _clock.Pauses);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_doubt_ends_with_the_users_patience_and_names_the_job(bool waits)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Chooser = request => request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? new Fault(FaultKind.ResetBeforeRead) : null;
        var events = new Events();
        var client = new ZStackClient(session, events);
        TimeSpan limit = TimeSpan.FromSeconds(2);

        ZStackException late = await Assert.ThrowsAsync<ZStackException>(() => waits ? client.RunAsync(New(), limit, CancellationToken.None) : client.StartAsync(New(), limit, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobTimeout, late.Kind);
        Assert.Equal([node.Server, events.Of(ClientEventKind.JobSending)[0].Facts["job"], 2.0, "CreateDatabaseBackup"], late.Facts.Values);
        Assert.Equal([0.5, 1.0, 0.52], _clock.Pauses);
    }

    [Theory]
    [InlineData(FaultKind.ProxyPage)]
    [InlineData(FaultKind.TruncateBody)]
    [InlineData(FaultKind.ResetBeforeRead)]
    public async Task Silence_while_it_runs_is_said_once_and_waited_out(FaultKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(kind) { Match = Polls, Times = 2, AfterBytes = 1 });
        var events = new Events();

        ZStackJob job = await new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(job.Id, Assert.Single(events.Of(ClientEventKind.NodeAway)).Facts["job"]);
        Assert.Equal(3, node.Log.Count("GET", Polls));
    }

    [Fact]
    public async Task A_node_that_starts_is_away()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Polls, Status = 503, Body = """{"error":{"code":"SYS.1010","details":"management node is not ready"}}""" });
        var events = new Events();

        await new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None);

        Assert.Single(events.Of(ClientEventKind.NodeAway));
    }

    [Fact]
    public async Task Waiting_ends_with_the_users_patience_and_names_the_job()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Endless);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);

        ZStackException late = await Assert.ThrowsAsync<ZStackException>(() => client.RunAsync(New(), TimeSpan.FromSeconds(1.5), CancellationToken.None));

        string id = Assert.Single(node.Jobs).Id;
        Assert.Equal(ZStackErrorKind.JobTimeout, late.Kind);
        Assert.Equal([node.Server, id, 1.5, "CreateDatabaseBackup"], late.Facts.Values);
        Assert.Equal([1.0, 0.52], _clock.Pauses);
        Assert.Equal(3, node.Log.Count("GET", Polls));
    }

    [Fact]
    public async Task Without_a_limit_the_nodes_own_and_a_minute_hold_and_three_hours_where_it_has_none()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Endless);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);
        node.Faults.Chooser = request => request.Path.StartsWith(Polls, StringComparison.Ordinal) ? StillRunning(1) : null;
        ZStackJob started = await client.StartAsync(New(), null, CancellationToken.None);
        var step = TimeSpan.FromMinutes(10);
        _clock.Paused = () => _clock.Pass(step);

        TimeSpan begin = _clock.Now;
        ZStackException late = await Assert.ThrowsAsync<ZStackException>(() => client.WaitJobAsync(started, null, CancellationToken.None));
        TimeSpan middle = _clock.Now;
        ZStackException unknown = await Assert.ThrowsAsync<ZStackException>(() => client.WaitJobAsync(new ZStackJob { Id = started.Id }, null, CancellationToken.None));

        Assert.Equal((ZStackErrorKind.JobTimeout, ZStackErrorKind.JobTimeout), (late.Kind, unknown.Kind));
        Assert.Equal((started.ServerTimeout!.Value + TimeSpan.FromMinutes(1)).TotalSeconds, late.Facts["seconds"]);
        Assert.Equal(10_800.0, unknown.Facts["seconds"]);
        Assert.Equal("", unknown.Facts["operation"]);
        Assert.InRange(middle - begin, started.ServerTimeout.Value, started.ServerTimeout.Value + TimeSpan.FromMinutes(1) + step);
        Assert.InRange(_clock.Now - middle, TimeSpan.FromHours(3), TimeSpan.FromHours(3) + step);
    }

    [Fact]
    public async Task A_job_is_asked_for_by_its_schedule()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(StillRunning(15));

        await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 15).Select(polls => Math.Round(PollSchedule.Pause(polls).TotalSeconds, 2)), _clock.Pauses.Take(15));
    }

    [Theory]
    [InlineData(null, 300.0)]
    [InlineData(600.0, 600.0)]
    [InlineData(7200.0, 3600.0)]
    public async Task Doubt_whether_the_node_has_it_ends_after_five_minutes_or_the_users_patience_and_always_within_an_hour(double? patience, double seconds)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Chooser = request => request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? new Fault(FaultKind.ResetBeforeRead) : null;
        var events = new Events();
        TimeSpan begin = _clock.Now;

        ZStackException late = await Assert.ThrowsAsync<ZStackException>(() => new ZStackClient(session, events).RunAsync(New(), patience is { } given ? TimeSpan.FromSeconds(given) : null, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobTimeout, late.Kind);
        Assert.Equal([node.Server, events.Of(ClientEventKind.JobSending)[0].Facts["job"], seconds, "CreateDatabaseBackup"], late.Facts.Values);
        Assert.Equal(seconds, (_clock.Now - begin).TotalSeconds, 0.1);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 16], _clock.Pauses.Take(7));
        Assert.Equal(1, node.Log.Count("POST", Posts));
    }

    [Fact]
    public async Task Progress_is_told_of_what_takes_its_time_only()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var events = new Events();
        node.Faults.Add(StillRunning(3));
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/v1/task-progresses", Status = 200, Body = """{"inventories":[{"content":"40"},{"content":"70"}]}""" });
        // While the node is away there is nobody to ask for per cents.
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = Polls });

        ZStackJob job = await new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None);

        // Asked after 0, 1, 2.2 and 3.64 seconds.
        Assert.Equal(
            [[node.Server, "CreateDatabaseBackup", job.Id, 2L, 70], [node.Server, "CreateDatabaseBackup", job.Id, 3L, -1]],
            events.Of(ClientEventKind.JobProgress).Select(told => told.Facts.Values.ToArray()));
        Assert.Equal(1, node.Log.Count("GET", "/v1/task-progresses"));
    }

    [Fact]
    public async Task A_node_that_tells_no_per_cent_is_asked_for_them_once()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(StillRunning(6));
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/v1/task-progresses", Status = 404, Times = int.MaxValue });
        var events = new Events();

        await new ZStackClient(session, events).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(4, events.Of(ClientEventKind.JobProgress).Count);
        Assert.All(events.Of(ClientEventKind.JobProgress), told => Assert.Equal(-1, told.Facts["percent"]));
        Assert.Equal(1, node.Log.Count("GET", "/v1/task-progresses"));
    }

    [Fact]
    public async Task Without_anybody_to_tell_nobody_is_asked_for_per_cents()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(StillRunning(6));

        await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(0, node.Log.Count("GET", "/v1/task-progresses"));
    }
}
