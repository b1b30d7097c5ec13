using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests;

/// <summary>What we send against what the official Java SDK sends, with the exceptions that the captures' README lists.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("GetDatabaseBackupFromImageStore.session")]
    [InlineData("GetDatabaseBackupFromImageStore.minimal.session")]
    [InlineData("GetDatabaseBackupFromImageStore.accesskey")]
    [Trait("Pitfall", "41")]
    [Trait("Pitfall", "45")]
    public async Task The_list_is_asked_for_as_the_sdk_does(string name)
    {
        JsonNode capture = Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await Recorder(capture);
        using ZStackSession session = await Open(node, capture["auth"]!);
        node.Log.Clear();
        (string user, string password, string host, string path) = Split((string)arguments["url"]!);
        var client = new ZStackClient(session);
        ImageStoreUrl url = ImageStoreUrl.Build(host, user, password, path: path);

        using (await client.ReadImageStoreAsync(url, (int?)arguments["registryPort"], Texts(arguments["systemTags"]), Texts(arguments["userTags"]), CancellationToken.None))
        {
            LoggedRequest sent = Assert.Single(node.Log.All);
            // Exception "url": the SDK passes the caller's text through; ours is compared after decoding its parts once.
            Assert.Equal(Pairs(capture["request"]!["query_decoded"]!), Sorted(sent.Query.Select(q => (q.Key, q.Key == "url" ? Decoded(q.Value) : q.Value))));
            AssertSame(capture, sent);
        }
    }

    [Fact]
    public async Task A_log_in_by_account_is_the_sdks()
    {
        JsonObject body = await LogIn("LogInByAccount", LogInType.Account, "accountName");

        // Exceptions "password hash" (checked inside) and "members without a parameter": accountType, clientInfo, requestIp.
        Assert.Equal(["accountName", "captchaUuid", "password", "verifyCode"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_log_in_by_user_is_the_sdks()
    {
        JsonObject body = await LogIn("LogInByUser", LogInType.User, "userName");

        Assert.Equal(["accountName", "password", "userName"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_log_in_by_ldap_is_the_sdks()
    {
        JsonObject body = await LogIn("LogInByLdap", LogInType.Ldap, "uid");

        Assert.Equal(["password", "uid"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_log_out_and_the_question_for_a_session_are_the_sdks()
    {
        JsonNode valid = Capture("ValidateSession");
        JsonNode logOut = Capture("LogOut");
        await using SandboxNode node = await Recorder(valid);
        var auth = new JsonObject { ["type"] = "session", ["sessionId"] = (string)valid["arguments"]!["sessionUuid"]! };
        using ZStackSession session = await Open(node, auth);
        AssertSame(valid, node.Log.All[0]);
        node.Log.Clear();

        await new ZStackClient(session).LogOutAsync(CancellationToken.None);

        LoggedRequest sent = Assert.Single(node.Log.All);
        AssertSame(logOut, sent);
        Assert.Matches("^[0-9a-f]{32}$", sent.Headers["X-Job-UUID"]);
    }

    [Theory]
    [InlineData("GetDatabaseBackupFromImageStore.accesskey")]
    [InlineData("CreateDatabaseBackup.accesskey")]
    [InlineData("QueryDatabaseBackup.accesskey")]
    [Trait("Pitfall", "45")]
    public void The_signature_of_every_capture_is_what_the_formula_gives(string name)
    {
        JsonNode capture = Capture(name);
        string secret = (string)capture["auth"]!["accessKeySecret"]!;
        string method = (string)capture["request"]!["method"]!;
        string path = ((string)capture["request"]!["path"]!)["/zstack".Length..];

        string signature = Signature(secret, method, (string)capture["accesskey"]!["date"]!, path);

        Assert.Equal((string)capture["accesskey"]!["signature_by_python_hmac_sha1"]!, signature);
    }

    private static async Task<JsonObject> LogIn(string name, LogInType type, string userField)
    {
        JsonNode capture = Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await Recorder(capture);
        string password = (string)arguments["password"]!;
        var logIn = new PasswordLogIn(type, (string)arguments[userField]!, Secure(password))
        {
            AccountName = type == LogInType.User ? (string?)arguments["accountName"] : null,
            VerifyCode = (string?)arguments["verifyCode"],
            CaptchaUuid = (string?)arguments["captchaUuid"],
        };
        using ZStackSession session = await ZStackClient.ConnectAsync(Settings(node), logIn, ServerTimeZone.TryParse("+08:00"), true, null, CancellationToken.None);

        LoggedRequest sent = node.Log.All[0];
        AssertSame(capture, sent);
        Assert.Matches("^[0-9a-f]{32}$", sent.Headers["X-Job-UUID"]);
        string wrapper = capture["request"]!["body"]!.AsObject().First(m => m.Value is JsonObject).Key;
        JsonObject theirs = capture["request"]!["body"]![wrapper]!.AsObject();
        JsonObject ours = JsonNode.Parse(sent.Body)![wrapper]!.AsObject();
        foreach (var member in ours.Where(m => m.Key != "password"))
            Assert.Equal((string)theirs[member.Key]!, (string)member.Value!);
        string[] without = ["accountType", "clientInfo", "requestIp", "systemTags", "userTags", "password"];
        Assert.Empty(theirs.Select(m => m.Key).Except(without).Except(ours.Select(m => m.Key)));
        string expected = type == LogInType.Ldap ? password : Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(password)));
        Assert.Equal(expected, (string)ours["password"]!);
        return ours;
    }

    private static void AssertSame(JsonNode capture, LoggedRequest sent)
    {
        JsonNode request = capture["request"]!;
        Assert.Equal((string)request["method"]!, sent.Method);
        Assert.Equal((string)request["path"]!, "/zstack" + sent.Path);
        string? theirs = (string?)request["headers"]!["Authorization"];
        string? ours = sent.Headers.GetValueOrDefault("Authorization");
        if (theirs?.StartsWith("ZStack ", StringComparison.Ordinal) == true)
            Assert.Equal($"ZStack {(string)capture["auth"]!["accessKeyId"]!}:{Signature((string)capture["auth"]!["accessKeySecret"]!, sent.Method, sent.Headers["Date"], sent.Path)}", ours);
        else
            Assert.Equal(theirs, ours);
    }

#pragma warning disable CA5350 // What the server's access keys are signed with.
    private static string Signature(string secret, string method, string date, string path) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{method}\n{date}\n{path}")));
#pragma warning restore CA5350

    /// <summary>A node that takes everything and answers what the SDK was answered.</summary>
    private static async Task<SandboxNode> Recorder(JsonNode capture)
    {
        SandboxNode node = await SandboxNode.StartAsync();
        node.Faults.Add(Always("/valid", """{"valid":true}"""));
        node.Faults.Add(Always("platform-timezone", """{"timezone":"Asia/Shanghai","offset":"+08:00"}"""));
        node.Faults.Add(Always("actions", """{"currentTime":{"MillionSeconds":1795449900000,"Seconds":1795449900}}"""));
        node.Faults.Add(Always("", (string)capture["responses"]![0]!["body"]!));
        return node;
    }

    private static Fault Always(string match, string body) => new(FaultKind.Answer) { Match = match, Status = 200, Body = body, Times = int.MaxValue };

    private static Task<ZStackSession> Open(SandboxNode node, JsonNode auth)
    {
        LogIn logIn = (string)auth["type"]! == "accessKey"
            ? new AccessKeyLogIn((string)auth["accessKeyId"]!, Secure((string)auth["accessKeySecret"]!))
            : new SessionIdLogIn((string)(auth["sessionId"] ?? auth["sessionUuid"] ?? auth["session"])!);
        return ZStackClient.ConnectAsync(Settings(node), logIn, null, true, null, CancellationToken.None);
    }

    private static ConnectionSettings Settings(SandboxNode node) => new(ServerAddress.Parse(node.Url));

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static string[]? Texts(JsonNode? list) => list is null ? null : [.. list.AsArray().Select(t => (string)t!)];

    /// <summary>The caller's URL by its last @ and first colon; its password may hold anything.</summary>
    private static (string User, string Password, string Host, string Path) Split(string url)
    {
        string rest = url["ssh://".Length..];
        int at = rest.LastIndexOf('@');
        string credentials = rest[..at];
        string place = rest[(at + 1)..];
        int colon = credentials.IndexOf(':', StringComparison.Ordinal);
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        return (credentials[..colon], credentials[(colon + 1)..], place[..slash].Split(':')[0], place[slash..]);
    }

    private static string Decoded(string url)
    {
        int at = url.LastIndexOf('@');
        return Uri.UnescapeDataString(url[..at]) + Uri.UnescapeDataString(url[at..]);
    }

    private static List<(string, string)> Pairs(JsonNode pairs) => Sorted(pairs.AsArray().Select(p => ((string)p![0]!, (string)p[1]!)));

    private static List<(string, string)> Sorted(IEnumerable<(string, string)> pairs) => [.. pairs.Order()];

    private static JsonNode Capture(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(StagedModule.Path, "..", "..", "..", "shared", "wire", name + ".json")))!;
}
