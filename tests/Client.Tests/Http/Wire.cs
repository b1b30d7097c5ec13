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
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Http;

/// <summary>The captured requests of the official Java SDK, and how to compare with them.</summary>
internal static class Wire
{
    public static void AssertSame(JsonNode capture, LoggedRequest sent)
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
    public static string Signature(string secret, string method, string date, string path) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{method}\n{date}\n{path}")));
#pragma warning restore CA5350

    /// <summary>A node that takes everything and answers what the SDK was answered.</summary>
    public static async Task<SandboxNode> Recorder(JsonNode capture)
    {
        SandboxNode node = await SandboxNode.StartAsync();
        node.Faults.Add(Always("/valid", """{"valid":true}"""));
        node.Faults.Add(Always("platform-timezone", """{"timezone":"Asia/Shanghai","offset":"+08:00"}"""));
        node.Faults.Add(Always("management-nodes/actions", """{"currentTime":{"MillionSeconds":1795449900000,"Seconds":1795449900}}"""));
        JsonArray responses = capture["responses"]!.AsArray();
        foreach (JsonNode? response in responses.Skip(1))
            node.Faults.Add(Answer("/v1/api-jobs/", response!));
        node.Faults.Add(Answer("", responses[0]!) with { Times = int.MaxValue });
        return node;
    }

    private static Fault Answer(string match, JsonNode response) => new(FaultKind.Answer) { Match = match, Status = (int)response["status"]!, Body = (string)response["body"]! };

    private static Fault Always(string match, string body) => new(FaultKind.Answer) { Match = match, Status = 200, Body = body, Times = int.MaxValue };

    public static Task<ZStackSession> Open(SandboxNode node, JsonNode auth)
    {
        LogIn logIn = (string)auth["type"]! == "accessKey"
            ? new AccessKeyLogIn((string)auth["accessKeyId"]!, Secure((string)auth["accessKeySecret"]!))
            : new SessionIdLogIn((string)(auth["sessionId"] ?? auth["sessionUuid"] ?? auth["session"])!);
        return ZStackClient.ConnectAsync(Settings(node), logIn, null, true, null, CancellationToken.None);
    }

    public static ConnectionSettings Settings(SandboxNode node) => new(ServerAddress.Parse(node.Url));

    public static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    public static string[]? Texts(JsonNode? list) => list is null ? null : [.. list.AsArray().Select(t => (string)t!)];

    public static List<(string, string)> Pairs(JsonNode pairs) => Sorted(pairs.AsArray().Select(p => ((string)p![0]!, (string)p[1]!)));

    public static List<(string, string)> Sorted(IEnumerable<(string, string)> pairs) => [.. pairs.Order()];

    public static JsonNode Capture(string name) => JsonNode.Parse(File.ReadAllText(Repository.TestData($"wire/{name}.json")))!;
}
