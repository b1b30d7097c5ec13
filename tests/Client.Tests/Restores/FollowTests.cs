using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Restores;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Restores;

/// <summary>Restores seen through to their end, at a pace for tests.</summary>
[Collection(nameof(Alone))]
public sealed class FollowTests
{
    private const int Courses = 200;
    private const int AtOnce = 10;

    private static readonly RestorePace Quick = new()
    {
        Pause = TimeSpan.FromMilliseconds(15),
        Answer = TimeSpan.FromSeconds(5),
        Reluctance = TimeSpan.FromSeconds(15),
        Doubt = TimeSpan.FromMilliseconds(600),
        LogEnds = TimeSpan.FromMilliseconds(50),
    };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Outages_of_every_shape_in_every_order_end_in_a_new_session()
    {
        var seeds = new ConcurrentQueue<int>(Enumerable.Range(1, Courses));
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (seeds.TryDequeue(out int seed))
                await CourseAsync(seed);
        })));
    }

#pragma warning disable CA5394 // A course that failed can be run again by its number.
    private static async Task CourseAsync(int seed)
    {
        var random = new Random(seed);
        OutageShape[] shapes = [.. Enum.GetValues<OutageShape>().OrderBy(_ => random.Next()).Take(random.Next(1, 6))];
        var restore = new RestoreOptions
        {
            AnswerTime = TimeSpan.Zero,
            WorkTime = TimeSpan.FromMilliseconds(random.Next(20, 120)),
            OutageTime = TimeSpan.FromMilliseconds(shapes.Length * random.Next(20, 60)),
            Shapes = shapes,
            Log = (LogAccess)random.Next(4),
            OddFrames = random.Next(2) == 0,
            LogDiesWithNode = random.Next(2) == 0,
        };
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = restore });
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);

        RestoreResult result = await run.RestoreAsync(MySql, true, Limit, null, CancellationToken.None);

        Assert.True(result.Outcome == RestoreOutcome.Restored && result.NewSession is not null, $"seed {seed}: {result.Outcome}, {result.Timeline}");
        Assert.True(Assert.Single(node.Restores).Replaced, $"seed {seed}: said before it was so");
        Assert.Equal(1, node.Log.Count("PUT", "/v1/database-backups/actions"));
        Assert.Empty(node.Log.Problems);
        result.NewSession.Dispose();
    }
#pragma warning restore CA5394

    [Fact]
    public async Task A_node_that_never_leaves_is_not_said_to_be_restored()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = new RestoreOptions { AnswerTime = TimeSpan.Zero, WorkTime = TimeSpan.FromMinutes(5) } });
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);

        RestoreResult result = await run.RestoreAsync(MySql, true, TimeSpan.FromSeconds(1), null, CancellationToken.None);

        Assert.Equal(RestoreOutcome.Unknown, result.Outcome);
        Assert.Null(result.NewSession);
        Assert.Equal("Left_NeverLeft", Assert.Single(result.LeftToDo).Key);
    }

    [Fact]
    public async Task A_node_that_only_stumbled_is_not_said_to_be_restored()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = new RestoreOptions { AnswerTime = TimeSpan.Zero, WorkTime = TimeSpan.FromMinutes(5) } });
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "/ready", Status = 502, Times = 3 });

        RestoreResult result = await run.RestoreAsync(MySql, true, TimeSpan.FromSeconds(1), null, CancellationToken.None);

        Assert.Contains(result.Timeline, phase => phase.Stage == RestoreStage.NodeAway);
        Assert.Equal(RestoreOutcome.Unknown, result.Outcome);
    }

    [Fact]
    public async Task A_session_that_expires_without_an_outage_is_not_said_to_be_restored()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);
        // The restore never arrives, and the node stumbles once while it is watched.
        node.Faults.Add(new Fault(FaultKind.Redirect) { Match = "database-backups/actions" });
        node.Faults.Add(new Fault(FaultKind.Redirect) { Match = "api-jobs" });
        node.Faults.Add(new Fault(FaultKind.ResetAfterAccept) { Match = "/ready" });
        int before = node.Log.All.Count(entry => entry.Path.EndsWith("/valid", StringComparison.Ordinal));
        Task<RestoreResult> following = Task.Run(() => run.RestoreAsync(MySql, true, Limit, null, CancellationToken.None));
        while (node.Log.All.Count(entry => entry.Path.EndsWith("/valid", StringComparison.Ordinal)) < before + 3 && !following.IsCompleted)
            await Task.Delay(5);
        node.ExpireSessions();

        RestoreResult result = await following;

        Assert.Empty(node.Restores);
        Assert.Equal(RestoreOutcome.Unknown, result.Outcome);
        Assert.Equal("Left_AlreadyBack", result.LeftToDo[0].Key);
        result.NewSession?.Dispose();
    }

    [Theory]
    [InlineData(FaultKind.ResetAfterAccept)]
    [InlineData(FaultKind.CutHeader)]
    public async Task A_lost_answer_is_never_a_second_restore(FaultKind fault)
    {
        var restore = new RestoreOptions { AnswerTime = TimeSpan.Zero, WorkTime = TimeSpan.FromMilliseconds(100), OutageTime = TimeSpan.FromSeconds(4), Shapes = [OutageShape.Refused, OutageShape.Html404] };
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = restore });
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);
        node.Faults.Add(new Fault(fault) { Match = "database-backups/actions", AfterBytes = 10 });

        RestoreResult result = await run.RestoreAsync(MySql, true, Limit, null, CancellationToken.None);

        // The node was away when it was asked, and has forgotten the job: proven by the forgotten session.
        Assert.Equal(RestoreOutcome.Restored, result.Outcome);
        Assert.Single(node.Restores);
        Assert.Equal(1, node.Log.Count("PUT", "/v1/database-backups/actions"));
        result.NewSession?.Dispose();
    }

    [Fact]
    public async Task A_request_of_which_nothing_is_known_is_said_to_be_in_doubt()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);
        node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Match = "database-backups/actions" });
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "api-jobs", Status = 502 });

        RestoreResult result = await run.RestoreAsync(MySql, true, Limit, null, CancellationToken.None);

        Assert.Equal(RestoreOutcome.Unknown, result.Outcome);
        Assert.Equal("Left_Doubt", result.LeftToDo[0].Key);
        Assert.Equal(1, node.Log.Count("PUT", "/v1/database-backups/actions"));
    }

    [Fact]
    public async Task A_request_that_never_arrived_is_sent_again()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = new RestoreOptions { AnswerTime = TimeSpan.Zero, WorkTime = TimeSpan.FromMilliseconds(50), OutageTime = TimeSpan.FromMilliseconds(200) } });
        using ZStackSession session = await OpenAsync(node);
        RestoreRun run = await RunAsync(session, node);
        node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Match = "database-backups/actions" });

        RestoreResult result = await run.RestoreAsync(MySql, true, Limit, null, CancellationToken.None);

        Assert.Equal(RestoreOutcome.Restored, result.Outcome);
        Assert.Single(node.Restores);
        result.NewSession?.Dispose();
    }

    [Fact]
    public async Task An_access_key_and_no_job_prove_nothing()
    {
        var restore = new RestoreOptions { AnswerTime = TimeSpan.Zero, WorkTime = TimeSpan.FromSeconds(1), OutageTime = TimeSpan.FromSeconds(3), Shapes = [OutageShape.Refused] };
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = restore });
        using ZStackSession session = await OpenAsync(node);
        var key = new AccessKeyLogIn(SandboxAccounts.AccessKeyId, Secure(SandboxAccounts.AccessKeySecret));
        using ZStackSession signed = await ZStackClient.ConnectAsync(Settings(node), key, null, true, null, CancellationToken.None);
        RestoreRun run = await RunAsync(session, node);
        await run.RestoreAsync(MySql, false, Limit, null, CancellationToken.None);

        RestoreResult result = await new RestoreRun(signed, null, Quick).FollowAsync(null, Limit, null, CancellationToken.None);

        Assert.Equal(RestoreOutcome.Unknown, result.Outcome);
        Assert.Contains(result.LeftToDo, left => left.Key == "Left_NoProof");
    }

    private static SecureString MySql => Secure(SandboxAccounts.MySqlRootPassword);

    private static async Task<RestoreRun> RunAsync(ZStackSession session, SandboxNode node)
    {
        string uuid = node.Records.Where(r => r.Status == "Ready").OrderByDescending(r => r.CreateDate).ElementAt(1).Uuid;
        return new RestoreRun(session, new RestoreSource((await new ZStackClient(session).FindBackupAsync(uuid, CancellationToken.None))!), Quick);
    }

    private static Task<ZStackSession> OpenAsync(SandboxNode node) =>
        ZStackClient.ConnectAsync(Settings(node), new PasswordLogIn(LogInType.Account, SandboxAccounts.Account, Secure(SandboxAccounts.Password)), null, true, null, CancellationToken.None);

    private static ConnectionSettings Settings(SandboxNode node) => new(ServerAddress.Parse(node.Url));

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
