using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>The sandbox restores as docs/zstack-api.md section 10 says.</summary>
public sealed class SandboxRestoreTests
{
    private const string Old = "password-of-that-time";

    // For what never ends; a busy machine is given its time.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(LogAccess.Plain, false)]
    [InlineData(LogAccess.Plain, true)]
    [InlineData(LogAccess.Tls, true)]
    public async Task The_whole_course(LogAccess access, bool odd)
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Restore = new RestoreOptions { Log = access, OddFrames = odd, PasswordOfBackup = Old, AwaitsReader = true, OutageTime = TimeSpan.FromSeconds(4) } });
        BackupRecord backup = raw.Node.Records.Where(r => r.Status == "Ready").OrderByDescending(r => r.CreateDate).ElementAt(1);
        string id = RawNode.NewId();
        await raw.SendAsync(HttpMethod.Put, "database-backups/actions", Body(backup.Uuid), id);
        RawNode.Reply answer = await raw.PollAsync(id);
        Assert.Equal(200, answer.Status);
        Assert.False(raw.Node.Restores[0].Replaced);

        Task<List<string>> reading = ReadLogAsync((int)answer.Json!["logListenPort"]!, access, raw.Node.LogCertificateThumbprint);
        List<string> seen = await WatchAsync(raw);

        RawNode.AssertInOrder(["200", "refused", "502", "503", "404", "SYS.1010", "200"], seen);
        List<string> log = await reading;
        Assert.Contains(log, line => line.Contains($"--mysql-root-password='{SandboxAccounts.MySqlRootPassword}'", StringComparison.Ordinal));
        Assert.Contains("starts successfully", log[^1], StringComparison.Ordinal);
        Assert.Equal(odd, log.Exists(line => line.Length > 70_000));
        RestoreInfo info = Assert.Single(raw.Node.Restores);
        Assert.True(info.Replaced && info.Returned);
        Assert.Equal((backup.Uuid, SandboxAccounts.MySqlRootPassword), (info.Uuid, info.MySqlRootPassword));
        // The data are those of that time.
        Assert.Equal(404, (await raw.GetAsync("api-jobs/" + id)).Status);
        Assert.Equal("ID.1001", (await raw.GetAsync("database-backups")).Code);
        Assert.Equal("ID.1000", (await raw.LogInAsync(SandboxAccounts.Password)).Code);
        Assert.Equal(200, (await raw.LogInAsync(Old)).Status);
        Assert.DoesNotContain(raw.Node.Records, r => r.CreateDate > backup.CreateDate);
        Assert.Equal("false", (string)(await raw.QueryAsync("global-configurations", "category=ha", "name=enable")).Inventories[0]!["value"]!);
        // The younger one is still on the store: a rescan finds it again.
        Assert.Equal(3, (int)(await raw.RunAsync(HttpMethod.Put, $"database-backups/imageStore/{SandboxStorages.Main}/actions", """{"syncDatabaseBackup":{}}""")).Json!["result"]!["newBackupCount"]!);
        Assert.Empty(raw.Node.Log.Problems);
    }

    [Theory]
    [InlineData(RestoreRefusal.CoverForbidden, false, "do not allow cover database from backup")]
    [InlineData(RestoreRefusal.SecurityCheck, false, "not pass the restore security check")]
    [InlineData(RestoreRefusal.NoFreePort, false, "cannot get free port to listen")]
    [InlineData(RestoreRefusal.NoPeer, true, "无法通过SSHKEY进行SSH对等节点")]
    [InlineData(RestoreRefusal.StopOtherNode, true, "请先停止其他节点")]
    public async Task A_refusal_comes_in_both_languages(RestoreRefusal refusal, bool chinese, string words)
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Chinese = chinese, Restore = new RestoreOptions { Refusal = refusal } });

        RawNode.Reply reply = await RestoreAsync(raw, Body(raw.Node.Records.First(r => r.Status == "Ready").Uuid));

        Assert.Equal((503, "SYS.1006"), (reply.Status, reply.Code));
        Assert.Contains(words, reply.Details, StringComparison.Ordinal);
        Assert.Empty(raw.Node.Restores);
    }

    [Fact]
    public async Task An_invalid_call_gets_its_reason()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord other = raw.Node.Records.First(r => r.Version != raw.Node.Options.Version);
        BackupRecord unready = raw.Node.Records.First(r => r.Status != "Ready");
        BackupRecord good = raw.Node.Records.First(r => r.Status == "Ready");

        Assert.Contains($"version[{other.Version}] is not match", (await RestoreAsync(raw, Body(other.Uuid))).Details, StringComparison.Ordinal);
        Assert.Contains("is not Enabled and Ready", (await RestoreAsync(raw, Body(unready.Uuid))).Details, StringComparison.Ordinal);
        Assert.Equal("SYS.1003", (await RestoreAsync(raw, Body(RawNode.NewId()))).Code);
        Assert.Contains("Access denied", (await RestoreAsync(raw, Body(good.Uuid, "wrong"))).Details, StringComparison.Ordinal);
        Assert.Contains("are both need", (await RestoreAsync(raw, """{"recoverDatabaseFromBackup":{"backupStorageUrl":"ssh://a:b@c/d","mysqlRootPassword":"x"}}""")).Details, StringComparison.Ordinal);
        raw.Node.ChangeStorage(SandboxStorages.Main, s => s with { Status = "Disconnected" });
        Assert.Contains("is not enabled and connected", (await RestoreAsync(raw, Body(good.Uuid))).Details, StringComparison.Ordinal);
        // The uuid in the query is not looked at.
        Assert.Contains("are both need", (await RestoreAsync(raw, """{"recoverDatabaseFromBackup":{"mysqlRootPassword":"x"}}""", "?uuid=" + good.Uuid)).Details, StringComparison.Ordinal);
        Assert.Equal(["PUT /v1/database-backups/actions: unknown query key uuid"], raw.Node.Log.Problems);
    }

    [Fact]
    public async Task An_image_is_restored_by_its_address_in_any_order_of_shapes_or_never_returns()
    {
        // So few records that the node was never upgraded: the image is older than all of them, and of its version.
        OutageShape[] shapes = [OutageShape.NotReady, OutageShape.Refused, OutageShape.Html503];
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Records = 10, Shape = AnswerShape.Backups, Restore = new RestoreOptions { Shapes = shapes, Log = LogAccess.Absent, NeverReturns = true } });
        string url = $"ssh://{SandboxAccounts.StoreUser}:{SandboxAccounts.StorePassword}@{SandboxAccounts.StoreHost}:22{SandboxAccounts.StorePath}";
        string path = (string)(await raw.GetAsync("database-backups/image-store?url=" + Uri.EscapeDataString(url))).Json!["backups"]![20]!["installPath"]!;
        string body = $$$"""{"recoverDatabaseFromBackup":{"backupStorageUrl":"{{{url}}}","backupInstallPath":"{{{path}}}","mysqlRootPassword":"{{{SandboxAccounts.MySqlRootPassword}}}"}}""";

        RawNode.Reply answer = await RestoreAsync(raw, body);
        List<string> seen = await WatchAsync(raw, until: "503");
        await Task.Delay(800);

        Assert.Equal(0, (int)answer.Json!["logListenPort"]!);
        RawNode.AssertInOrder(["200", "SYS.1010", "refused", "503"], seen);
        Assert.Equal(503, (await raw.GetAsync("management-nodes/ready")).Status);
        RestoreInfo info = Assert.Single(raw.Node.Restores);
        Assert.Equal((url, path, true, false), (info.Url, info.InstallPath, info.Replaced, info.Returned));
        Assert.Empty(raw.Node.Records);
    }

    [Fact]
    public async Task The_log_has_one_reader_and_may_die_with_the_node()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Restore = new RestoreOptions { WorkTime = TimeSpan.FromSeconds(1), LogDiesWithNode = true } });
        RawNode.Reply answer = await RestoreAsync(raw, Body(raw.Node.Records.First(r => r.Status == "Ready").Uuid));
        var address = new Uri($"ws://127.0.0.1:{(int)answer.Json!["logListenPort"]!}/");
        using var first = new ClientWebSocket();
        using var second = new ClientWebSocket();
        await first.ConnectAsync(address, CancellationToken.None);

        await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(address, CancellationToken.None));
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await first.ReceiveAsync(new byte[4096], CancellationToken.None);
        });
    }

    private static string Body(string uuid, string password = SandboxAccounts.MySqlRootPassword) =>
        $$$"""{"recoverDatabaseFromBackup":{"uuid":"{{{uuid}}}","mysqlRootPassword":"{{{password}}}"}}""";

    private static Task<RawNode.Reply> RestoreAsync(RawNode raw, string body, string query = "") => raw.RunAsync(HttpMethod.Put, "database-backups/actions" + query, body);

    /// <summary>What the node says of itself, each change once, until it is well again or as told.</summary>
    private static async Task<List<string>> WatchAsync(RawNode raw, string until = "200")
    {
        var seen = new List<string>();
        var watch = Stopwatch.StartNew();
        bool mayBeOver;
        do
        {
            // Looked at before the question: the answer to it is that of a node that has returned.
            mayBeOver = until != "200" || raw.Node.Restores[0].Returned;
            Assert.True(watch.Elapsed < Limit, "seen: " + string.Join(", ", seen));
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
        while (!mayBeOver || seen[^1] != until);

        return seen;
    }

    private static async Task<List<string>> ReadLogAsync(int port, LogAccess access, string thumbprint)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint;
        using var limit = new CancellationTokenSource(Limit);
        await socket.ConnectAsync(new Uri($"{(access == LogAccess.Tls ? "wss" : "ws")}://127.0.0.1:{port}/"), limit.Token);
        var lines = new List<string>();
        var line = new List<byte>();
        byte[] buffer = new byte[1000];
        while (true)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, limit.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                return lines;
            }

            line.AddRange(buffer[..result.Count]);
            if (!result.EndOfMessage)
                continue;
            lines.Add(Encoding.UTF8.GetString([.. line]));
            line.Clear();
        }
    }
}
