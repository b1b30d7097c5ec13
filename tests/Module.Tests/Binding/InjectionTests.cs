using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Whatever a value is made of, it arrives as that one value at that one place, or is refused here.</summary>
public sealed partial class InjectionTests
{
    /// <summary>Every ASCII character, and what shells, URLs, JSON, paths and terminals act on.</summary>
    private static readonly string[] Nasty =
    [
        .. Enumerable.Range(1, 126).Select(c => "a" + (char)c + "b"),
        "$(reboot)", "`reboot`", "a;b|c&d", "a\r\nX-Evil: 1\r\n\r\n", "..", "../../etc/passwd", "a/../b", "%2f", "%2e%2e%2f", "%", "%zz", "%25%32%66", "a+b c",
        "'; DROP TABLE x; --", "\"}}", "{\"a\":1}", "a\\", "\\u0022", "a=b,c!=d", "name?=x", "a&q=uuid=1", "#x", "?x=y", "a@b:c/d", "密码", "é", "😀", "\u202Eabc\u202C", "\u2066x\u2069", "\uFEFFx", "a\u0000b", "\uD800", "x\uDC00y", new string('x', 300),
    ];

    /// <summary>How each cmdlet that asks a node is called; what a parameter is given takes the place of what stands here.</summary>
    private static readonly (string Cmdlet, string[] Parameters)[] Calls =
    [
        ("Compare-ZStackDatabaseBackup", ["Reference", "$record"]),
        ("Connect-ZStack", ["Server", "$node", "Credential", "$admin"]),
        ("Connect-ZStack", ["Server", "$node", "AccessKeyId", "$keyId", "AccessKeySecret", "$keySecret"]),
        ("Connect-ZStack", ["Server", "$node", "SessionId", "0123456789abcdef0123456789abcdef"]),
        ("Copy-ZStackDatabaseBackup", ["Uuid", "$record", "DestinationBackupStorageUuid", "$second", "NoWait", ""]),
        ("Disable-ZStackBackupSchedule", ["Uuid", "nightly", "NoWait", ""]),
        ("Enable-ZStackBackupSchedule", ["Uuid", "nightly", "NoWait", ""]),
        ("Export-ZStackDatabaseBackup", ["Uuid", "$record", "NoWait", ""]),
        ("Get-ZStackBackupSchedule", []),
        ("Get-ZStackBackupStorage", []),
        ("Get-ZStackDatabaseBackup", ["ImageStore", "10.0.0.9", "Credential", "$store"]),
        ("Get-ZStackDatabaseBackup", ["Url", "ssh://root:secret@10.0.0.9/zstack_bs"]),
        ("Get-ZStackDatabaseBackupRecord", []),
        ("New-ZStackDatabaseBackup", ["BackupStorageUuid", "$main", "NoWait", ""]),
        ("Remove-ZStackDatabaseBackup", ["Uuid", "$record", "NoWait", "", "WhatIf", ""]),
        ("Remove-ZStackDatabaseBackup", ["Uuid", "00000000000000000000000000000000", "NoWait", "", "Confirm:$false", ""]),
        ("Remove-ZStackDatabaseBackupExport", ["Uuid", "$record", "NoWait", ""]),
        ("Restore-ZStackDatabaseBackup", ["Uuid", "$record", "MySqlRootPassword", "$secret", "WhatIf", ""]),
        ("Restore-ZStackDatabaseBackup", ["Follow", "", "TimeoutSec", "1"]),
        ("Save-ZStackDatabaseBackup", ["Uuid", "$record", "WhatIf", ""]),
        ("Start-ZStackBackupSchedule", ["Uuid", "nightly", "NoWait", ""]),
        ("Sync-ZStackDatabaseBackup", ["BackupStorageUuid", "$main", "NoWait", ""]),
        ("Test-ZStackConnection", []),
        ("Test-ZStackDatabaseBackup", ["Uuid", "$record", "WhatIf", ""]),
    ];

    // They name a file or a machine here, and go to no node.
    private static readonly string[] Local = ["Path", "VaultPath", "LogPath", "ServerPath", "Server", "DownloadHost"];

    [Fact]
    [Trait("Pitfall", "17")]
    public async Task A_stores_user_password_and_path_arrive_exactly_or_not_at_all()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1 });
        int arrived = 0;
        foreach (string value in Nasty)
        {
            foreach (string place in (string[])["user", "password", "path"])
            {
                shell.Node.Log.Clear();
                string user = place == "user" ? value : "root", password = place == "password" ? value : "secret", path = place == "path" ? "/" + value : "/zstack_bs";
                shell.Set("it", new PSCredential(user, new System.Net.NetworkCredential("", password).SecurePassword));
                shell.Set("path", path);

                Outcome outcome = shell.Run("Get-ZStackDatabaseBackup -ImageStore 10.0.0.9 -Credential $it -StoragePath $path");

                LoggedRequest? sent = shell.Node.Log.All.SingleOrDefault();
                if (sent is null)
                {
                    Assert.True(outcome.Errors.Count + (outcome.Terminating is null ? 0 : 1) == 1, $"{place} {value}: neither sent nor refused");
                    continue;
                }

                arrived++;
                KeyValuePair<string, string> url = Assert.Single(sent.Query);
                Assert.Equal("url", url.Key);
                Match parts = StoreUrl().Match(url.Value);
                Assert.True(parts.Success, $"{place} {value}: {url.Value}");
                Assert.Equal(user, Uri.UnescapeDataString(parts.Groups[1].Value));
                Assert.Equal(password, Uri.UnescapeDataString(parts.Groups[2].Value));
                Assert.Equal(path.TrimEnd('/'), Uri.UnescapeDataString(parts.Groups[3].Value).TrimEnd('/'));
            }
        }

        // Passwords may hold anything but control characters and halves of characters.
        Assert.True(arrived > Nasty.Length + 100, $"only {arrived} arrived");
    }

    [Fact]
    [Trait("Pitfall", "12")]
    public async Task Names_uuids_and_texts_arrive_exactly_or_not_at_all()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 2 });
        SandboxNode node = shell.Node;
        shell.Set("main", SandboxStorages.Main);
        foreach (string value in Nasty)
        {
            shell.Set("v", value);
            foreach (string script in (string[])
            [
                "New-ZStackDatabaseBackup $main -NoWait -Description $v", "New-ZStackDatabaseBackup $main -NoWait -Name $v", "New-ZStackDatabaseBackup $main -NoWait -ResourceUuid $v", "New-ZStackDatabaseBackup $main -NoWait -SystemTag $v",
                "New-ZStackDatabaseBackup $v -NoWait", "Remove-ZStackDatabaseBackup $v -NoWait -Confirm:$false", "Export-ZStackDatabaseBackup $v -NoWait", "Get-ZStackDatabaseBackupRecord -Uuid $v", "Get-ZStackBackupStorage -Uuid $v", "Sync-ZStackDatabaseBackup $v -NoWait",
                "Get-ZStackJob $v", "Wait-ZStackJob $v -TimeoutSec 1", "Get-ZStackDatabaseBackupRecord -State $v", "Get-ZStackDatabaseBackupRecord -Filter $v",
            ])
            {
                node.Log.Clear();
                Outcome outcome = shell.Run(script);
                foreach (LoggedRequest request in node.Log.All)
                    AssertOnePlace(request, value, script);
                Assert.All(outcome.Errors, e => Assert.True(e.FullyQualifiedErrorId.StartsWith("ZStack.", StringComparison.Ordinal) || e.FullyQualifiedErrorId.StartsWith("Parameter", StringComparison.Ordinal), e.FullyQualifiedErrorId));
            }
        }

        Assert.Empty(node.Log.Problems);
    }

    public static IEnumerable<object[]> TextParameters => NewCmdletTests.Cmdlets.Where(cmdlet => Calls.Any(call => call.Cmdlet == cmdlet.Name)).SelectMany(cmdlet => NewCmdletTests.ParametersOf(cmdlet)
        .Where(parameter => !Local.Contains(parameter.Name) && (ElementOf(parameter) == typeof(string) || ElementOf(parameter).Name.EndsWith("Reference", StringComparison.Ordinal)))
        .Select(parameter => (object[])[cmdlet.Name, parameter.Name]));

    /// <summary>Derived from the module: a parameter that is new is among them.</summary>
    [Theory]
    [MemberData(nameof(TextParameters))]
    public async Task Whatever_a_parameter_is_given_a_request_stays_what_it_is(string cmdlet, string parameter)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 2, Backups = 1 });
        SandboxNode node = shell.Node;
        shell.Set("main", SandboxStorages.Main);
        shell.Set("second", SandboxStorages.Second);
        shell.Set("record", node.Records[0].Uuid);
        shell.Set("secret", Shell.Credential("root", "x").Password);
        shell.Set("keyId", SandboxAccounts.AccessKeyId);
        shell.Set("keySecret", Shell.Credential("root", SandboxAccounts.AccessKeySecret).Password);
        shell.Set("store", Shell.Credential("root", SandboxAccounts.StorePassword));
        bool tried = false;
        foreach ((_, string[] given) in Calls.Where(call => call.Cmdlet == cmdlet))
        {
            string[] names = [.. given.Where((_, i) => i % 2 == 0)];
            string script = $"{cmdlet} {string.Join(' ', names.Where(name => name != parameter).Select(name => $"-{name} {given[Array.IndexOf(given, name) + 1]}"))} -{parameter} $v";
            foreach (string value in Nasty.Where(value => value.Length != 3 || !char.IsAsciiLetterOrDigit(value[1])))
            {
                node.Log.Clear();
                shell.Set("v", value);
                Outcome outcome = shell.Run(script);
                ErrorRecord[] errors = [.. outcome.Errors, .. outcome.Terminating is { } ended ? [ended] : Array.Empty<ErrorRecord>()];
                tried |= node.Log.All.Count > 0 || errors.Any(error => error.FullyQualifiedErrorId.StartsWith("ZStack.", StringComparison.Ordinal) || error.FullyQualifiedErrorId.StartsWith("ParameterArgument", StringComparison.Ordinal));
                foreach (LoggedRequest request in node.Log.All)
                {
                    Assert.Matches("^/zstack/v1/[A-Za-z0-9/-]+$", request.RawTarget.Split('?')[0]);
                    Assert.DoesNotContain("X-Evil", request.Headers.Keys);
                    if (request.Body.Length > 0)
                        Assert.IsType<JsonObject>(JsonNode.Parse(request.Body));
                }

                // Of query keys, fields and headers that no real client sends.
                Assert.True(node.Log.Problems.Count == 0, $"{script} with {value}: {string.Join("; ", node.Log.Problems)}");
                Assert.All(errors, error => Assert.True(error.FullyQualifiedErrorId.StartsWith("ZStack.", StringComparison.Ordinal) || error.FullyQualifiedErrorId.StartsWith("Parameter", StringComparison.Ordinal) || error.FullyQualifiedErrorId.StartsWith("AmbiguousParameterSet", StringComparison.Ordinal), error.FullyQualifiedErrorId));
            }
        }

        Assert.True(tried, $"No call of {cmdlet} in {nameof(InjectionTests)} can have -{parameter}. Add one that can.");
    }

    private static Type ElementOf(PropertyInfo parameter) => parameter.PropertyType.IsArray ? parameter.PropertyType.GetElementType()! : parameter.PropertyType;

    private static void AssertOnePlace(LoggedRequest request, string value, string script)
    {
        // The path holds nothing but the API's words and uuids.
        Assert.Matches("^/zstack/v1/[A-Za-z0-9/-]+$", request.RawTarget.Split('?')[0]);
        Assert.All(request.Headers.Keys, name => Assert.NotEqual("X-Evil", name));
        string[] known = ["q", "start", "limit", "replyWithCount", "sort", "systemTags", "userTags", "backupStorageUuids"];
        Assert.All(request.Query, pair => Assert.Contains(pair.Key, known));
        Assert.True(request.Query.Count(pair => pair.Key == "limit") <= 1);
        if (request.Method is not ("POST" or "PUT") || request.Body.Length == 0)
            return;
        JsonObject body = JsonNode.Parse(request.Body)!.AsObject();
        Assert.All(body, member => Assert.Contains(member.Key, (string[])["params", "systemTags", "userTags", "syncDatabaseBackup", "exportDatabaseBackupFromBackupStorage"]));
        if (script.Contains("-Description", StringComparison.Ordinal))
            Assert.Equal(value, (string?)body["params"]!["description"]);
        if (script.Contains("-SystemTag", StringComparison.Ordinal))
            Assert.Equal(value, (string?)Assert.Single(body["systemTags"]!.AsArray()));
        if (script.Contains("-Name", StringComparison.Ordinal))
            Assert.Equal(value, (string?)body["params"]!["name"]);
    }

    [GeneratedRegex(@"^ssh://([A-Za-z0-9._~%-]+):([A-Za-z0-9._~%-]+)@10\.0\.0\.9:22(/[A-Za-z0-9._~%/-]*)$")]
    private static partial Regex StoreUrl();
}
