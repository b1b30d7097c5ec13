using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Http;

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
        JsonNode capture = Wire.Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await Wire.Recorder(capture);
        using ZStackSession session = await Wire.Open(node, capture["auth"]!);
        node.Log.Clear();
        (string user, string password, string host, string path) = Split((string)arguments["url"]!);
        var client = new ZStackClient(session);
        ImageStoreUrl url = ImageStoreUrl.Build(host, user, password, path: path);

        using (await client.ReadImageStoreAsync(url, (int?)arguments["registryPort"], Wire.Texts(arguments["systemTags"]), Wire.Texts(arguments["userTags"]), CancellationToken.None))
        {
            LoggedRequest sent = Assert.Single(node.Log.All);
            // Exception "url": the SDK passes the caller's text through; ours is compared after decoding its parts once.
            Assert.Equal(Wire.Pairs(capture["request"]!["query_decoded"]!), Wire.Sorted(sent.Query.Select(q => (q.Key, q.Key == "url" ? Decoded(q.Value) : q.Value))));
            Wire.AssertSame(capture, sent);
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
        JsonNode valid = Wire.Capture("ValidateSession");
        JsonNode logOut = Wire.Capture("LogOut");
        await using SandboxNode node = await Wire.Recorder(valid);
        var auth = new JsonObject { ["type"] = "session", ["sessionId"] = (string)valid["arguments"]!["sessionUuid"]! };
        using ZStackSession session = await Wire.Open(node, auth);
        Wire.AssertSame(valid, node.Log.All[0]);
        node.Log.Clear();

        await new ZStackClient(session).LogOutAsync(CancellationToken.None);

        LoggedRequest sent = Assert.Single(node.Log.All);
        Wire.AssertSame(logOut, sent);
        Assert.Matches("^[0-9a-f]{32}$", sent.Headers["X-Job-UUID"]);
    }

    [Theory]
    [InlineData("GetDatabaseBackupFromImageStore.accesskey")]
    [InlineData("CreateDatabaseBackup.accesskey")]
    [InlineData("QueryDatabaseBackup.accesskey")]
    [Trait("Pitfall", "45")]
    public void The_signature_of_every_capture_is_what_the_formula_gives(string name)
    {
        JsonNode capture = Wire.Capture(name);
        string secret = (string)capture["auth"]!["accessKeySecret"]!;
        string method = (string)capture["request"]!["method"]!;
        string path = ((string)capture["request"]!["path"]!)["/zstack".Length..];

        string signature = Wire.Signature(secret, method, (string)capture["accesskey"]!["date"]!, path);

        Assert.Equal((string)capture["accesskey"]!["signature_by_python_hmac_sha1"]!, signature);
    }

    private static async Task<JsonObject> LogIn(string name, LogInType type, string userField)
    {
        JsonNode capture = Wire.Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await Wire.Recorder(capture);
        string password = (string)arguments["password"]!;
        var logIn = new PasswordLogIn(type, (string)arguments[userField]!, Wire.Secure(password))
        {
            AccountName = type == LogInType.User ? (string?)arguments["accountName"] : null,
            VerifyCode = (string?)arguments["verifyCode"],
            CaptchaUuid = (string?)arguments["captchaUuid"],
        };
        using ZStackSession session = await ZStackClient.ConnectAsync(Wire.Settings(node), logIn, ServerTimeZone.TryParse("+08:00"), true, null, CancellationToken.None);

        LoggedRequest sent = node.Log.All[0];
        Wire.AssertSame(capture, sent);
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
}
