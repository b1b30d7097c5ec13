using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Real certificates in real handshakes, and where credentials may go.</summary>
public sealed class TlsTests
{
    private const string Connect = "Connect-ZStack $node -Credential $admin ";

    [Theory]
    [InlineData("own authority")]
    [InlineData("self-signed")]
    [InlineData("expired")]
    [InlineData("wrong host")]
    [Trait("Pitfall", "42")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_all_that_is_needed_to_pin_it(string kind)
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 certificate = certificates.Make(kind);
        string thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true, Certificate = certificate });

        Outcome refused = shell.Run(Connect);

        Assert.Equal("ZStack.CertificateNotTrusted", refused.ErrorId);
        Assert.Empty(shell.Node.Log.All);
        foreach (string part in new[] { certificate.Subject, certificate.Issuer, Day(certificate.NotBefore), Day(certificate.NotAfter), thumbprint })
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Contains("-CertificateThumbprint " + thumbprint, refused.Advice, StringComparison.Ordinal);
        Assert.Equal("ZStack.CertificateNotTrusted", shell.Run("(Test-ZStackConnection $node).ErrorId").Value);

        string colons = string.Join(':', Enumerable.Range(0, 32).Select(i => thumbprint.Substring(2 * i, 2))).ToLowerInvariant();
        foreach (string spelling in new[] { thumbprint, colons })
        {
            Outcome pinned = shell.Run(Connect + $"-CertificateThumbprint '{spelling}'; Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store");
            pinned.ThrowOnError();
            Assert.Empty(pinned.Warnings);
        }
    }

    [Fact]
    public async Task A_pin_accepts_just_that_certificate()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 mine = certificates.Make("own authority");
        using X509Certificate2 other = certificates.Make("own authority");
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true, Certificate = other });

        Outcome outcome = shell.Run(Connect + "-CertificateThumbprint " + mine.GetCertHashString(HashAlgorithmName.SHA256));

        Assert.Equal("ZStack.CertificateNotTrusted", outcome.ErrorId);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Skipping_the_check_warns_each_time_and_holds_for_that_session_only()
    {
#pragma warning disable SYSLIB0014 // What must not change.
        var before = (ServicePointManager.ServerCertificateValidationCallback, ServicePointManager.SecurityProtocol, ServicePointManager.DefaultConnectionLimit);
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });

        for (int i = 0; i < 3; i++)
        {
            Outcome skipped = shell.Run(Connect + "-SkipCertificateCheck");
            skipped.ThrowOnError();
            Assert.Contains("-SkipCertificateCheck", Assert.Single(skipped.Warnings), StringComparison.Ordinal);
        }

        Assert.Equal("ZStack.CertificateNotTrusted", shell.Run(Connect).ErrorId);
        shell.Run("Get-ZStackDatabaseBackupRecord").ThrowOnError();
        Assert.Equal(before, (ServicePointManager.ServerCertificateValidationCallback, ServicePointManager.SecurityProtocol, ServicePointManager.DefaultConnectionLimit));
#pragma warning restore SYSLIB0014
    }

    [Theory]
    [InlineData("accounts/login", Connect + "-SkipCertificateCheck -ErrorAction SilentlyContinue")]
    [InlineData("image-store", "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store")]
    [InlineData("database-backups", "New-ZStackDatabaseBackup 676c5945223647698fcf4da2fa46d1dd")]
    [InlineData("database-backups", "Get-ZStackDatabaseBackupRecord")]
    [InlineData("sessions", "Disconnect-ZStack")]
    [Trait("Pitfall", "43")]
    public async Task A_redirect_to_another_host_or_to_plain_http_takes_nothing_along(string path, string script)
    {
        await using SandboxNode other = await SandboxNode.StartAsync();
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });
        shell.Run(Connect + "-SkipCertificateCheck").ThrowOnError();
        shell.Node.Faults.Add(new Fault(FaultKind.Redirect) { Match = path, Body = other.Url + "/v1/accounts/login", Times = int.MaxValue });

        Outcome outcome = shell.Run(script);

        Assert.True(outcome.Terminating is not null || outcome.Errors.Count > 0 || outcome.Warnings.Count > 0 || script.Contains("Silently", StringComparison.Ordinal));
        Assert.Empty(other.Log.All);
        Assert.Empty(other.Exports.All);
    }

    [Fact]
    public async Task A_download_that_is_sent_elsewhere_is_not_fetched_there_and_carries_no_proof()
    {
        await using SandboxNode other = await SandboxNode.StartAsync();
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x.gz";
        Task<string> heard = AnswerAsync(listener, $"HTTP/1.1 302 Found\r\nLocation: {other.Url}/v1/x\r\nContent-Length: 0\r\n\r\n");

        Outcome outcome = shell.Run($"Save-ZStackDatabaseBackup -Url {address} -Path {folder.Path} -TimeoutSec 2");

        Assert.StartsWith("ZStack.", outcome.ErrorId, StringComparison.Ordinal);
        string head = await heard;
        foreach (string secret in (string[])["Authorization", "Cookie", "OAuth"])
            Assert.DoesNotContain(secret, head, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(other.Log.All);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.gz"));
    }

    /// <summary>What no current platform offers any more has to be served by openssl itself, below its usual level.</summary>
    [Theory]
    [InlineData("-sha1", "")]
    [InlineData("-sha256", "-tls1")]
    public async Task Weak_signatures_and_old_protocols_end_in_an_error_of_their_own(string digest, string protocol)
    {
        using var folder = new TemporaryFolder();
        string key = folder.File("key.pem"), certificate = folder.File("certificate.pem");
        if (!await OpenSslAsync($"req -x509 -newkey rsa:2048 -nodes {digest} -days 2 -subj /CN=127.0.0.1 -keyout {key} -out {certificate}"))
            return; // no openssl here, or one that does not make such a certificate
        int port = FreePort();
        using var server = Process.Start(Start($"s_server -accept {port} -cert {certificate} -key {key} {protocol} -cipher ALL:@SECLEVEL=0 -quiet"))!;
        try
        {
            await Eventually.True(() => server.HasExited || Listens(port));
            if (server.HasExited)
                return; // this openssl does not speak it any more
            using var shell = new Shell();
            shell.Set("admin", Shell.Admin);

            Outcome outcome = shell.Run($"Connect-ZStack https://127.0.0.1:{port}/zstack -Credential $admin -TimeoutSec 5");

            Assert.Contains(outcome.ErrorId, (string[])["ZStack.CertificateNotTrusted", "ZStack.Unreachable"]);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task Https_to_a_port_without_tls_says_so()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("node", shell.Node.Url.Replace("http://", "https://", StringComparison.Ordinal));

        Outcome outcome = shell.Run(Connect);

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains("a TLS connection could not be established", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("http://", outcome.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public void A_proxy_that_cannot_be_reached_is_named(string scheme)
    {
        using var shell = new Shell();
        shell.Set("admin", Shell.Admin);
        int port = FreePort();

        Outcome outcome = shell.Run($"Connect-ZStack {scheme}://10.255.255.1:8080 -Credential $admin -Proxy http://127.0.0.1:{port}");

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains($"through the proxy 127.0.0.1:{port}: ", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("-Proxy", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_of_a_proxy_goes_with_its_credential()
    {
        using var shell = new Shell();
        shell.Set("admin", Shell.Admin);

        Outcome outcome = shell.Run("Connect-ZStack 10.255.255.1 -Credential $admin -Proxy http://u:canary@127.0.0.1:1");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("-ProxyCredential", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", outcome.Message + outcome.Error.TargetObject, StringComparison.Ordinal);
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        var heads = new List<string>();
        byte[] buffer = new byte[16 * 1024];
        using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(20));
        using TcpClient client = await listener.AcceptTcpClientAsync(limit.Token);
        int read = await client.GetStream().ReadAsync(buffer, limit.Token);
        heads.Add(Encoding.Latin1.GetString(buffer, 0, read));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), limit.Token);
        return string.Join("\n", heads);
    }

    private static ProcessStartInfo Start(string arguments) => new("openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };

    private static async Task<bool> OpenSslAsync(string arguments)
    {
        try
        {
            using Process process = Process.Start(Start(arguments))!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Listens(int port)
    {
        using var probe = new TcpClient();
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
