using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using ZStack.Backup.Sandbox.Shell;

namespace ZStack.Backup.Module.Tests;

/// <summary>The sandbox as a program, in its own PowerShell, and what it makes of requests that no client of ours sends.</summary>
public sealed class PromptTests
{
    [Theory]
    [InlineData("1; 2; $null", 0)]
    [InlineData("Get-Foo", 1)]
    [InlineData("[int]'x'; 'is still running'", 1)]
    [InlineData("$null.Foo()", 1)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1:22 -Credential $store", 1)]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1:22 -Credential $store -ErrorAction SilentlyContinue", 0)]
    [InlineData("try { [int]'x' } catch { 'handled' }", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("1 +", 1)]
    [InlineData("'not the end of the block' # }", 0)]
    [InlineData("Import-Csv (New-TemporaryFile) | Select-Object -First 1 | Group-Object Version", 0)]
    [InlineData("Read-Host 'nobody is there'", 1)]
    public async Task The_exit_code_tells_whether_a_person_saw_an_error(string script, int expected)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();

        Assert.Equal(expected, await NodeShell.RunCommandAsync(node, script));
    }

    [Fact]
    public async Task The_tour_ends_without_an_error_when_nobody_is_there()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();

        Assert.Equal(0, await NodeShell.RunTourAsync(node));
    }

    [Theory]
    [InlineData("PUT", "accounts/login", """{"logInByAccount":{"accountName":5,"password":"x"}}""", 400)]
    [InlineData("PUT", "accounts/login", """{"logInByAccount":{"accountName":"x","password":"y"},"systemTags":[5]}""", 503)]
    [InlineData("PATCH", "accounts/login", "{}", 405)]
    public async Task A_refusal_by_the_node_does_not_break_the_sandbox(string method, string path, string body, int expected)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { RequireTwoFactor = true });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{node.Url}/v1/{path}")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.Equal(expected, (int)answer.StatusCode);
    }
}
