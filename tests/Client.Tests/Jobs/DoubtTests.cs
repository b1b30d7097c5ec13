using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>What only somebody in front of the node has said is no failure of a change, and no word on its job.</summary>
public sealed class DoubtTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };

    /// <summary>Answers that no node words, or that cannot be told from those of others.</summary>
    private static readonly (int Status, string Body)[] Foreign =
    [
        (200, "{}"), (200, "<html><title>Portal</title></html>"), (200, ""), (204, ""),
        (200, """{"status":"UP"}"""), (200, """{"code":404,"message":"no route"}"""), (200, """["up"]"""),
        (302, ""), (400, "<html><title>400 Bad Request</title></html>"), (400, "what is this"), (401, "who are you"), (403, "<html><title>Blocked</title></html>"),
        (404, "404 page not found\n"), (404, "<html><title>404 Not Found</title></html>"), (404, ""), (404, """{"error":{"code":404,"message":"no route"}}"""),
        (404, """{"error":{"code":"NOT.404","details":"no route"}}"""), (407, ""), (408, ""), (413, ""), (429, "slow down"), (499, ""),
        (500, "oops"), (500, ""), (500, "<html><title>500 Internal Server Error</title></html>"), (500, """{"error":{"code":"SYS.1000","details":"mine"}}"""),
        (501, ""), (502, "<html></html>"), (503, "<html></html>"), (503, ""), (503, """{"error":{"code":503,"message":"no upstream"}}"""), (503, """{"message":"no upstream"}"""),
        (504, ""), (520, "Web server is returning an unknown error"), (599, ""),
    ];

    public static TheoryData<int, string> Answers
    {
        get
        {
            var all = new TheoryData<int, string>();
            foreach ((int status, string body) in Foreign)
                all.Add(status, body);
            return all;
        }
    }

    public static TheoryData<string> Operations => [.. Runs.Operations.Where(operation => operation != "RecoverDatabaseFromBackup")];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_change_that_the_node_took_is_found_whatever_came_back(int status, string body)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Add(new Fault(FaultKind.AnswerAfterAccept) { Method = "POST", Status = status, Body = body });

        ZStackJob job = await new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(1, node.Created);
        Assert.Single(node.Jobs);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task With_nothing_readable_after_it_the_doubt_is_said_with_the_job_and_no_failure(int status, string body)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Chooser = request => Runs.IsPoll(request) ? new Fault(FaultKind.Answer) { Status = 500, Body = "<html></html>" }
            : request.Method == "POST" ? new Fault(FaultKind.AnswerAfterAccept) { Status = status, Body = body }
            : null;

        ZStackException open = await Assert.ThrowsAnyAsync<ZStackException>(() => new ZStackClient(session).RunAsync(Runs.New(), TimeSpan.FromSeconds(3), CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobTimeout, open.Kind);
        Assert.Equal(Assert.Single(node.Jobs).Id, open.Facts["job"]);
        Assert.Equal(1, node.Log.Count("POST", "/v1/database-backups"));
    }

    /// <summary>A front end without its node, for a while: every kind of answer, for every operation, to all polls.</summary>
    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_poll_that_somebody_else_answers_says_nothing_of_the_job(int status, string body)
    {
        // What nobody can tell from the node: 200 with an object is its way to say that a job is done.
        if (body == "{}")
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = status, Body = body, Times = 4 });

        ZStackJob job = await new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Single(node.Jobs);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_front_ends_404_does_not_lose_a_job(string operation)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        node.Faults.Add(new Fault(FaultKind.ForeignNotFound) { Match = Runs.Polls, Times = 5 });

        ZStackJob job = await new ZStackClient(session).RunAsync(change, null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Single(Runs.Of(node, operation));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_front_ends_health_page_is_no_end_of_a_job(string operation)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        // Taken, not done yet, and nobody but the front end answers.
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = change.Request("x").Method.Method, Match = change.Request("x").Path, Status = 202, Body = "{}" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 200, Body = """{"status":"UP"}""", Times = int.MaxValue });

        ZStackException open = await Assert.ThrowsAsync<ZStackException>(() => new ZStackClient(session).RunAsync(change, TimeSpan.FromSeconds(3), CancellationToken.None));

        Assert.Equal(ZStackErrorKind.JobTimeout, open.Kind);
    }

    [Fact]
    public async Task A_front_ends_404_to_the_look_at_the_work_does_not_lose_a_job_either()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Add(new Fault(FaultKind.JobLost) { Match = Runs.Polls, Times = int.MaxValue });
        node.Faults.Add(new Fault(FaultKind.ForeignNotFound) { Method = "GET", Match = "/v1/database-backups", Times = 3 });

        ZStackJob job = await new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(1, node.Created);
    }

    /// <summary>The node's own words are a failure at once: nobody waits for a job that was refused.</summary>
    [Theory]
    [InlineData(400, "the body doesn't contain action mapping to the URL[/v1/x]", ZStackErrorKind.BadRequest)]
    [InlineData(404, "no api mapping to /v1/database-backups", ZStackErrorKind.ApiNotSupported)]
    [InlineData(500, "No creational API found for the path[/v1/database-backups]", ZStackErrorKind.ServerError)]
    [InlineData(503, """{"error":{"code":"ID.1002","details":"no"}}""", ZStackErrorKind.Api)]
    [InlineData(503, """{"error":{"details":"no"}}""", ZStackErrorKind.Api)]
    public async Task A_refusal_in_the_nodes_own_words_is_one(int status, string body, ZStackErrorKind kind)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        node.Faults.Add(new Fault(FaultKind.Answer) { Method = "POST", Status = status, Body = body });
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = Runs.Polls, Times = int.MaxValue });

        ZStackException refused = await Assert.ThrowsAnyAsync<ZStackException>(() => new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None));

        Assert.Equal(kind, refused.Kind);
        Assert.Equal(0, node.Log.Count("GET", Runs.Polls));
    }

    /// <summary>A password can be a word of what the node says, and is taken out of what is shown only.</summary>
    [Theory]
    [InlineData("job")]
    [InlineData("expired")]
    [InlineData("Duplicate")]
    public async Task The_nodes_words_are_known_before_secrets_are_taken_out_of_them(string secret)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        session.Redactor.Conceal(secret);
        node.Faults.Add(new Fault(FaultKind.ResetAfterAccept) { Method = "POST" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 404, Body = "the job has been expired" });

        ZStackJob job = await new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
        Assert.Equal(2, node.Log.Count("POST", "/v1/database-backups"));
        Assert.Equal(1, node.Created);
    }
}
