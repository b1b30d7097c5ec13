using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What a client of this API gets wrong, where no other test shows it. docs/reliability.md has the whole list.</summary>
public sealed class PitfallTests
{
    [Theory]
    [InlineData(FaultKind.ResetBeforeRead)]
    [InlineData(FaultKind.ProxyPage)]
    [Trait("Pitfall", "10")]
    public async Task A_log_in_is_never_sent_twice_because_nothing_protects_it(FaultKind kind)
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Node.Faults.Add(new Fault(kind) { Match = "accounts/login", Times = int.MaxValue, Status = 502 });

        Outcome outcome = shell.Run("Connect-ZStack $node -Credential $admin");

        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Equal(1, shell.Node.Log.Count("PUT", "/v1/accounts/login"));
    }

    [Fact]
    [Trait("Pitfall", "21")]
    [Trait("Pitfall", "22")]
    public async Task Tags_of_a_deletion_stand_in_the_query_each_with_its_key()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        shell.Run("Remove-ZStackDatabaseBackup " + shell.Node.Records.First(r => r.Status == "Ready").Uuid + " -Confirm:$false -NoWait -SystemTag 'a,b', c").ThrowOnError();

        LoggedRequest deletion = shell.Node.Log.All.Single(r => r.Method == "DELETE");
        Assert.Equal("", deletion.Body);
        Assert.Equal(["a,b", "c"], deletion.Query.Where(q => q.Key == "systemTags").Select(q => q.Value));
    }

    [Fact]
    [Trait("Pitfall", "20")]
    [Trait("Pitfall", "26")]
    public async Task Each_change_goes_by_its_own_method_and_says_nothing_that_was_not_given()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        SandboxNode node = shell.Node;
        string record = node.Records.First(r => r is { Status: "Ready", Refs: [{ ExportUrl: null }] }).Uuid;

        shell.Run($"New-ZStackDatabaseBackup {SandboxStorages.Main}; $e = Export-ZStackDatabaseBackup {record}; Remove-ZStackDatabaseBackupExport $e -Confirm:$false; Copy-ZStackDatabaseBackup {record} {SandboxStorages.Second}; Sync-ZStackDatabaseBackup {SandboxStorages.Main}; Remove-ZStackDatabaseBackup {record} -Confirm:$false").ThrowOnError();

        string[] changes = [.. node.Log.All.Where(r => r.Method != "GET").Select(r => r.Method + " " + System.Text.RegularExpressions.Regex.Replace(r.Path, "[0-9a-f]{32}", "*"))];
        Assert.Equal(
            ["POST /v1/database-backups", "PUT /v1/database-backups/*/backup-storage/*/actions", "DELETE /v1/exported-database-backup/*/backup-storage/*", "PUT /v1/database-backups/*/actions", "PUT /v1/database-backups/imageStore/*/actions", "DELETE /v1/database-backups/*"],
            changes);
        Assert.DoesNotContain("description", node.Log.All.First(r => r.Method == "POST").Body, StringComparison.Ordinal);
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    [Trait("Pitfall", "38")]
    public async Task The_language_of_the_server_changes_no_id()
    {
        foreach (bool chinese in (bool[])[false, true])
        {
            await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Chinese = chinese });

            Assert.Equal("ZStack.SYS.1003", shell.Run("New-ZStackDatabaseBackup " + new string('a', 32)).ErrorId);
        }
    }

    [Fact]
    [Trait("Pitfall", "44")]
    [Trait("Pitfall", "11")]
    public async Task Cookies_are_not_kept_and_nothing_waits_for_a_go_ahead()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Status = 200, Body = "{\"infos\":[]}", Headers = new System.Collections.Generic.Dictionary<string, string> { ["Set-Cookie"] = "JSESSIONID=1; Path=/" } });

        shell.Run("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store").ThrowOnError();
        shell.Run($"New-ZStackDatabaseBackup {SandboxStorages.Main} -NoWait").ThrowOnError();

        Assert.All(shell.Node.Log.All, request => Assert.DoesNotContain(request.Headers.Keys, name => name is "Cookie" or "Expect"));
    }
}
