using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>What a job is read from when the node has forgotten it, and what a look at it tells.</summary>
public sealed class ForgottenJobTests : JobRuns
{
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
    public async Task A_job_is_lost_with_a_reason_when_the_record_may_not_be_read()
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
}
