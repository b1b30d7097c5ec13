using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Stands before a node and puts into every string of every answer what a terminal obeys or hides.</summary>
internal sealed class HostileNode : IDisposable
{
    /// <summary>Each control character, and what changes the direction of writing or has no width; a question's line erased, a title set.</summary>
    public static readonly string Poison = "\u001b[2K\u001b[1A\u001b]0;title\u0007"
        + string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c))
        + "\u00AD\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF\uFFF9\U000E0041";

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly SandboxNode _node;
    private readonly bool _all;

    /// <param name="all">Also ids, URLs and times, with which hardly a command gets anywhere.</param>
    public HostileNode(SandboxNode node, bool all)
    {
        _node = node;
        _all = all;
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Url = $"http://127.0.0.1:{port}/zstack";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public int Poisoned { get; private set; }

    /// <summary>Before the ids of records and storages.</summary>
    public string? Ids { get; init; }

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            HttpListenerRequest asked = context.Request;
            using var request = new HttpRequestMessage(new HttpMethod(asked.HttpMethod), new Uri(_node.Url).GetLeftPart(UriPartial.Authority) + asked.RawUrl);
            using var body = new MemoryStream();
            await asked.InputStream.CopyToAsync(body);
            if (body.Length > 0)
                request.Content = new ByteArrayContent(body.ToArray());
            foreach (string name in asked.Headers.AllKeys.Select(name => name!).Where(name => name is not ("Host" or "Connection" or "Content-Length" or "Accept-Encoding" or "Expect")))
            {
                if (!request.Headers.TryAddWithoutValidation(name, asked.Headers[name]))
                    request.Content?.Headers.TryAddWithoutValidation(name, asked.Headers[name]);
            }

            using HttpResponseMessage answer = await _client.SendAsync(request);
            byte[] bytes = Encoding.UTF8.GetBytes(Rewritten(await answer.Content.ReadAsStringAsync()));
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpRequestException or HttpListenerException or ObjectDisposedException or IOException)
        {
            // The node is restarting, or the test is over: so is this connection.
            context.Response.Abort();
        }
    }

    private string Rewritten(string text)
    {
        try
        {
            return JsonNode.Parse(text) is { } json ? Changed(json)!.ToJsonString() : text;
        }
        catch (JsonException)
        {
            return text.Length == 0 ? text : text + Poison;
        }
    }

    private JsonNode? Changed(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members.Select(member => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(member.Key, Ids is not null && member.Key is "uuid" or "backupStorageUuid" && !members.ContainsKey("accountUuid") ? JsonValue.Create(Ids + member.Value) : Changed(member.Value?.DeepClone()))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Changed(item?.DeepClone()))]);
            case JsonValue value when value.TryGetValue(out string? text):
                // A string that is JSON itself has strings in it too.
                if (text.StartsWith('{') && text.EndsWith('}'))
                    return JsonValue.Create(Rewritten(text));
                if (!_all && Regex.IsMatch(text, @"^[0-9a-f]{32}\z|^[0-9a-f]{64}\z|://|^\w{3} \d+, \d{4}|^\d{4}-\d\d-\d\d|^(Ready|Enabled|Connected|ImageStoreBackupStorage)\z|^(ID|SYS)\.\d+\z|^[A-Z]\w+/\w+\z"))
                    return JsonValue.Create(text);
                Poisoned++;
                return JsonValue.Create(text + Poison);
            default:
                return node;
        }
    }
}
