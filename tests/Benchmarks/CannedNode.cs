using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace ZStack.Backup.Benchmarks;

/// <summary>As little of a node as a list needs: a thousand of them fit into one process.</summary>
internal sealed class CannedNode : IDisposable
{
    public const int Backups = 25;

    private static readonly string Infos = "{\"infos\":[" + string.Join(",", Enumerable.Range(0, Backups).Select(i => $"{{\"id\":\"{i}\",\"name\":\"zsbak\",\"created\":\"Mar 5, 2024 2:03:09 PM\",\"size\":7995392}}")) + "]}";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CannedNode()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

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

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                byte[] buffer = new byte[4096];
                int read = await client.GetStream().ReadAsync(buffer);
                string head = Encoding.ASCII.GetString(buffer, 0, read);
                string body = head.Contains("/valid", StringComparison.Ordinal) ? "{\"valid\":true}"
                    : head.Contains("platform-timezone", StringComparison.Ordinal) ? "{\"timezone\":\"Asia/Shanghai\",\"offset\":\"+08:00\"}"
                    : head.Contains("image-store", StringComparison.Ordinal) ? Infos
                    : "{}";
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The client went first.
            }
        }
    }
}
