using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Sockets;

/// <summary>A TCP port of its own on loopback, one task for every connection.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly Func<Socket, CancellationToken, Task> _handle;

    public LoopbackListener(Func<Socket, CancellationToken, Task> handle)
    {
        _handle = handle;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_ends.Token);
    }

    public int Port { get; }

    public void Dispose()
    {
        _ends.Cancel();
        _listener.Dispose();
        _ends.Dispose();
    }

    /// <summary>The peer sees a reset, not an end.</summary>
    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    private async Task AcceptAsync(CancellationToken ends)
    {
        try
        {
            while (true)
                _ = HandleAsync(await _listener.AcceptSocketAsync(ends), ends);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task HandleAsync(Socket socket, CancellationToken ends)
    {
        socket.NoDelay = true;
        try
        {
            // Nobody waits for the accept loop.
            await Task.Yield();
            await _handle(socket, ends);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
        {
            // The peer went away, or the node did.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
