using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>What the runner does with each answer, or none, for each of its two questions: is it sent, has it ended.</summary>
public sealed class JobRunnerTests
{
    private const string Posts = "/v1/database-backups";
    private const string Polls = "/v1/api-jobs";


    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };
    private static readonly SandboxOptions Endless = new() { JobTime = TimeSpan.FromMinutes(5) };

    private readonly FakeClock _clock = new();

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
    public async Task That_the_node_has_seen_the_id_is_as_good_as_an_answer()
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

    public static TheoryData<string> Forgotten => ["create", "delete", "delete copies", "export", "delete export", "copy"];

    [Theory]
    [MemberData(nameof(Forgotten))]
    public async Task A_forgotten_job_is_read_from_what_it_worked_on(string change)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);
        string uuid = await Prepare(client, node, change);
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Polls, Times = int.MaxValue });

        ZStackJob job = await client.RunAsync(ChangeOf(change, uuid), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        switch (change)
        {
            case "export":
                DatabaseBackupExport export = Assert.IsType<DatabaseBackupExport>(job.Output);
                Assert.Equal((uuid, SandboxStorages.Main, node.Server), (export.BackupUuid, export.BackupStorageUuid, export.Server));
                Assert.StartsWith("http", export.Url, StringComparison.Ordinal);
                break;
            case "create" or "copy":
                Assert.Equal(job.BackupUuid, Assert.IsType<DatabaseBackupRecord>(job.Output).Uuid);
                break;
            default:
                Assert.Null(job.Output);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Forgotten))]
    public async Task A_forgotten_job_whose_work_is_not_to_be_seen_is_lost(string change)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);
        string uuid = await Prepare(client, node, change);
        // Taken and never done.
        node.Faults.Chooser = request => request.Method is "POST" or "PUT" or "DELETE" ? new Fault(FaultKind.Answer) { Status = 202, Body = "{}" } : null;

        ZStackException lost = await Assert.ThrowsAsync<ZStackException>(() => client.RunAsync(ChangeOf(change, uuid), null, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobLost, lost.Kind);
        Assert.Equal(node.Server, lost.Facts["server"]);
    }

    [Fact]
    public async Task A_scan_leaves_nothing_to_look_at()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);

        SyncResult result = Assert.IsType<SyncResult>((await client.RunAsync(Changes.Sync(SandboxStorages.Main), null, CancellationToken.None)).Output);
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Polls, Times = int.MaxValue });
        ZStackException lost = await Assert.ThrowsAsync<ZStackException>(() => client.RunAsync(Changes.Sync(SandboxStorages.Main), null, CancellationToken.None));

        Assert.Equal(SandboxStorages.Main, result.BackupStorageUuid);
        Assert.Equal(ZStackErrorKind.JobLost, lost.Kind);
    }

    [Fact]
    public async Task A_record_that_is_being_made_is_a_job_that_runs()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);
        BackupRecord creating = node.Records.First(record => record.Status == "Creating");
        var job = new ZStackJob { Id = new string('a', 32), Operation = Operations.Create, BackupUuid = creating.Uuid };

        ZStackJob running = await client.GetJobAsync(job, CancellationToken.None);
        node.ChangeRecord(creating.Uuid, record => record with { Status = "Ready" });
        ZStackJob done = await client.GetJobAsync(job, CancellationToken.None);

        Assert.Equal(ZStackJobState.Running, running.State);
        Assert.Equal(ZStackJobState.Succeeded, done.State);
    }

    [Fact]
    public async Task A_job_that_runs_on_after_an_outage_is_looked_up_now_and_then()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        int polls = 0;
        // The node was away, and its new life believes for ever that the job runs.
        node.Faults.Chooser = request => !request.Path.StartsWith(Polls, StringComparison.Ordinal) ? null
            : ++polls == 1 ? new Fault(FaultKind.ResetBeforeRead)
            : new Fault(FaultKind.Answer) { Status = 202, Body = "{}" };

        ZStackJob job = await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(6, polls);
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeRead)]
    [InlineData(FaultKind.ProxyPage)]
    [InlineData(FaultKind.TruncateBody)]
    public async Task A_node_that_goes_away_while_a_forgotten_job_is_looked_up_is_asked_anew(FaultKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Polls, Times = int.MaxValue });
        // More often than a read is repeated.
        node.Faults.Add(new Fault(kind) { Method = "GET", Match = Posts, Times = 4, AfterBytes = 3 });

        ZStackJob job = await new ZStackClient(session).RunAsync(New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.IsType<DatabaseBackupRecord>(job.Output);
    }

    [Fact]
    public async Task That_nobody_may_look_leaves_the_job_lost_and_says_why()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Polls, Times = int.MaxValue });
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = "GET", Match = Posts, Status = 503, Body = """{"error":{"code":"ID.1002","details":"no"}}""", Times = int.MaxValue });

        ZStackException lost = await Assert.ThrowsAsync<ZStackException>(() => new ZStackClient(session).RunAsync(New(), null, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobLost, lost.Kind);
        Assert.Equal([node.Server, Assert.Single(node.Jobs).Id, "CreateDatabaseBackup"], lost.Facts.Values);
        Assert.Equal("ID.1002", Assert.IsType<ZStackApiException>(lost.InnerException).Code);
    }

    [Fact]
    public async Task A_look_tells_the_state_and_its_result()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);

        node.Faults.Add(StillRunning(4));
        ZStackJob started = await client.StartAsync(New(), null, CancellationToken.None);
        ZStackJob running = await client.GetJobAsync(started, CancellationToken.None);
        ZStackJob ended = await client.WaitJobAsync(started, TimeSpan.FromSeconds(20), CancellationToken.None);
        ZStackJob seen = await client.GetJobAsync(started, CancellationToken.None);
        ZStackJob broken = await client.StartAsync(Changes.Create("broken.gz", null, SandboxStorages.Broken, null, null, null), null, CancellationToken.None);
        ZStackException failure = await Assert.ThrowsAnyAsync<ZStackException>(() => client.WaitJobAsync(broken, TimeSpan.FromSeconds(20), CancellationToken.None));
        ZStackJob failed = await client.GetJobAsync(broken, CancellationToken.None);

        Assert.Equal((ZStackJobState.Running, ZStackJobState.Running), (started.State, running.State));
        Assert.NotNull(started.ServerTimeout);
        Assert.Equal((ZStackJobState.Succeeded, ZStackJobState.Succeeded), (ended.State, seen.State));
        Assert.IsType<DatabaseBackupRecord>(seen.Output);
        Assert.Equal(ZStackJobState.Failed, failed.State);
        Assert.Equal(((ZStackApiException)failure).Code, Assert.IsType<ZStackApiException>(failed.Failure).Code);
        Assert.Equal(broken.Id, ((ZStackApiException)failure).JobId);
    }

    [Fact]
    public async Task A_look_at_a_node_that_says_nothing_or_does_not_know_is_an_error()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var client = new ZStackClient(session);
        var job = new ZStackJob { Id = new string('a', 32) };

        ZStackException unknown = await Assert.ThrowsAsync<ZStackException>(() => client.GetJobAsync(job, CancellationToken.None));
        node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Match = Polls });
        ZStackException silent = await Assert.ThrowsAsync<ZStackException>(() => client.GetJobAsync(job, CancellationToken.None));

        Assert.Equal((ZStackErrorKind.JobLost, ZStackErrorKind.Unreachable), (unknown.Kind, silent.Kind));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_died_is_renewed_and_the_change_made_by_a_new_job(bool waits)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.ExpireSessions();
        var client = new ZStackClient(session);

        ZStackJob job = waits ? await client.RunAsync(New(), null, CancellationToken.None) : await client.StartAsync(New(), null, CancellationToken.None);

        Assert.Equal(2, node.Log.All.Where(sent => sent.Method == "POST" && sent.Path == Posts).Select(sent => sent.Headers["X-Job-UUID"]).Distinct().Count());
        await client.WaitJobAsync(job, TimeSpan.FromSeconds(20), CancellationToken.None);
        Assert.Equal(1, node.Created);
    }

    [Fact]
    public async Task A_restore_in_doubt_is_never_sent_again()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        int polls = 0;
        node.Faults.Chooser = request => request.Method == "PUT" ? new Fault(FaultKind.ResetBeforeRead)
            : request.Path.StartsWith(Polls, StringComparison.Ordinal) && ++polls == 1 ? new Fault(FaultKind.ResetBeforeRead)
            : null;

        ZStackJob job = await new ZStackClient(session).StartAsync(Changes.Recover(node.Records[0].Uuid, null, Wire.Secure("secret")), null, CancellationToken.None);

        Assert.True(job.IsInDoubt);
        Assert.Equal(1, node.Log.Count("PUT", Posts));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    public async Task A_restore_that_the_node_does_not_know_is_sent_again_only_while_no_node_could_have_done_it(int seconds, bool inDoubt)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Method = "PUT", Match = Posts });
        _clock.Paused = () =>
        {
            _clock.Pass(TimeSpan.FromSeconds(seconds));
            _clock.Paused = null;
        };

        ZStackJob job = await new ZStackClient(session).StartAsync(Changes.Recover(node.Records[0].Uuid, null, Wire.Secure(SandboxAccounts.MySqlRootPassword)), null, CancellationToken.None);

        Assert.Equal(inDoubt, job.IsInDoubt);
        Assert.Equal(inDoubt ? 1 : 2, node.Log.Count("PUT", Posts));
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeRead)]
    [InlineData(FaultKind.JobLost)]
    public async Task A_restore_whose_node_has_gone_or_come_back_without_it_is_no_failure(FaultKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Open(node);
        var events = new Events();
        node.Faults.Add(StillRunning(2));
        node.Faults.Add(kind == FaultKind.JobLost ? new Fault(FaultKind.Answer) { Match = Polls, Status = 404, Body = "the job has been expired" } : new Fault(kind) { Match = Polls });

        ZStackJob job = await new ZStackClient(session, events).RunAsync(Changes.Recover(node.Records[0].Uuid, null, Wire.Secure(SandboxAccounts.MySqlRootPassword)), null, CancellationToken.None);

        Assert.Equal((ZStackJobState.Running, false), (job.State, job.IsInDoubt));
        Assert.Null(job.Output);
        Assert.Empty(events.Of(ClientEventKind.NodeAway));
        Assert.Equal([0.5, 0.5], _clock.Pauses);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_job()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Endless);
        using ZStackSession session = await Open(node);
        using var stop = new CancellationTokenSource();
        _clock.Paused = () =>
        {
            if (_clock.Pauses.Count == 3)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ZStackClient(session).RunAsync(New(), TimeSpan.FromMinutes(1), stop.Token));

        Assert.Single(node.Jobs);
        Assert.Equal(3, _clock.Pauses.Count);
    }

    /// <summary>The node's word for so many polls.</summary>
    private static Fault StillRunning(int times) => new(FaultKind.Answer) { Match = Polls, Status = 202, Body = """{"location":"http://10.0.0.1/zstack/v1/api-jobs/x"}""", Times = times };

    private static Change New() => Changes.Create("before-upgrade.gz", null, SandboxStorages.Main, null, null, null);

    private Task<ZStackSession> Open(SandboxNode node) => ZStackClient.ConnectAsync(
        new ConnectionSettings(ServerAddress.Parse(node.Url)) { Timeout = TimeSpan.FromSeconds(2), Clock = _clock },
        new PasswordLogIn(LogInType.Account, SandboxAccounts.Account, Wire.Secure(SandboxAccounts.Password)),
        null, true, null, CancellationToken.None);

    private static async Task<string> Prepare(ZStackClient client, SandboxNode node, string change)
    {
        BackupRecord record = node.Records.First(one => one.Status == "Ready" && one.Refs.Count == (change == "delete copies" ? 2 : 1) && one.Refs[0].BackupStorageUuid == SandboxStorages.Main);
        if (change == "delete export")
            await client.RunAsync(Changes.Export(record.Uuid, null, SandboxStorages.Main), null, CancellationToken.None);
        return record.Uuid;
    }

    private static Change ChangeOf(string change, string uuid) => change switch
    {
        "create" => New(),
        "delete" => Changes.Delete(uuid, null, []),
        "delete copies" => Changes.Delete(uuid, null, [SandboxStorages.Second]),
        "export" => Changes.Export(uuid, null, SandboxStorages.Main),
        "delete export" => Changes.DeleteExport(uuid, null, SandboxStorages.Main),
        "copy" => Changes.Copy(uuid, null, SandboxStorages.Main, SandboxStorages.Second),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <summary>Keeps what was told.</summary>
    private sealed class Events : IProgress<ClientEvent>
    {
        private readonly ConcurrentQueue<ClientEvent> _all = new();

        public void Report(ClientEvent value) => _all.Enqueue(value);

        public IReadOnlyList<ClientEvent> Of(ClientEventKind kind) => [.. _all.Where(one => one.Kind == kind)];
    }
}
