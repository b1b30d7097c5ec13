using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class FailureTests
{
    private const string Get = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";

    [Fact]
    public void Without_a_session_the_error_is_terminating_and_names_the_way()
    {
        using var shell = new Shell();
        shell.Set("store", Shell.Store);

        Outcome outcome = shell.Run(Get);

        Assert.Equal("caught", shell.Run($"try {{ {Get} }} catch {{ 'caught' }}").Value);
        Assert.Equal("ZStack.NotConnected", outcome.ErrorId);
        Assert.Contains("Connect-ZStack", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "33")]
    public async Task The_web_interface_is_not_the_api()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Status = 200, Body = "<!doctype html><html><head><title>ZStack Cloud</title></head></html>", ContentType = "text/html", Times = int.MaxValue });

        Outcome list = shell.Run(Get);
        Outcome connect = shell.Run("Connect-ZStack $node -Credential $admin");

        Assert.Equal("ZStack.NotAnApi", list.ErrorId);
        Assert.Equal("ZStack.NotAnApi", connect.ErrorId);
        Assert.Contains("8080", connect.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("<", connect.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [Trait("Pitfall", "1")]
    [Trait("Pitfall", "37")]
    public async Task A_node_without_the_api_is_not_an_empty_list(bool hasBackupApi, bool hasImageStoreApi)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { HasBackupApi = hasBackupApi, HasImageStoreApi = hasImageStoreApi });

        Assert.Equal("ZStack.ApiNotSupported", shell.Run(Get).ErrorId);
    }

    [Theory]
    [InlineData(FaultKind.TruncateBody)]
    [InlineData(FaultKind.ResetMidBody)]
    public async Task A_body_cut_in_the_middle_gives_the_objects_before_it_and_then_an_error(FaultKind kind)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1000 });
        shell.Node.Faults.Add(new Fault(kind) { Match = "image-store", AfterBytes = 200_000 });

        Outcome outcome = shell.Run(Get);

        Assert.InRange(outcome.Output.Count, 100, 999);
        Assert.Equal("ZStack.InvalidResponse", outcome.ErrorId);
    }

    [Fact]
    public async Task Something_behind_the_end_of_the_answer_is_an_error()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.TrailingGarbage) { Match = "image-store" });

        Outcome outcome = shell.Run(Get);

        Assert.Equal(25, outcome.Output.Count);
        Assert.Equal("ZStack.InvalidResponse", outcome.ErrorId);
    }

    [Theory]
    [InlineData("{\"infos\"://[\n0}")]
    [InlineData("{e://\n0\n}")]
    [InlineData("{\"infos\":[{\"id\":new Date(1),\"name\":\"x\"}]}")]
    public async Task JSON_that_only_lenient_readers_take_is_broken(string body)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = body });

        Assert.Equal("ZStack.InvalidResponse", shell.Run(Get).ErrorId);
    }

    [Fact]
    public async Task An_error_inside_a_success_is_an_error()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = """{"error":{"code":"SYS.1006","description":"An operation failed","details":"no such store"}}""" });

        Outcome outcome = shell.Run(Get);

        Assert.Equal("ZStack.SYS.1006", outcome.ErrorId);
        Assert.Contains("\"no such store\"", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "3")]
    public async Task A_proxys_page_is_tried_again_and_said_in_verbose()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "image-store", Status = 502 });
        Outcome once = shell.Run(Get + "-Verbose");
        node.Faults.Add(new Fault(FaultKind.ProxyPage) { Match = "image-store", Status = 504, Times = int.MaxValue });
        Outcome always = shell.Run(Get);

        once.ThrowOnError();
        Assert.Equal(25, once.Output.Count);
        Assert.Contains(once.Verbose, line => line.Contains("502", StringComparison.Ordinal));
        Assert.Equal("ZStack.Unreachable", always.ErrorId);
        Assert.Equal(2 + 4, node.Log.Count("GET", "/v1/database-backups"));
    }

    [Fact]
    public async Task A_reset_before_the_answer_is_tried_again()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Match = "image-store" });

        Assert.Equal(25, shell.Run(Get).Output.Count);
    }

    [Fact]
    [Trait("Pitfall", "43")]
    public async Task Redirects_are_not_followed()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Redirect) { Match = "image-store", Body = "https://elsewhere.example/zstack" });

        Outcome outcome = shell.Run(Get);

        Assert.Equal("ZStack.Redirected", outcome.ErrorId);
        Assert.Contains("https://elsewhere.example/zstack", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    [Trait("Pitfall", "40")]
    public async Task Silence_is_a_timeout(int afterBytes)
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Run("Connect-ZStack $node -Credential $admin -TimeoutSec 1").ThrowOnError();
        shell.Node.Faults.Add(new Fault(FaultKind.Stall) { Match = "image-store", AfterBytes = afterBytes, Delay = TimeSpan.FromSeconds(60) });

        Outcome outcome = shell.Run(Get);

        Assert.Equal("ZStack.Timeout", outcome.ErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, outcome.Error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("image-store", Get, 0)]
    [InlineData("image-store", Get, 3000)]
    [InlineData("accounts/login", "Connect-ZStack $node -Credential $admin", 0)]
    [InlineData("ready", "Test-ZStackConnection $node", 0)]
    public async Task Ctrl_C_gives_the_prompt_back_and_ends_the_request(string path, string script, int afterBytes)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = path, AfterBytes = afterBytes, Delay = TimeSpan.FromSeconds(60) });

        using Running running = shell.Start(script);
        await Eventually.True(() => node.Log.All.Count > 0);
        var watch = Stopwatch.StartNew();
        running.Stop();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Empty(outcome.Errors);
        await Eventually.True(() => node.Log.All[0].Aborted);
    }

    [Fact]
    public async Task A_slow_pipeline_is_not_the_servers_silence()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Backups = 20_000 });
        shell.Run("Connect-ZStack $node -Credential $admin -TimeoutSec 1").ThrowOnError();

        Outcome outcome = shell.Run($"$n = 0; {Get} | ForEach-Object {{ if ($n++ -eq 10) {{ [Threading.Thread]::Sleep(3000) }} }}; $n");

        outcome.ThrowOnError();
        Assert.Equal(20_000, outcome.Value);
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_one_error_and_the_pipeline_goes_on()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = "this is no gzip at all", Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" } });

        Outcome outcome = shell.Run(Get + "; 'after'");

        Assert.Equal("ZStack.InvalidResponse", outcome.ErrorId);
        Assert.Equal("after", outcome.Value);
    }

    [Theory]
    [InlineData("SYS.\\u001b[31m1", "ZStack.SYS.1000")]
    [InlineData("A,B\\nC", "ZStack.SYS.1000")]
    [InlineData("password", "ZStack.SYS.1000")]
    [InlineData("ORG_ZSTACK-10.5", "ZStack.ORG_ZSTACK-10.5")]
    [Trait("Pitfall", "37")]
    public async Task A_code_of_the_server_is_an_id_only_when_it_looks_like_one(string code, string expected)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 503, Body = $$$"""{"error":{"code":"{{{code}}}","details":"x"}}""" });

        Outcome outcome = shell.Run(Get);

        Assert.Equal(expected, outcome.ErrorId);
        Assert.Contains($"({expected["ZStack.".Length..]}): \"x\"", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_cannot_be_read_is_cleaned_before_it_is_said()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = """{"infos":[{"id":"i","created":"\u001b[31m password ","name":"n"}]}""" });

        string line = shell.Run(Get + "-Verbose").Verbose.Single(text => text.Contains("cannot be read", StringComparison.Ordinal));

        Assert.DoesNotContain('\u001b', line);
        Assert.Contains("***", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_of_the_exception_is_a_sentence()
    {
        using var shell = new Shell();

        Assert.Equal("Not connected to a management node.", shell.Run("try { Get-ZStackDatabaseBackupRecord -ErrorAction Stop } catch { $_.Exception.Message }").Value);
        Assert.Matches("^[一-龥]", (string)shell.Run("[cultureinfo]::CurrentUICulture = 'zh-CN'; try { Get-ZStackDatabaseBackupRecord } catch { $_.Exception.Message }").Value!);
    }

    [Fact]
    [Trait("Pitfall", "11")]
    public async Task A_server_that_said_nothing_is_not_quoted()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { HasImageStoreApi = false });
        string missing = shell.Run(Get).Message;
        foreach ((int status, string body) in new[] { (500, ""), (401, ""), (404, ""), (400, ""), (200, "<html></html>"), (503, """{"error":{"code":"SYS.1006"}}""") })
        {
            shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = status, Body = body });
            string message = shell.Run(Get).Message;
            Assert.DoesNotContain("\"", message, StringComparison.Ordinal);
            Assert.EndsWith(".", message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\"", missing, StringComparison.Ordinal);
        Assert.Contains("infos, backups", missing, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "6")]
    [Trait("Pitfall", "34")]
    public async Task A_page_for_404_makes_think_of_the_context_path_and_of_a_start()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 404, Body = "<!doctype html><html><head><title>HTTP Status 404 – Not Found</title></head></html>" });
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 503, Body = """{"error":{"code":"SYS.1001","details":"timeout"}}""" });

        Outcome page = shell.Run(Get);
        Outcome timeout = shell.Run(Get);

        Assert.Equal("ZStack.NotAnApi", page.ErrorId);
        Assert.Contains("/zstack", page.Advice, StringComparison.Ordinal);
        Assert.Contains("starting", page.Advice, StringComparison.Ordinal);
        Assert.Contains("its own limit", timeout.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_url_in_the_debug_stream_stays_whole_around_the_mask()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        foreach (string password in new[] { "%2F", "ab", "root" })
        {
            shell.Set("other", Shell.Credential("me", password));
            string line = shell.Run("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $other -Debug").Debug.First(text => text.Contains("image-store", StringComparison.Ordinal));
            Assert.EndsWith("?url=ssh%3A%2F%2Fme%3A***%40127.0.0.1%3A22%2Fzstack_bs", line, StringComparison.Ordinal);
        }
    }
}
