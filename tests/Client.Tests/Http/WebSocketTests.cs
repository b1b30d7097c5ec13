using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Restores;

namespace ZStack.Backup.Client.Tests.Http;

/// <summary>The reader against bytes on a socket, right ones and wrong ones.</summary>
public sealed class WebSocketTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_handshake_tells_nothing_but_the_address_and_a_random_key()
    {
        List<string> heads = [];
        for (int i = 0; i < 2; i++)
        {
            await using var server = new Server(stream => stream.WriteAsync(Frame(0x81, "x")).AsTask());
            using WebSocketReader reader = await Connect(server);
            await reader.ReadAsync(CancellationToken.None);
            heads.Add(await server.Head);
            Assert.Equal(["Connection", "Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Upgrade"], heads[i].Split("\r\n").Skip(1).Where(l => l.Length > 0).Select(l => l.Split(':')[0]).Order(StringComparer.Ordinal));
        }

        Assert.NotEqual(Key(heads[0]), Key(heads[1]));
        Assert.Equal(16, Convert.FromBase64String(Key(heads[0])).Length);
    }

    [Fact]
    public async Task Messages_come_whole_however_they_are_cut()
    {
        string longOne = new('x', 70_000);
        await using var server = new Server(async stream =>
        {
            byte[] all = [.. Frame(0x81, "one"), .. Frame(0x01, "tw"), .. Frame(0x89, "ping"), .. Frame(0x00, "o "), .. Frame(0x80, "é".Normalize()), .. Frame(0x81, ""), .. Frame(0x82, "binary"), .. Frame(0x8A, "pong"), .. Frame(0x81, longOne), .. Frame(0x81, "end"), .. Frame(0x88, "\u0003\u00E8")];
            foreach (byte[] piece in all.Chunk(777))
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        });
        using WebSocketReader reader = await Connect(server);
        List<string> messages = [];
        while (await reader.ReadAsync(CancellationToken.None) is { } message)
            messages.Add(message);

        Assert.Equal(["one", "two é", "", "binary", longOne[..WebSocketReader.MaxMessage], "end"], messages);
        byte[] sent = await server.Received(count: 6 + 4 + 6 + 2);
        // A pong with the ping's words, then the goodbye; both masked.
        Assert.Equal(0x8A, sent[0]);
        Assert.Equal(0x84, sent[1]);
        Assert.Equal("ping", Unmask(sent, 2, 4));
        Assert.Equal(0x88, sent[10]);
        Assert.Equal(0x82, sent[11]);
    }

    [Fact]
    public async Task Invalid_utf8_is_replaced()
    {
        await using var server = new Server(stream => stream.WriteAsync(new byte[] { 0x81, 3, (byte)'a', 0xFF, (byte)'b' }).AsTask());
        using WebSocketReader reader = await Connect(server);

        Assert.Equal("a\uFFFDb", await reader.ReadAsync(CancellationToken.None));
    }

    public static TheoryData<byte[]> WrongFrames => new()
    {
        Frame(0x80, "a continuation of nothing"),
        Frame(0xC1, "an extension"),
        Frame(0x83, "an unknown kind"),
        Frame(0x8B, "an unknown control"),
        Frame(0x09, "a split control"),
        new byte[] { 0x89, 126, 0, 200 },
        new byte[] { 0x81, 0x81, 1, 2, 3, 4, 5 },
        new byte[] { 0x81, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0 },
        (byte[])[.. Frame(0x01, "a"), .. Frame(0x81, "a new one inside")],
    };

    [Theory]
    [MemberData(nameof(WrongFrames))]
    public async Task A_wrong_frame_is_an_error_and_no_message(byte[] bytes)
    {
        await using var server = new Server(stream => stream.WriteAsync(bytes).AsTask());
        using WebSocketReader reader = await Connect(server);

        ZStackException error = await Assert.ThrowsAsync<ZStackException>(() => reader.ReadAsync(CancellationToken.None));

        Assert.Equal(ZStackErrorKind.InvalidResponse, error.Kind);
    }

    [Fact]
    public async Task An_end_without_goodbye_is_an_outage()
    {
        await using var server = new Server(stream => stream.WriteAsync(Frame(0x81, "last")).AsTask());
        using WebSocketReader reader = await Connect(server);
        Assert.Equal("last", await reader.ReadAsync(CancellationToken.None));
        server.Cut();

        ZStackException error = await Assert.ThrowsAsync<ZStackException>(() => reader.ReadAsync(CancellationToken.None));

        Assert.Equal(ZStackErrorKind.Unreachable, error.Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("ENDLESS")]
    public async Task A_wrong_answer_opens_nothing(string answer)
    {
        await using var server = new Server(_ => Task.CompletedTask, answer == "ENDLESS" ? new string('a', 20_000) : answer);

        ZStackException error = await Assert.ThrowsAsync<ZStackException>(() => Connect(server));

        Assert.Equal(ZStackErrorKind.InvalidResponse, error.Kind);
    }

    [Fact]
    public async Task Silence_is_a_timeout_and_nobody_there_an_outage()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        ZStackException timeout = await Assert.ThrowsAsync<ZStackException>(() => WebSocketReader.ConnectAsync("127.0.0.1", port, false, Policy(), TimeSpan.FromMilliseconds(200), CancellationToken.None));
        silent.Stop();
        ZStackException refused = await Assert.ThrowsAsync<ZStackException>(() => WebSocketReader.ConnectAsync("127.0.0.1", port, false, Policy(), Limit, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.Timeout, timeout.Kind);
        Assert.Equal(ZStackErrorKind.Unreachable, refused.Kind);
    }

    [Fact]
    public async Task Cancelling_ends_a_read_at_once()
    {
        await using var server = new Server(_ => Task.CompletedTask);
        using WebSocketReader reader = await Connect(server);
        using var stop = new CancellationTokenSource();
        Task<string?> reading = reader.ReadAsync(stop.Token);
        await Task.Delay(50);

        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("pinned", true)]
    [InlineData("skip", true)]
    [InlineData("none", false)]
    [InlineData("other", false)]
    public async Task Certificates_go_by_the_rules_of_the_session(string rule, bool isAccepted)
    {
        using X509Certificate2 certificate = Certificate();
        await using var server = new Server(stream => stream.WriteAsync(Frame(0x81, "secret log")).AsTask(), null, certificate);
        var settings = new ConnectionSettings(ServerAddress.Parse("https://127.0.0.1:1/"))
        {
            SkipCertificateCheck = rule == "skip",
            CertificateThumbprint = rule == "pinned" ? certificate.GetCertHashString(HashAlgorithmName.SHA256) : rule == "other" ? new string('A', 64) : null,
        };
        Task<WebSocketReader> connecting = WebSocketReader.ConnectAsync("127.0.0.1", server.Port, true, new CertificatePolicy(settings), Limit, CancellationToken.None);
        if (!isAccepted)
        {
            Assert.Equal(ZStackErrorKind.CertificateNotTrusted, (await Assert.ThrowsAsync<ZStackException>(() => connecting)).Kind);
            return;
        }

        using WebSocketReader reader = await connecting;
        Assert.Equal("secret log", await reader.ReadAsync(CancellationToken.None));
    }

    private static Task<WebSocketReader> Connect(Server server) => WebSocketReader.ConnectAsync("127.0.0.1", server.Port, false, Policy(), Limit, CancellationToken.None);

    private static CertificatePolicy Policy() => new(new ConnectionSettings(ServerAddress.Parse("127.0.0.1")));

    private static string Key(string head) => head.Split("Sec-WebSocket-Key: ")[1].Split('\r')[0];

    private static byte[] Frame(byte first, string text)
    {
        byte[] payload = text.StartsWith('\u0003') ? [.. text.Select(c => (byte)c)] : Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)payload.Length],
            <= ushort.MaxValue => [126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [first, .. length, .. payload];
    }

    private static string Unmask(byte[] frame, int mask, int length) =>
        Encoding.UTF8.GetString([.. Enumerable.Range(0, length).Select(i => (byte)(frame[mask + 4 + i] ^ frame[mask + (i % 4)]))]);

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=log", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>One connection of bytes.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource<string> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<byte> _received = [];
        private readonly Task _serving;
        private TcpClient? _client;

        public Server(Func<Stream, Task> talk, string? answer = null, X509Certificate2? certificate = null)
        {
            _listener.Start();
            _serving = ServeAsync(talk, answer, certificate);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task<string> Head => _head.Task;

        public void Cut() => _client!.Close();

        public async Task<byte[]> Received(int count)
        {
            for (int i = 0; i < 400; i++)
            {
                lock (_received)
                {
                    if (_received.Count >= count)
                        return [.. _received];
                }

                await Task.Delay(10);
            }

            throw new TimeoutException("Nothing was sent.");
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            _client?.Dispose();
            await _serving;
        }

        private async Task ServeAsync(Func<Stream, Task> talk, string? answer, X509Certificate2? certificate)
        {
            try
            {
                _client = await _listener.AcceptTcpClientAsync();
                Stream stream = _client.GetStream();
                if (certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(certificate);
                    stream = tls;
                }

                var head = new StringBuilder();
                byte[] one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
                    head.Append((char)one[0]);
                if (head.Length == 0)
                    return;
                _head.TrySetResult(head.ToString());
                string accept = WebSocketHandshake.Accept(Key(head.ToString()));
                answer ??= "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Replace("ACCEPT", accept, StringComparison.Ordinal)));
                await talk(stream);
                byte[] buffer = new byte[1024];
                int read;
                while ((read = await stream.ReadAsync(buffer)) > 0)
                {
                    lock (_received)
                        _received.AddRange(buffer.Take(read));
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The reader has left.
            }
        }
    }
}
