using System;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Client.Tests.Http;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Restores;

/// <summary>A restore as we send it against the captures of the SDK.</summary>
public sealed class RestoreWireTests
{
    [Theory]
    [InlineData("RecoverDatabaseFromBackup.session")]
    [InlineData("RecoverDatabaseFromBackup.url.session")]
    public async Task A_restore_is_asked_for_as_the_sdk_does(string name)
    {
        JsonNode capture = Wire.Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/valid", Status = 200, Body = """{"valid":true}""" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "platform-timezone", Status = 200, Body = """{"timezone":"Asia/Shanghai"}""" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "database-backups/actions", Status = 202, Body = (string)capture["responses"]![0]!["body"]! });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "api-jobs", Status = 202, Body = (string)capture["responses"]![1]!["body"]! });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "api-jobs", Status = 200, Body = (string)capture["responses"]![3]!["body"]! });
        var logIn = new SessionIdLogIn((string)capture["auth"]!["sessionId"]!);
        using ZStackSession session = await ZStackClient.ConnectAsync(new ConnectionSettings(ServerAddress.Parse(node.Url)), logIn, null, true, null, CancellationToken.None);
        node.Log.Clear();
        var password = new NetworkCredential("", (string)arguments["mysqlRootPassword"]!).SecurePassword;
        string[]? tags = arguments["systemTags"] is JsonArray list ? [(string)list[0]!] : null;
        Change change = arguments["uuid"] is { } uuid
            ? Changes.Recover((string)uuid!, null, password, tags)
            : Changes.Recover(ImageStoreUrl.For("ssh://root@10.0.0.1:22/zstack_bs", "root", "p@ss w&rd+%/#?é"), (string)arguments["backupInstallPath"]!, null, password, tags);

        ZStackJob job = await new ZStackClient(session).RunAsync(change, TimeSpan.FromSeconds(20), CancellationToken.None);

        LoggedRequest sent = node.Log.All[0];
        JsonNode request = capture["request"]!;
        Assert.Equal(((string)request["method"]!, (string)request["path"]!), (sent.Method, "/zstack" + sent.Path));
        Assert.Equal((string)request["headers"]!["Authorization"]!, sent.Headers["Authorization"]);
        Assert.Equal("application/json; charset=utf-8", sent.Headers["Content-Type"]);
        Assert.Matches("^[0-9a-f]{32}$", sent.Headers["X-Job-UUID"]);
        Assert.Empty(sent.Query);
        JsonObject body = JsonNode.Parse(sent.Body)!.AsObject();
        JsonObject fields = body["recoverDatabaseFromBackup"]!.AsObject();
        // Exceptions of the captures' README: tags beside the wrapper, passwords not trimmed, the URL built from its parts.
        if (body["systemTags"] is { } beside)
            fields["systemTags"] = beside.DeepClone();
        if (fields["backupStorageUrl"] is { } url)
            fields["backupStorageUrl"] = Uri.UnescapeDataString((string)url!);
        JsonObject theirs = request["body"]!["recoverDatabaseFromBackup"]!.DeepClone().AsObject();
        theirs["mysqlRootPassword"] = (string)arguments["mysqlRootPassword"]!;
        Assert.True(JsonNode.DeepEquals(theirs, fields), fields.ToJsonString());
        Assert.Equal(9090, Assert.IsType<RestoreStart>(job.Output).LogPort);
        Assert.All(System.Linq.Enumerable.Skip(node.Log.All, 1), poll => Assert.Equal(("GET", "/v1/api-jobs/" + job.Id), (poll.Method, poll.Path)));
    }
}
