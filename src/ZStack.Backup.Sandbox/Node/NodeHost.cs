using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ZStack.Backup.Sandbox.Node;

/// <summary>The listener of a node, which can go away and come back on the same port.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly RequestDelegate _handle;
    private readonly X509Certificate2? _certificate;
    private readonly SemaphoreSlim _one = new(1);
    private Socket? _keeper;
    private WebApplication? _app;
    private bool _disposed;

    /// <param name="certificate">For TLS; <c>null</c> without.</param>
    public NodeHost(int port, X509Certificate2? certificate, RequestDelegate handle)
    {
        Port = port;
        _certificate = certificate;
        _handle = handle;
    }

    public int Port { get; private set; }

    public async Task StartAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_app is not null || _disposed)
                return;
            Keep();
            WebApplication app = Build();
            await app.StartAsync();
            _app = app;
            Port = new Uri(System.Linq.Enumerable.First(app.Urls)).Port;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>At once: connections are cut, and from then on refused.</summary>
    public async Task StopAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_app is null)
                return;
            await EndAsync(TimeSpan.Zero);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        try
        {
            _disposed = true;
            await EndAsync(Patience);
            _keeper?.Dispose();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Bound beside the listener and never listening: nobody on this machine is given the port while the node is away.
    /// It has to come first, as Linux binds nothing beside a socket that listens.
    /// </summary>
    private void Keep()
    {
        if (!OperatingSystem.IsLinux() || _keeper is not null)
            return;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            _keeper = socket;
        }
        catch (SocketException)
        {
            // The listener meets the same obstacle, and says which.
            socket.Dispose();
        }
    }

    private async Task EndAsync(TimeSpan patience)
    {
        if (_app is not { } app)
            return;
        _app = null;
        using var hurry = new CancellationTokenSource(patience);
        try
        {
            await app.StopAsync(hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // Patience is over; disposal cuts what is left.
        }

        await app.DisposeAsync();
    }

    private WebApplication Build()
    {
        // Without settings of files and of the environment: nodes are as their options say, and watch no files, of which a machine allows few.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, Port, listen =>
            {
                if (_certificate is not null)
                    listen.UseHttps(_certificate);
            });
        });
        WebApplication app = builder.Build();
        app.Run(_handle);
        return app;
    }
}
