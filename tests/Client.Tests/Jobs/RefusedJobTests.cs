using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Tests.Http;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>Changes whose session is dead, restores, whose node goes away, and waits that are cancelled.</summary>
public sealed class RefusedJobTests : JobRuns
{
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
}
