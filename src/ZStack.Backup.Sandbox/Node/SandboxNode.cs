using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZStack.Backup.Sandbox;

/// <summary>A simulated management node on a loopback port.</summary>
public sealed class SandboxNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxNode(SandboxOptions options)
    {
        Options = options;
        Clock = new SandboxClock(options.TimeZone);
        Sessions = new SessionStore(options.SessionLifetime);
        Gate = new Gate(Sessions, new AccessKeys(Clock, options.CheckTimeZone));

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port, listen =>
            {
                if (options.Https)
                    listen.UseHttps(MakeCertificate());
            });
        });
        _app = builder.Build();
        _app.Run(new Dispatcher(this).HandleAsync);
    }

    /// <summary>Scheme, host, port and context path.</summary>
    public string Url => $"{(Options.Https ? "https" : "http")}://{Server}{Options.ContextPath}";

    /// <summary>Host and port.</summary>
    public string Server => $"127.0.0.1:{Port}";

    public int Port { get; private set; }

    public RequestLog Log { get; } = new();

    public FaultPlan Faults { get; } = new();

    public SandboxClock Clock { get; }

    public int LiveSessions => Sessions.Live;

    /// <summary>SHA-256 of the certificate, upper-case hex; empty without TLS.</summary>
    public string CertificateThumbprint { get; private set; } = "";

    public SandboxOptions Options { get; }

    internal SessionStore Sessions { get; }

    internal Gate Gate { get; }

    public static async Task<SandboxNode> StartAsync(SandboxOptions? options = null)
    {
        var node = new SandboxNode(options ?? new SandboxOptions());
        await node._app.StartAsync();
        node.Port = new Uri(System.Linq.Enumerable.First(node._app.Urls)).Port;
        return node;
    }

    /// <summary>Every session is over, as after a restart of the node.</summary>
    public void ExpireSessions() => Sessions.CloseAll();

    public async ValueTask DisposeAsync()
    {
        using var hurry = new System.Threading.CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=zstack-sandbox", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        CertificateThumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        return certificate;
    }
}
