using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What sessions leave behind, and what they must not.</summary>
public sealed class SessionTests
{
    private const string Get = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";
    private const string RenewedId = "cafecafecafecafecafecafecafecafe";
    private const string Copy = "$copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-ZStackSession))); ";

    [Fact]
    public async Task A_renewed_session_id_is_a_secret_for_the_call_that_renewed_it()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.SessionExpired) { Match = "image-store" });
        node.Faults.Add(LogInAnswer);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 500, Body = $"session {RenewedId} is not allowed here" });

        Outcome outcome = shell.Run(Get + "-Debug -Verbose");

        Assert.Equal("ZStack.ServerError", outcome.ErrorId);
        Assert.DoesNotContain(RenewedId, outcome.Message + string.Concat(outcome.Debug) + string.Concat(outcome.Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_session_id_is_a_secret_in_the_middle_of_a_list_too()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.SessionExpired) { Match = "image-store" });
        node.Faults.Add(LogInAnswer);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = $$$"""{"infos":[],"error":{"code":"SYS.1","details":"session {{{RenewedId}}}"}}""" });

        Assert.DoesNotContain(RenewedId, shell.Run(Get).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_before_a_project_is_a_secret_of_its_log_in()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = IamShell(node);
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "virtual-ids/login", Status = 200, Body = $$$"""{"inventory":{"uuid":"{{{RenewedId}}}"}}""" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "projects/login", Status = 500, Body = $"session {RenewedId} is not allowed here" });

        Outcome outcome = shell.Run("Connect-ZStack $node -Credential $iam -LoginType VirtualId -ProjectName backup-project");

        Assert.DoesNotContain(RenewedId, outcome.Message, StringComparison.Ordinal);
        Assert.Contains("is not allowed here", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "35")]
    public async Task A_log_in_to_a_project_leaves_no_session_behind()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = IamShell(node);

        Assert.Equal("ZStack.SYS.1006", shell.Run("Connect-ZStack $node -Credential $iam -LoginType VirtualId -ProjectName nope").ErrorId);
        Assert.Equal(0, node.LiveSessions);
        shell.Run("$null = Connect-ZStack $node -Credential $iam -LoginType VirtualId -ProjectName backup-project").ThrowOnError();
        Assert.Equal(2, node.LiveSessions);
        shell.Run("Disconnect-ZStack").ThrowOnError();
        Assert.Equal(0, node.LiveSessions);
    }

    [Fact]
    public async Task Disconnecting_ends_a_renewal_that_is_under_way()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        using Shell other = Shell.For(node);
        other.Set("s", shell.Run("Get-ZStackSession").Value!);
        node.ExpireSessions();
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = "accounts/login", Delay = TimeSpan.FromSeconds(1) });
        using Running list = other.Start(Get + "-Session $s");
        await Eventually.True(() => node.Log.Count("PUT", "/v1/accounts/login") == 1);

        shell.Run("Disconnect-ZStack").ThrowOnError();

        Outcome ended = list.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal("ZStack.SessionExpired", ended.ErrorId);
        Assert.EndsWith($"The session on node {node.Server} was closed with Disconnect-ZStack.", ended.Message, StringComparison.Ordinal);
        Assert.Equal(0, node.LiveSessions);
    }

    [Fact]
    public async Task A_disconnected_session_is_not_renewed_by_a_request_that_still_ran()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        using Shell other = Shell.For(node);
        other.Set("s", shell.Run("Get-ZStackSession").Value!);
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = "image-store", Delay = TimeSpan.FromSeconds(1) });
        using Running list = other.Start(Get + "-Session $s");
        await Eventually.True(() => node.Log.Count("GET", "/v1/database-backups") == 1);

        shell.Run("Disconnect-ZStack").ThrowOnError();

        Assert.Equal("ZStack.SessionExpired", list.Wait(TimeSpan.FromSeconds(20)).ErrorId);
        Assert.Equal(0, node.Log.Count("PUT", "/v1/accounts/login"));
        Assert.Equal(0, node.LiveSessions);
    }

    [Theory]
    [InlineData("$copy | Disconnect-ZStack")]
    [InlineData("$copy | Test-ZStackConnection")]
    [InlineData("Test-ZStackConnection -Session $copy")]
    [InlineData(Get + "-Session $copy")]
    public async Task A_copy_of_a_session_is_refused_with_the_way_out_wherever_it_comes_in(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run(Copy + script);

        Assert.Contains("Connect inside the job", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Sessions_and_names_reach_Test_by_the_pipeline()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackSession | Test-ZStackConnection -Quiet; $node | Test-ZStackConnection -Quiet; [pscustomobject]@{ Server = $node } | Test-ZStackConnection -Quiet");

        outcome.ThrowOnError();
        Assert.Equal([true, true, true], outcome.Output.Select(o => o.BaseObject));
    }

    [Fact]
    public async Task Two_session_ids_are_two_sessions()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/valid", Status = 200, Body = """{"valid":true}""", Times = int.MaxValue });
        string one = new('a', 32);
        string two = new('b', 32);

        shell.Run($"Connect-ZStack $node -SessionId {one}; Connect-ZStack $node -SessionId {two}; Connect-ZStack $node -SessionId {two}").ThrowOnError();

        Assert.Equal(2, shell.Run("Get-ZStackSession").Output.Count);
    }

    [Theory]
    [InlineData("-SessionId ../../x?y", "SessionId")]
    [InlineData("-SessionId abc", "SessionId")]
    [InlineData("-AccessKeyId $key -AccessKeySecret $store.Password", "AccessKeyId")]
    [InlineData("-AccessKeyId a:b -AccessKeySecret $store.Password", "AccessKeyId")]
    [InlineData("-Credential $admin -ProxyCredential $store", "ProxyCredential")]
    [InlineData("-Credential $admin -Proxy http://u:pw@127.0.0.1:1", "Proxy")]
    [InlineData("-Credential $admin -Proxy socks://127.0.0.1:1", "Proxy")]
    public async Task Arguments_no_node_accepts_are_refused_before_anything_is_sent(string options, string named)
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("key", "ключ");

        Outcome outcome = shell.Run("Connect-ZStack $node " + options);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("-" + named + " ", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Theory]
    [InlineData("-ServerTimeZone +03:00", true, 3)]
    [InlineData("", false, 8)]
    public async Task An_access_key_finds_the_zone_of_a_server(string options, bool hasTimeZoneApi, double hours)
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Backups = 1, TimeZone = "Asia/Shanghai", HasTimeZoneApi = hasTimeZoneApi });
        shell.Set("secret", Shell.Credential("x", SandboxAccounts.AccessKeySecret).Password);

        Outcome outcome = shell.Run($"$null = Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret {options}; {Get}");

        outcome.ThrowOnError();
        Assert.Equal(TimeSpan.FromHours(hours), ((dynamic)outcome.Value!).Created.Offset);
    }

    private static Fault LogInAnswer => new(FaultKind.Answer) { Match = "accounts/login", Status = 200, Body = $$$"""{"inventory":{"uuid":"{{{RenewedId}}}"}}""" };

    private static Shell IamShell(SandboxNode node)
    {
        Shell shell = Shell.For(node);
        shell.Set("iam", Shell.Credential(SandboxAccounts.VirtualId, SandboxAccounts.VirtualIdPassword));
        return shell;
    }
}
