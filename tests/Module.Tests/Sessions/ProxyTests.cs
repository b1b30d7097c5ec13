using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Which way requests take, and that it is said. Sets variables of the process, so it runs alone.</summary>
[Collection(nameof(ProxyTests))]
[CollectionDefinition(nameof(ProxyTests), DisableParallelization = true)]
public sealed class ProxyTests : IDisposable
{
    private const string Connect = "Connect-ZStack $node -Credential $admin -Verbose ";
    private static readonly string[] Variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];

    public ProxyTests() => Dispose();

    public void Dispose()
    {
        foreach (string name in Variables)
            Environment.SetEnvironmentVariable(name, null);
    }

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("ALL_PROXY")]
    public async Task A_proxy_of_the_environment_is_said_and_warned_of_once(string variable)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        // It takes requests for what it is asked: here it stands for the proxy, and the address beside it for the node.
        Environment.SetEnvironmentVariable(variable, "http://user:canary@" + new Uri(node.Url).Authority);
        using Shell shell = Shell.For(node);
        shell.Set("node", "http://node.invalid:8080");

        Outcome outcome = shell.Run(Connect + "; Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -Verbose");

        outcome.ThrowOnError();
        string proxy = new Uri(node.Url).Authority;
        Assert.Single(outcome.Warnings, warning => warning.Contains(proxy, StringComparison.Ordinal) && warning.Contains(variable, StringComparison.Ordinal) && warning.Contains("-NoProxy", StringComparison.Ordinal));
        Assert.Equal(2, outcome.Verbose.Count(line => line.Contains($"proxy {proxy} (named by the environment variable {variable})", StringComparison.Ordinal)));
        Assert.DoesNotContain("canary", string.Concat(outcome.Warnings.Concat(outcome.Verbose)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_proxy_nothing_goes_there()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        Environment.SetEnvironmentVariable("http_proxy", "http://127.0.0.1:1");
        using Shell shell = Shell.For(node);

        Outcome direct = shell.Run(Connect + "-NoProxy; Test-ZStackConnection $node -NoProxy; Get-ZStackDatabaseBackupRecord -First 1");
        Environment.SetEnvironmentVariable("NO_PROXY", "example.org,127.0.0.1");
        Outcome excepted = shell.Run(Connect);

        direct.ThrowOnError();
        excepted.ThrowOnError();
        Assert.Empty(direct.Warnings);
        Assert.Empty(excepted.Warnings);
        Assert.DoesNotContain(direct.Verbose, line => line.Contains("proxy", StringComparison.Ordinal));
        Assert.Equal("ZStack.InvalidArgument", shell.Run(Connect + "-NoProxy -Proxy http://127.0.0.1:1").ErrorId);
    }

    [Theory]
    [InlineData("http_proxy", "http")]
    [InlineData("HTTPS_PROXY", "https")]
    public void An_error_names_the_proxy_and_the_way_around_it(string variable, string scheme)
    {
        Environment.SetEnvironmentVariable(variable, "127.0.0.1:1");
        using var shell = new Shell();
        shell.Set("node", scheme + "://10.255.255.1:8080");
        shell.Set("admin", Shell.Admin);

        Outcome outcome = shell.Run(Connect);

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains("through the proxy 127.0.0.1:1:", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(variable, outcome.Message, StringComparison.Ordinal);
        Assert.Contains("-NoProxy", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_was_given_needs_no_warning()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("node", "http://node.invalid:8080");
        shell.Set("proxy", new Uri(shell.Node.Url).GetLeftPart(UriPartial.Authority));

        Outcome outcome = shell.Run(Connect + "-Proxy $proxy");

        outcome.ThrowOnError();
        Assert.DoesNotContain(outcome.Warnings, warning => warning.Contains("proxy", StringComparison.Ordinal));
        Assert.Contains(outcome.Verbose, line => line.Contains("given with -Proxy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pin_wins_over_the_switch_that_checks_nothing()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });
        string other = Convert.ToHexString(SHA256.HashData([1]));

        Outcome outcome = shell.Run(Connect + "-SkipCertificateCheck -CertificateThumbprint " + other);

        Assert.Equal("ZStack.CertificateNotTrusted", outcome.ErrorId);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task A_download_over_http_in_an_encrypted_session_warns_once()
    {
        using var home = new TemporaryFolder();
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true, JobTime = TimeSpan.Zero, DumpSize = 1000, Records = 3 });
        shell.Set("folder", home.Path);
        shell.Set("main", SandboxStorages.Main);
        shell.Run("$null = Connect-ZStack $node -Credential $admin -SkipCertificateCheck 3>$null").ThrowOnError();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 2 | Save-ZStackDatabaseBackup -Path $folder -BackupStorageUuid $main");

        outcome.ThrowOnError();
        Assert.Equal(2, outcome.Output.Count);
        Assert.Single(outcome.Warnings, warning => warning.Contains("over http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Http_to_a_port_with_tls_says_so()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });
        shell.Set("node", shell.Node.Url.Replace("https://", "http://", StringComparison.Ordinal));

        Outcome outcome = shell.Run(Connect);

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains("expects TLS", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("https://" + new Uri(shell.Node.Url).Authority, outcome.Advice, StringComparison.Ordinal);
    }
}
