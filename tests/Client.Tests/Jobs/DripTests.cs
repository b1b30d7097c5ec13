using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>An answer that comes a byte at a time is never silent for long: limits hold for all of it.</summary>
[Collection(nameof(Alone))]
public sealed class DripTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };
    private static readonly Fault Drip = new(FaultKind.EndlessDrip) { Delay = TimeSpan.FromMilliseconds(300), Times = int.MaxValue };

    // Far above every limit here, far below the end of a drip.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(25);

    /// <summary>Every small answer of the node, and the request that waits for it.</summary>
    public static TheoryData<string> Questions => ["ready", "version", "time", "zone", "valid", "log in", "log out", "backup", "storage", "storages", "long jobs", "session", "by name"];

    public static TheoryData<string, string> Silences
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string operation in Runs.Operations)
            {
                foreach (string what in (string[])["poll", "change", "look"])
                {
                    // A restore looks at nothing, and a sync has nothing to look at.
                    if (what != "look" || operation is not ("RecoverDatabaseFromBackup" or "SyncDatabaseBackup"))
                        all.Add(operation, what);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task The_users_limit_holds_while_an_answer_drips(string operation, string what)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick with { Restore = new RestoreOptions { AnswerTime = TimeSpan.FromMinutes(1) } });
        // A session with the usual patience: only the command's own limit is short.
        using ZStackSession session = await Runs.Open(node, timeout: ConnectionSettings.DefaultTimeout);
        Change change = await Runs.Prepare(operation, session, node);
        string path = change.Request("x").Path, method = change.Request("x").Method.Method;
        node.Faults.Add(what switch
        {
            "poll" => Drip with { Match = Runs.Polls },
            "change" => Drip with { Match = path, Method = method },
            _ => new Fault(FaultKind.JobLost) { Match = Runs.Polls, Times = int.MaxValue },
        });
        if (what == "look")
            node.Faults.Add(Drip with { Method = "GET", Match = "/v1/database-backups" });
        var watch = Stopwatch.StartNew();

        ZStackException? late = null;
        ZStackJob? job = null;
        try
        {
            job = await new ZStackClient(session).RunAsync(change, TimeSpan.FromSeconds(1), CancellationToken.None);
        }
        catch (ZStackException e)
        {
            late = e;
        }

        Assert.True(watch.Elapsed < Late, watch.Elapsed.ToString());
        // A restore whose node does not answer is followed by others.
        bool isLeftOpen = operation == "RecoverDatabaseFromBackup" ? job is { State: ZStackJobState.Running } || late is { Kind: ZStackErrorKind.JobTimeout } : what == "change" ? job is { State: ZStackJobState.Succeeded } || late is { Kind: ZStackErrorKind.JobTimeout } : late is { Kind: ZStackErrorKind.JobTimeout };
        Assert.True(isLeftOpen, late?.ToString() ?? "no end");
    }

    /// <summary>Whoever has no limit waits as long as the node allows: the questions meanwhile have limits all the same.</summary>
    [Fact]
    public async Task A_dripping_poll_is_silence_and_the_next_one_may_be_answered()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock(), TimeSpan.FromSeconds(1));
        node.Faults.Add(Drip with { Match = Runs.Polls, Times = 2 });

        ZStackJob job = await new ZStackClient(session).RunAsync(Runs.New(), null, CancellationToken.None);

        Assert.Equal(ZStackJobState.Succeeded, job.State);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_small_answer_has_to_end_within_the_limit_of_its_request(string question)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, timeout: TimeSpan.FromSeconds(1));
        var client = new ZStackClient(session);
        node.Faults.Add(Drip);
        var watch = Stopwatch.StartNew();

        ZStackException late = await Assert.ThrowsAnyAsync<ZStackException>(() => Ask(question, client, session, node));

        Assert.Equal(ZStackErrorKind.Timeout, late.Kind);
        Assert.True(watch.Elapsed < Late, watch.Elapsed.ToString());
    }

    [Fact]
    public async Task A_dripping_refusal_ends_too()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, timeout: TimeSpan.FromSeconds(1));
        node.ExpireSessions();
        node.Faults.Add(Drip with { Method = "GET" });

        ZStackException late = await Assert.ThrowsAnyAsync<ZStackException>(() => new ZStackClient(session).FindBackupAsync(node.Records[0].Uuid, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.Timeout, late.Kind);
    }

    /// <summary>A long list may take longer than the limit, as long as it keeps coming.</summary>
    [Fact]
    public async Task A_list_that_comes_slowly_and_steadily_is_read_to_its_end()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        TimeSpan limit = TimeSpan.FromSeconds(3);
        using ZStackSession session = await Runs.Open(node, timeout: limit);
        node.Faults.Add(new Fault(FaultKind.SlowDrip) { Match = "/v1/database-backups", Delay = TimeSpan.FromMilliseconds(6) });
        var watch = Stopwatch.StartNew();

        using PageReader<DatabaseBackupRecord> rows = new ZStackClient(session).ReadBackups(new BackupQuery(), 0, long.MaxValue, () => { }, CancellationToken.None);
        int count = 0;
        while (rows.TryRead(out _))
            count++;

        Assert.Equal(node.Records.Count, count);
        Assert.True(watch.Elapsed > limit, "it was too quick to show anything");
    }

    [Fact]
    public async Task A_list_whose_next_row_never_comes_ends()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, timeout: TimeSpan.FromSeconds(1));
        node.Faults.Add(Drip with { Match = "/v1/database-backups" });
        var watch = Stopwatch.StartNew();
        using PageReader<DatabaseBackupRecord> rows = new ZStackClient(session).ReadBackups(new BackupQuery(), 0, long.MaxValue, () => { }, CancellationToken.None);

        ZStackException late = Assert.Throws<ZStackException>(() => rows.TryRead(out _));

        Assert.Equal(ZStackErrorKind.Timeout, late.Kind);
        Assert.True(watch.Elapsed < Late, watch.Elapsed.ToString());
    }

    private static Task Ask(string question, ZStackClient client, ZStackSession session, SandboxNode node) => question switch
    {
        "ready" => session.Node.ReadyAsync(null, CancellationToken.None),
        "version" => session.Node.VersionAsync(null, CancellationToken.None),
        "time" => session.Node.CurrentTimeAsync(null, CancellationToken.None),
        "zone" => session.Node.TimeZoneAsync(null, null, CancellationToken.None),
        "valid" => session.Node.SessionIsValidAsync("0123456789abcdef0123456789abcdef", null, CancellationToken.None),
        "log in" => Runs.Open(node, timeout: TimeSpan.FromSeconds(1)),
        "log out" => client.LogOutAsync(CancellationToken.None),
        "backup" => client.GetBackupAsync(node.Records[0].Uuid, "", CancellationToken.None),
        "by name" => client.FindBackupsByNameAsync("nightly", CancellationToken.None),
        "storage" => client.GetStorageAsync("backup-main", CancellationToken.None),
        "storages" => Records(session).FindStoragesAsync([SandboxStorages.Main], CancellationToken.None),
        "long jobs" => Records(session).CountLongJobsAsync(CancellationToken.None),
        "session" => Records(session).UseSessionAsync(CancellationToken.None),
        _ => throw new ArgumentOutOfRangeException(nameof(question)),
    };

    private static RecordQueries Records(ZStackSession session) => new(session, null);
}
