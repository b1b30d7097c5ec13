using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>What the sandbox breaks is broken the way that was ordered.</summary>
public sealed class SandboxFaultTests
{
    private const string Create = $$$"""{"params":{"name":"a.gz","backupStorageUuid":"{{{SandboxStorages.Main}}}"}}""";

    [Theory]
    [InlineData(FaultKind.ResetBeforeRead, 0)]
    [InlineData(FaultKind.ResetAfterAccept, 1)]
    [InlineData(FaultKind.CutHeader, 1)]
    [InlineData(FaultKind.ResetMidBody, 1)]
    [InlineData(FaultKind.ProxyPage, 0)]
    [InlineData(FaultKind.ProxyPageAfterAccept, 1)]
    [InlineData(FaultKind.TomcatPage, 0)]
    [InlineData(FaultKind.TruncateBody, 1)]
    [InlineData(FaultKind.StallAfterAccept, 1)]
    [InlineData(FaultKind.SlowDrip, 1)]
    [InlineData(FaultKind.JobLost, 1)]
    [InlineData(FaultKind.CloseBeforeRead, 0)]
    [InlineData(FaultKind.CloseAfterAccept, 1)]
    [InlineData(FaultKind.ForeignNotFound, 0)]
    public async Task A_fault_hits_the_method_it_is_meant_for_and_executes_or_not(FaultKind kind, int executed)
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        raw.Node.Faults.Add(new Fault(kind) { Method = "POST", Match = "database-backups", AfterBytes = 5, Status = 502, Delay = TimeSpan.FromMilliseconds(2) });
        Assert.Equal(200, (await raw.GetAsync("database-backups")).Status);
        string id = RawNode.NewId();

        RawNode.Reply? reply = null;
        try
        {
            reply = await raw.SendAsync(HttpMethod.Post, "database-backups", Create, id);
        }
        catch (HttpRequestException)
        {
            // A reset; which of them, the log says.
        }

        bool reset = kind is FaultKind.ResetBeforeRead or FaultKind.ResetAfterAccept or FaultKind.CutHeader or FaultKind.ResetMidBody or FaultKind.CloseBeforeRead or FaultKind.CloseAfterAccept;
        Assert.Equal(reset, reply is null);
        Assert.Equal(kind, raw.Node.Log.All[^1].FaultKind);
        for (int i = 0; i < 100 && raw.Node.Created < executed; i++)
            await Task.Delay(10);
        Assert.Equal(executed, raw.Node.Created);
        int known = (await raw.GetAsync("api-jobs/" + id)).Status;
        for (int i = 0; i < 100 && known == 202; i++)
        {
            await Task.Delay(10);
            known = (await raw.GetAsync("api-jobs/" + id)).Status;
        }

        Assert.Equal(executed == 0 || kind == FaultKind.JobLost ? 404 : 200, known);
    }

    [Theory]
    [InlineData(FaultKind.NestedExpiry, "SYS.1006", "ID.1001")]
    [InlineData(FaultKind.LateExpiry, "ID.1001", null)]
    public async Task A_session_that_dies_late_fails_a_job_that_has_worked(FaultKind kind, string code, string? cause)
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromMilliseconds(100) });
        raw.Node.Faults.Add(new Fault(kind) { Method = "POST" });

        RawNode.Reply ended = await raw.RunAsync(HttpMethod.Post, "database-backups", Create);

        Assert.Equal((503, code), (ended.Status, ended.Code));
        Assert.Equal(cause, (string?)ended.Json!["error"]!["cause"]?["code"]);
        Assert.True(Assert.Single(raw.Node.Jobs).HasBegun);
        Assert.Equal(0, raw.Node.Created);
    }

    [Fact]
    public async Task A_chooser_decides_for_every_request()
    {
        await using RawNode raw = await RawNode.StartAsync();
        raw.Node.Faults.Chooser = request => request.Method == "GET" ? new Fault(FaultKind.ProxyPage) { Status = 504 } : null;

        Assert.Equal(504, (await raw.GetAsync("database-backups")).Status);
        Assert.Equal(202, (await raw.SendAsync(HttpMethod.Post, "database-backups", Create)).Status);
    }

    [Fact]
    public async Task Nobody_is_given_the_port_of_a_node_that_is_away()
    {
        await using RawNode raw = await RawNode.StartAsync();
        Task restart = raw.Node.Restart(TimeSpan.FromSeconds(4));
        while (await IsThere())
            await Task.Delay(10);

        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        byte[] address = new IPEndPoint(IPAddress.Loopback, raw.Node.Port).Serialize().Buffer.ToArray();

        // Only Linux can keep it.
        if (OperatingSystem.IsLinux())
            Assert.NotEqual(0, Bind(other.SafeHandle, address, address.Length));
        await restart;
        Assert.True(await IsThere());

        async Task<bool> IsThere()
        {
            using var caller = new TcpClient();
            try
            {
                await caller.ConnectAsync(IPAddress.Loopback, raw.Node.Port);
                return true;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_restarted_node_is_away_then_odd_then_well_and_what_ran_never_ends()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.FromSeconds(2) });
        string id = RawNode.NewId();
        await raw.SendAsync(HttpMethod.Post, "database-backups", Create, id);

        Task restart = raw.Node.Restart(TimeSpan.FromSeconds(3));
        var seen = new System.Collections.Generic.List<string>();
        while (!restart.IsCompleted)
        {
            string what;
            try
            {
                RawNode.Reply ready = await raw.GetAsync("management-nodes/ready");
                what = ready.Code ?? ready.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (HttpRequestException)
            {
                what = "refused";
            }

            if (seen.LastOrDefault() != what)
                seen.Add(what);
            await Task.Delay(10);
        }

        await restart;
        RawNode.AssertInOrder(["refused", "404", "503", "SYS.1010", "200"], [.. seen.Where(what => what != "200"), "200"]);
        Assert.Equal(200, (await raw.GetAsync("management-nodes/ready")).Status);
        Assert.Equal(202, (await raw.GetAsync("api-jobs/" + id)).Status);
        Assert.Equal(0, raw.Node.Created);
        Assert.Equal(200, (await raw.GetAsync("database-backups")).Status);
    }

    /// <summary>As the system does it for whoever names no port: <see cref="Socket.Bind"/> would share one that nobody listens on.</summary>
    [DllImport("libc", EntryPoint = "bind")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Bind(SafeSocketHandle socket, byte[] address, int length);
}
