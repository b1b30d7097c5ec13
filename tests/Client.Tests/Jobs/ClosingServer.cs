using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>Answers one harmless question on each connection, so that the client keeps it, and closes on the next request without a byte.</summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public ClosingServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}/zstack";

    /// <summary>First lines of all requests that were closed on.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    public int Count(string method) => Heard.Count(line => line.StartsWith(method + " ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await HeadAsync(stream) is { } head)
                {
                    string line = head.Split('\r')[0];
                    if (!line.Contains("management-nodes/ready", StringComparison.Ordinal))
                    {
                        _heard.Enqueue(line);
                        return;
                    }

                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), _end.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Gone.
            }
        }
    }

    /// <summary>The head of a request, after its whole body was read: a close with bytes unread would be a reset.</summary>
    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        byte[] one = new byte[1];
        while (bytes.Count < 4 || !bytes.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
                return null;
            bytes.Add(one[0]);
        }

        string head = Encoding.ASCII.GetString([.. bytes]);
        string? length = head.Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _end.Token);
        return head;
    }
}
