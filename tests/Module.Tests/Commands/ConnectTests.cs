using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class ConnectTests
{
    private const string Get = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";

    public static TheoryData<string, string, string> LogIns => new()
    {
        { SandboxAccounts.Account, SandboxAccounts.Password, "-LoginType Account" },
        { SandboxAccounts.User, SandboxAccounts.UserPassword, "-LoginType User -AccountName admin" },
        { SandboxAccounts.LdapUser, SandboxAccounts.LdapPassword, "-LoginType Ldap" },
        { SandboxAccounts.VirtualId, SandboxAccounts.VirtualIdPassword, "-LoginType VirtualId" },
        { SandboxAccounts.VirtualId, SandboxAccounts.VirtualIdPassword, "-LoginType VirtualId -ProjectName backup-project" },
    };

    [Theory]
    [MemberData(nameof(LogIns))]
    public async Task Every_log_in_opens_a_session_that_lists(string user, string password, string options)
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("me", Shell.Credential(user, password));

        Outcome outcome = shell.Run($"Connect-ZStack $node -Credential $me {options}; {Get}");

        outcome.ThrowOnError();
        Assert.Equal(26, outcome.Output.Count);
        Assert.Empty(shell.Node.Log.Problems);
    }

    [Theory]
    [InlineData("Asia/Shanghai", false)]
    [InlineData("Asia/Shanghai", true)]
    [InlineData("America/New_York", false)]
    [InlineData("Asia/Kathmandu", true)]
    [Trait("Pitfall", "15")]
    public async Task An_access_key_signs_with_the_clock_of_the_server(string zone, bool checkTimeZone)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { TimeZone = zone, CheckTimeZone = checkTimeZone });
        node.Clock.Skew = TimeSpan.FromMinutes(47);
        using Shell shell = Shell.For(node);
        shell.Set("secret", Shell.Credential("x", SandboxAccounts.AccessKeySecret).Password);

        Outcome outcome = shell.Run($"$null = Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret; {Get}");

        outcome.ThrowOnError();
        Assert.Equal(25, outcome.Output.Count);
        Assert.Equal(0, node.LiveSessions);
    }

    [Fact]
    public async Task A_wrong_access_key_is_refused_at_the_connect()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("secret", Shell.Credential("x", "WrongSecret0123456789").Password);

        Outcome outcome = shell.Run($"Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret");

        Assert.Equal("ZStack.AuthenticationFailed", outcome.ErrorId);
    }

    [Fact]
    [Trait("Pitfall", "35")]
    public async Task A_wrong_password_is_the_servers_own_error_and_leaves_no_session()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("wrong", Shell.Credential("admin", "not-it"));

        Outcome outcome = shell.Run("Connect-ZStack $node -Credential $wrong");

        Assert.Equal("ZStack.ID.1000", outcome.ErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.AuthenticationError, outcome.Error.CategoryInfo.Category);
        Assert.Contains("-LoginType", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(shell.Run("Get-ZStackSession").Output);
    }

    [Fact]
    public async Task A_one_time_code_goes_along_and_its_session_does_not_come_back_by_itself()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { RequireTwoFactor = true });

        Assert.Equal("ZStack.ID.2001", shell.Run("Connect-ZStack $node -Credential $admin").ErrorId);
        shell.Run($"Connect-ZStack $node -Credential $admin -TwoFactorCode {SandboxAccounts.TwoFactorCode}").ThrowOnError();
        shell.Node.ExpireSessions();
        Outcome expired = shell.Run(Get);

        Assert.Equal("ZStack.SessionExpired", expired.ErrorId);
        Assert.EndsWith("has expired. It was opened with a one-time code or captcha, which cannot be used again.", expired.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_captcha_goes_along()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { RequireCaptcha = true });

        Assert.Equal("ZStack.LOGIN_CONTROL.1005", shell.Run("Connect-ZStack $node -Credential $admin").ErrorId);
        Assert.Equal("ZStack.LOGIN_CONTROL.1003", shell.Run($"Connect-ZStack $node -Credential $admin -CaptchaUuid {SandboxAccounts.CaptchaUuid} -VerifyCode nope").ErrorId);
        shell.Run($"Connect-ZStack $node -Credential $admin -CaptchaUuid {SandboxAccounts.CaptchaUuid} -VerifyCode {SandboxAccounts.VerifyCode}").ThrowOnError();
    }

    [Fact]
    public async Task A_session_id_of_elsewhere_works_until_it_expires()
    {
        await using Shell shell = await Shell.StartAsync();
        string id = await OpenElsewhere(shell.Node);

        Assert.Equal(26, shell.Run($"Connect-ZStack $node -SessionId {id}; {Get}").Output.Count);
        shell.Node.ExpireSessions();
        Assert.Equal("ZStack.SessionExpired", shell.Run(Get).ErrorId);
        Assert.Equal("ZStack.SessionExpired", shell.Run($"Connect-ZStack $node -SessionId {id}").ErrorId);
    }

    [Fact]
    [Trait("Pitfall", "4")]
    public async Task An_expired_session_is_renewed_once_for_all_threads()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 2 });
        shell.Node.ExpireSessions();
        string urls = string.Join(",", Enumerable.Range(1, 20).Select(_ => "'ssh://root:password@10.0.0.9/zstack_bs'"));

        Outcome outcome = shell.Run($"Get-ZStackDatabaseBackup -Url {urls}");

        outcome.ThrowOnError();
        Assert.Equal(40, outcome.Output.Count);
        Assert.Equal(1, shell.Node.Log.Count("PUT", "/v1/accounts/login"));
    }

    [Fact]
    public async Task NoReconnect_leaves_an_expired_session_expired()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Run("Connect-ZStack $node -Credential $admin -NoReconnect").ThrowOnError();
        shell.Node.ExpireSessions();

        Assert.Equal("ZStack.SessionExpired", shell.Run(Get).ErrorId);
    }

    [Fact]
    public async Task Connecting_again_replaces_and_disconnecting_gives_the_one_before_back()
    {
        await using SandboxNode one = await SandboxNode.StartAsync();
        await using SandboxNode two = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("two", two.Url);

        shell.Run("Connect-ZStack $two -Credential $admin; Connect-ZStack $two -Credential $admin").ThrowOnError();
        Assert.Equal(1, two.LiveSessions);
        Assert.Equal([one.Server + " False", two.Server + " True"], Sessions(shell));
        shell.Run("Disconnect-ZStack").ThrowOnError();
        Assert.Equal(0, two.LiveSessions);
        Assert.Equal([one.Server + " True"], Sessions(shell));
        shell.Run("Get-ZStackSession | Disconnect-ZStack").ThrowOnError();
        Assert.Equal(0, one.LiveSessions);
        Assert.Equal("ZStack.NotConnected", shell.Run(Get).ErrorId);
    }

    [Fact]
    public async Task A_disconnected_session_does_not_come_back()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run($"$s = Get-ZStackSession; Disconnect-ZStack; {Get} -Session $s");

        Assert.Equal("ZStack.SessionExpired", outcome.ErrorId);
        Assert.Equal(0, shell.Node.LiveSessions);
    }

    [Fact]
    public async Task Runspaces_have_sessions_of_their_own()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell one = Shell.ConnectedTo(node);
        using Shell two = Shell.For(node);

        Assert.Equal("ZStack.NotConnected", two.Run(Get).ErrorId);
        two.Set("given", one.Run("Get-ZStackSession").Value!);
        Assert.Equal(25, two.Run(Get + "-Session $given").Output.Count);
    }

    [Fact]
    public async Task The_environment_of_a_runbook_is_enough()
    {
        await using Shell shell = await Shell.StartAsync();
        var variables = new Dictionary<string, string?> { ["ZSTACK_SERVER"] = shell.Node.Url, ["ZSTACK_ACCOUNT"] = "admin", ["ZSTACK_PASSWORD"] = "password" };
        Assert.Equal("ZStack.InvalidArgument", shell.Run("Connect-ZStack -FromEnvironment").ErrorId);
        try
        {
            foreach (var variable in variables)
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            Assert.Equal(26, shell.Run("Connect-ZStack -FromEnvironment; " + Get).Output.Count);
            // Half a key is a mistyped name, and not the wish for the account.
            Environment.SetEnvironmentVariable("ZSTACK_ACCESS_KEY_ID", SandboxAccounts.AccessKeyId);
            Outcome half = shell.Run("Connect-ZStack -FromEnvironment");
            Assert.Equal("ZStack.InvalidArgument", half.ErrorId);
            Assert.Contains("ZSTACK_ACCESS_KEY_SECRET", half.Message, StringComparison.Ordinal);
        }
        finally
        {
            foreach (string name in variables.Keys.Append("ZSTACK_ACCESS_KEY_ID"))
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public async Task Tls_is_trusted_by_thumbprint_or_not_at_all()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });

        Outcome refused = shell.Run("Connect-ZStack $node -Credential $admin");
        Assert.Equal("ZStack.CertificateNotTrusted", refused.ErrorId);
        Assert.Contains(shell.Node.CertificateThumbprint, refused.Message, StringComparison.OrdinalIgnoreCase);
        shell.Run($"Connect-ZStack $node -Credential $admin -CertificateThumbprint {shell.Node.CertificateThumbprint}").ThrowOnError();
        Assert.Equal("ZStack.CertificateNotTrusted", shell.Run($"Connect-ZStack $node -Credential $admin -CertificateThumbprint {new string('0', 64)}").ErrorId);
        Outcome skipped = shell.Run("Connect-ZStack $node -Credential $admin -SkipCertificateCheck");
        skipped.ThrowOnError();
        Assert.Single(skipped.Warnings);
    }

    [Theory]
    [InlineData("+05:30", 5.5)]
    [InlineData("Asia/Tokyo", 9)]
    public async Task A_given_time_zone_wins(string zone, double hours)
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Backups = 1 });

        Outcome outcome = shell.Run($"$null = Connect-ZStack $node -Credential $admin -ServerTimeZone {zone}; {Get}");

        Assert.Equal(TimeSpan.FromHours(hours), ((dynamic)outcome.Value!).Created.Offset);
    }

    [Fact]
    public async Task An_old_server_tells_its_zone_by_the_log_in()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Backups = 1, HasTimeZoneApi = false, TimeZone = "Asia/Kathmandu" });

        Outcome outcome = shell.Run($"$null = Connect-ZStack $node -Credential $admin; {Get}");

        Assert.Equal(new TimeSpan(5, 45, 0), ((dynamic)outcome.Value!).Created.Offset);
    }

    [Theory]
    [InlineData("Connect-ZStack $node -Credential ([pscredential]::Empty)")]
    [InlineData("Get-ZStackDatabaseBackup 127.0.0.1 -Credential ([pscredential]::Empty)")]
    public async Task An_empty_credential_names_its_parameter(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run(script);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains("-Credential", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Theory]
    [InlineData("-ServerTimeZone Middle/Earth", "+08:00")]
    [InlineData("-AccountName x", "User")]
    [InlineData("-LoginType User", "AccountName")]
    [InlineData("-ProjectName x", "VirtualId")]
    [InlineData("-CertificateThumbprint abc", "64")]
    [InlineData("-CertificateThumbprint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "needs https")]
    public async Task Impossible_arguments_are_refused_before_anything_is_sent(string options, string named)
    {
        await using Shell shell = await Shell.StartAsync();

        Outcome outcome = shell.Run("Connect-ZStack $node -Credential $admin " + options);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains(named, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_a_result_and_not_an_error()
    {
        await using SandboxNode other = await SandboxNode.StartAsync();
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Ready = false });
        shell.Set("other", other.Url);

        Outcome outcome = shell.Run("Test-ZStackConnection '127.0.0.1:1', $node, $other");

        outcome.ThrowOnError();
        Assert.Equal(
            ["ZStack.SYS.1010", "ZStack.Unreachable", "ready 5.2.1"],
            outcome.Output.Select(o => (dynamic)o.BaseObject).Select(i => (string)(i.Ready ? "ready " + i.Version : i.ErrorId)).Order(StringComparer.Ordinal));
        Assert.Equal([false], shell.Run("Test-ZStackConnection $node -Quiet").Output.Select(o => o.BaseObject));
    }

    private static string[] Sessions(Shell shell) =>
        [.. shell.Run("Get-ZStackSession | ForEach-Object { \"$($_.Server) $($_.IsDefault)\" }").Output.Select(o => o.ToString())];

    private static async Task<string> OpenElsewhere(SandboxNode node)
    {
        using var http = new System.Net.Http.HttpClient();
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(SandboxAccounts.Password)));
        using var body = new System.Net.Http.StringContent($$"""{"logInByAccount":{"accountName":"admin","password":"{{hash}}" } }""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri(node.Url + "/v1/accounts/login"), body);
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("inventory").GetProperty("uuid").GetString()!;
    }
}
