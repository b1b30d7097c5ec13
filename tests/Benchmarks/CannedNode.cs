using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace ZStack.Backup.Benchmarks;

/// <summary>As little of a node as a list needs: a thousand of them fit into one process, and a long answer costs nothing to make.</summary>
internal sealed class CannedNode : IDisposable
{
    public const int Backups = 25;
    public const string Session = "5ec2e7ca4a2100005ec2e7ca4a210000";

    private static readonly byte[] Few = Encoding.ASCII.GetBytes("{\"infos\":[" + string.Join(",", Enumerable.Range(0, Backups).Select(i => $"{{\"id\":\"{i}\",\"name\":\"zsbak\",\"created\":\"Mar 5, 2024 2:03:09 PM\",\"size\":7995392}}")) + "]}");

    private readonly byte[] _infos;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <param name="infos">The whole answer of the list; without it <see cref="Backups"/> images.</param>
    public CannedNode(byte[]? infos = null)
    {
        _infos = infos ?? Few;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Answers more than a list: gets the first line of a request, and gives <c>null</c> for what it does not know.</summary>
    public Func<string, byte[]?>? Answer { get; init; }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                byte[] buffer = new byte[4096];
                int read = await client.GetStream().ReadAsync(buffer);
                string head = Encoding.ASCII.GetString(buffer, 0, read);
                byte[] body = Answer?.Invoke(head[..head.IndexOf('\r', StringComparison.Ordinal)])
                    ?? (head.Contains("/valid", StringComparison.Ordinal) ? "{\"valid\":true}"u8.ToArray()
                    : head.Contains("platform-timezone", StringComparison.Ordinal) ? "{\"timezone\":\"Asia/Shanghai\",\"offset\":\"+08:00\"}"u8.ToArray()
                    : head.Contains("image-store", StringComparison.Ordinal) ? _infos
                    : "{}"u8.ToArray());
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
                await client.GetStream().WriteAsync(body);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The client went first.
            }
        }
    }
}
