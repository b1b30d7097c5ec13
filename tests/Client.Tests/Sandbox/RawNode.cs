using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>A node and a bare HTTP client that is logged in there: the sandbox is looked at without the client that it is made for.</summary>
internal sealed class RawNode : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private RawNode(SandboxNode node) => Node = node;

    public SandboxNode Node { get; }

    public string SessionId { get; set; } = "";

    public static async Task<RawNode> StartAsync(SandboxOptions? options = null)
    {
        var raw = new RawNode(await SandboxNode.StartAsync(options));
        await raw.LogInAsync(SandboxAccounts.Password);
        return raw;
    }

    public static string NewId() => Guid.NewGuid().ToString("N");

    public async Task<Reply> LogInAsync(string password)
    {
        string hash = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(password)));
        Reply reply = await SendAsync(HttpMethod.Put, "accounts/login", $$$"""{"logInByAccount":{"accountName":"admin","password":"{{{hash}}}"}}""");
        SessionId = (string?)reply.Json?["inventory"]?["uuid"] ?? SessionId;
        return reply;
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string? jobId = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"{Node.Url}/v1/{path}");
        if (SessionId.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", "OAuth " + SessionId);
        if (jobId is not null)
            request.Headers.Add("X-Job-UUID", jobId);
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>A query by its conditions.</summary>
    public Task<Reply> QueryAsync(string path, params string[] conditions) => GetAsync(path + "?q=" + string.Join("&q=", Array.ConvertAll(conditions, Uri.EscapeDataString)));

    /// <summary>An asynchronous call to its end.</summary>
    public async Task<Reply> RunAsync(HttpMethod method, string path, string? body = null)
    {
        string id = NewId();
        Reply accepted = await SendAsync(method, path, body, id);
        return accepted.Status == 202 ? await PollAsync(id) : accepted;
    }

    public async Task<Reply> PollAsync(string id)
    {
        for (int i = 0; i < 500; i++)
        {
            Reply reply = await GetAsync("api-jobs/" + id);
            if (reply.Status != 202)
                return reply;
            await Task.Delay(20);
        }

        throw new TimeoutException("the job does not end");
    }

    /// <summary>A busy machine may sleep through a shape, but sees no other and none too early.</summary>
    public static void AssertInOrder(string[] shapes, List<string> seen)
    {
        int next = 0;
        foreach (string shape in seen)
        {
            next = Array.IndexOf(shapes, shape, next) + 1;
            Assert.True(next > 0, $"{shape} out of order in {string.Join(", ", seen)}");
        }

        Assert.Equal(shapes[^1], seen[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Node.DisposeAsync();
    }

    internal sealed record Reply(int Status, string Text)
    {
        public JsonNode? Json => Text.StartsWith('{') ? JsonNode.Parse(Text) : null;

        public string? Code => (string?)Json?["error"]?["code"];

        public string? Details => (string?)Json?["error"]?["details"];

        public JsonArray Inventories => Json!["inventories"]!.AsArray();
    }
}
