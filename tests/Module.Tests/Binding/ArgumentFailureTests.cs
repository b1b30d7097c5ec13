using System;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What cannot work is refused with the parameter and the way out, before anything is sent where that is possible.</summary>
public sealed class ArgumentFailureTests
{
    private const string Get = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";

    [Theory]
    [InlineData("ssh://10.0.0.9/zstack_bs")]
    [InlineData("ssh://:hunter2canary@10.0.0.9/zstack_bs")]
    [InlineData("ssh://root@10.0.0.9/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@/zstack_bs")]
    [InlineData("http://root:hunter2canary@10.0.0.9/zstack_bs")]
    [InlineData("root:hunter2canary@10.0.0.9/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@[::1]/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@10.0.0.9:0/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@10.0.0.9:65536/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@10.0.0.9:ssh/zstack_bs")]
    [InlineData("ssh://root:hunter2canary@10.0.0.9")]
    [InlineData("ssh://root:hunter2/canary@10.0.0.9/zstack_bs")]
    [InlineData("")]
    public async Task A_url_that_cannot_work_is_refused_before_anything_is_sent(string url)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("url", url);

        Outcome outcome = shell.Run("try { Get-ZStackDatabaseBackup -Url $url } catch { throw 'It must go on.' }");

        Assert.Equal("ZStack.InvalidImageStoreUrl", outcome.ErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, outcome.Error.CategoryInfo.Category);
        Assert.DoesNotContain("hunter2", outcome.Error + outcome.Message + outcome.Error.TargetObject + outcome.Error.Exception, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task A_filter_by_a_field_that_the_node_does_not_know_says_what_to_use_instead()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Filter version=5.2.1");

        Assert.Equal("ZStack.SYS.1007", outcome.ErrorId);
        Assert.Contains("Where-Object", outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_where_only_records_are_taken_is_refused_with_the_way_to_them()
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("Test-ZStackDatabaseBackup -Uuid nightly.gz");

        Assert.Contains("Get-ZStackDatabaseBackupRecord", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-UserTag ([string][char]0xd800)", "-UserTag")]
    [InlineData("-SystemTag ok, ([string][char]0xdc00)", "-SystemTag")]
    [InlineData("-Name '[ab'", "-Name")]
    public async Task Invalid_text_and_patterns_name_their_parameter(string options, string named)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run(Get + options);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains(named, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Theory]
    [InlineData("Get-ZStackSession '[ab'")]
    [InlineData("Get-ZStackDatabaseBackupRecord '[ab'")]
    public async Task Every_filter_refuses_a_broken_pattern(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Assert.Equal("ZStack.InvalidArgument", shell.Run(script).ErrorId);
    }

    [Theory]
    [InlineData("127.0.0.1:22", "-SshPort", "127.0.0.1:22")]
    [InlineData("ssh://root@127.0.0.1:22/zstack_bs", "-Url", "ssh://***@127.0.0.1:22/zstack_bs")]
    [InlineData("fe80::1", "IPv6", "fe80::1")]
    public async Task A_host_that_is_more_than_a_host_says_where_the_rest_belongs(string host, string named, string target)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("given", host);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackup $given -Credential $store");

        Assert.Equal("ZStack.InvalidImageStoreUrl", outcome.ErrorId);
        Assert.Contains(named, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(target, outcome.Error.TargetObject);
    }

    [Fact]
    public async Task A_listed_backup_piped_back_in_says_how_to_name_its_store()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1 });

        Assert.Contains("-Url", shell.Run($"{Get} | Get-ZStackDatabaseBackup -Credential $store").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deserialised_session_is_refused_with_the_way_out()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run($"$copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-ZStackSession))); {Get} -Session $copy");

        Assert.Contains("Connect inside the job", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }
}
