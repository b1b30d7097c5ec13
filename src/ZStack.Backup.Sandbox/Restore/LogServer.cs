using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Sockets;

namespace ZStack.Backup.Sandbox.Restore;

/// <summary>The node's log over a websocket, for one reader at a time; knows nothing of sessions.</summary>
internal sealed class LogServer : IDisposable
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // As tail -f begins.
    private const int Remembered = 10;

    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    private readonly X509Certificate2? _certificate;
    private readonly bool _odd;
    private readonly Action<string> _problem;
    private readonly LoopbackListener _listener;
    private readonly object _gate = new();
    private readonly List<string> _lines = [];
    private readonly CancellationTokenSource _dead = new();
    private readonly TaskCompletionSource _reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _complete;
    private int _readers;
    private int _disposed;

    private LogServer(X509Certificate2? certificate, bool odd, Action<string> problem)
    {
        _certificate = certificate;
        _odd = odd;
        _problem = problem;
        _listener = new LoopbackListener(HandleAsync);
    }

    public int Port => _listener.Port;

    /// <summary>Ends when somebody reads.</summary>
    public Task Reader => _reader.Task;

    /// <param name="ends">Whatever happens, it is not there longer than the node.</param>
    public static LogServer Open(X509Certificate2? certificate, bool odd, Action<string> problem, CancellationToken ends)
    {
        var server = new LogServer(certificate, odd, problem);
        ends.Register(server.Dispose);
        return server;
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            Wake();
        }
    }

    /// <summary>The reader gets what is left and a closing frame; then the port is closed.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Wake();
        }

        _ = Task.Delay(LastWord).ContinueWith(_ => Dispose(), TaskScheduler.Default);
    }

    /// <summary>Reset, and nobody listens any more.</summary>
    public void Die() => Dispose();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _dead.Cancel();
        _listener.Dispose();
        _dead.Dispose();
    }

    private void Wake()
    {
        _more.TrySetResult();
        _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task HandleAsync(Socket socket, CancellationToken ends)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ends, _dead.Token);
        await using Stream stream = await OpenAsync(socket, linked.Token);
        if (await RequestHead.ReadAsync(stream, linked.Token) is not { } head)
            return;
        if (head.Headers.ContainsKey("Authorization") || head.Headers.ContainsKey("Cookie"))
            _problem($"GET {head.Target}: a secret of the API at the log's port");
        if (head.Method != "GET" || !head.Headers.TryGetValue("Sec-WebSocket-Key", out string? key) || head.Headers.GetValueOrDefault("Sec-WebSocket-Version") != "13")
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), linked.Token);
            return;
        }

        bool alone = Interlocked.Increment(ref _readers) == 1;
        try
        {
            if (alone)
                await ServeAsync(stream, key, linked.Token);
            else
                await stream.WriteAsync("HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), linked.Token);
        }
        catch (OperationCanceledException) when (_dead.IsCancellationRequested)
        {
            LoopbackListener.Reset(socket);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task<Stream> OpenAsync(Socket socket, CancellationToken ends)
    {
        var plain = new NetworkStream(socket);
        if (_certificate is null)
            return plain;
        var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, ends);
        return tls;
    }

    private async Task ServeAsync(Stream stream, string key, CancellationToken ends)
    {
#pragma warning disable CA5350 // RFC 6455 wants SHA-1 here.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), ends);
        using var frames = new WebSocketFrames(stream, _problem);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(ends);
        Task reading = ReadAsync(frames, leaves);
        int next;
        lock (_gate)
            next = Math.Max(0, _lines.Count - Remembered);
        _reader.TrySetResult();
        while (!reading.IsCompleted)
        {
            string? line;
            Task more;
            lock (_gate)
            {
                line = next < _lines.Count ? _lines[next] : null;
                more = _more.Task;
                if (line is null && _complete)
                    break;
            }

            if (line is null)
                await Task.WhenAny(more, reading);
            else
                await SendAsync(frames, line, next++, ends);
        }

        await frames.CloseAsync(ends);
        await Task.WhenAny(reading, Task.Delay(LastWord, ends));
        await leaves.CancelAsync();
    }

    private async Task SendAsync(WebSocketFrames frames, string line, int number, CancellationToken ends)
    {
        switch (_odd ? number % 4 : 0)
        {
            case 1:
                await frames.TextAsync(line, pieces: 3, ends);
                return;
            case 2:
                await frames.PingAsync(ends);
                await frames.TextAsync("", pieces: 1, ends);
                await frames.TextAsync(line, pieces: 1, ends);
                return;
            case 3 when number == 3:
                await frames.TextAsync(line + new string('x', 70_000), pieces: 1, ends);
                return;
            default:
                await frames.TextAsync(line, pieces: 1, ends);
                return;
        }
    }

    /// <summary>Until the reader says goodbye or is gone.</summary>
    private static async Task ReadAsync(WebSocketFrames frames, CancellationTokenSource leaves)
    {
        try
        {
            while (await frames.ReadAsync(leaves.Token))
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone.
        }
    }
}
