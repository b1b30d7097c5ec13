using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class RecordTests
{
    [Fact]
    public async Task A_record_has_what_its_metadata_says()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord");

        outcome.ThrowOnError();
        Assert.Equal(node.Records.OrderByDescending(r => r.CreateDate).Select(r => r.Uuid), outcome.Output.Select(o => (string)o.Properties["Uuid"].Value));
        dynamic first = outcome.Output[0].BaseObject;
        BackupRecord real = node.Records.Single(r => r.Uuid == first.Uuid);
        Assert.Equal(real.Name, first.Name);
        Assert.Equal(real.Size, first.Size);
        Assert.Equal(real.Md5, first.Md5);
        Assert.Equal("5.2.1", first.Version);
        Assert.Equal("singleDatabase", first.DatabaseType);
        Assert.Equal(real.CreateDate, first.CreateDate);
        Assert.Equal(SandboxStorages.Main, first.BackupStorageUuids.ToString());
        Assert.Equal(SandboxStorages.Main, first.BackupStorageRefs.ToString());
        Assert.Equal(node.Server, first.Server);
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    [Trait("Pitfall", "28")]
    public async Task Old_and_unfinished_records_have_nulls_and_not_zeros()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        dynamic unfinished = shell.Run("Get-ZStackDatabaseBackupRecord -Status Creating").Value!;
        Outcome old = shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object Version -eq 5.1.8 | Where-Object { $null -eq $_.Md5 }");

        Assert.Null(unfinished.Size);
        Assert.Null(unfinished.Version);
        Assert.Equal(0, unfinished.BackupStorageUuids.Count);
        Assert.Equal(3, old.Output.Count);
    }

    [Theory]
    [InlineData("-Name nightly-*", 12, "q=name~=nightly-%")]
    [InlineData("-Name NIGHTLY-*", 12, "q=name~=NIGHTLY-%")]
    [InlineData("-Name weekly-*", 0, "q=name~=weekly-%")]
    [InlineData("-Name a*, n*", 12, "")]
    [InlineData("-State Enabled", 12, "q=state=Enabled")]
    [InlineData("-State disabled", 0, "q=state=disabled")]
    [InlineData("-BackupStorageUuid 72ad8a1a2f4b4f0fb8a3fdc0a3a1c4e2", 3, "q=backupStorageRefs.backupStorageUuid=72ad8a1a2f4b4f0fb8a3fdc0a3a1c4e2")]
    [InlineData("-MinimumSize 1000000000", 0, "q=size>=1000000000")]
    [InlineData("-Filter 'description not null', 'status=Ready'", 3, "q=description not null&q=status=Ready")]
    [InlineData("-Filter ' status != Ready '", 1, "q=status!=Ready")]
    public async Task Filters_go_to_the_node_where_its_language_can_say_them(string filter, int count, string query)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord " + filter);

        outcome.ThrowOnError();
        Assert.Equal(count, outcome.Output.Count);
        Assert.Equal(query, string.Join("&", shell.Node.Log.All[^1].Query.Where(q => q.Key == "q").Select(q => "q=" + q.Value)));
        Assert.Empty(shell.Node.Log.Problems);
    }

    [Fact]
    [Trait("Pitfall", "23")]
    public async Task A_name_that_the_language_would_misread_is_filtered_here()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        string uuid = node.Records[0].Uuid;
        node.ChangeRecord(uuid, record => record with { Name = "a>=b" });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Name 'a>=b'");

        Assert.Equal(uuid, ((dynamic)outcome.Value!).Uuid);
        Assert.DoesNotContain(node.Log.All, request => request.Query.Any(q => q.Key == "q" && q.Value.Contains(">=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Asia/Shanghai")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/St_Johns")]
    public async Task After_and_before_are_instants_in_whatever_zone_the_node_is(string zone)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { TimeZone = zone });
        BackupRecord[] byAge = [.. node.Records.OrderByDescending(r => r.CreateDate)];
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("after", byAge[5].CreateDate.ToUniversalTime());
        shell.Set("before", byAge[2].CreateDate.ToOffset(TimeSpan.FromHours(-3)));

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -After $after -Before $before");

        Assert.Equal([byAge[3].Uuid, byAge[4].Uuid, byAge[5].Uuid], outcome.Output.Select(o => (string)o.Properties["Uuid"].Value));
    }

    [Fact]
    [Trait("Pitfall", "25")]
    public async Task An_exact_name_or_uuid_that_is_not_there_is_an_error_and_a_wildcard_is_none()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome uuid = shell.Run("Get-ZStackDatabaseBackupRecord -Uuid 01234567890123456789abcdefabcdef");
        Outcome names = shell.Run("Get-ZStackDatabaseBackupRecord nope*, nope");

        Assert.Equal("ZStack.ObjectNotFound", uuid.ErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, uuid.Error.CategoryInfo.Category);
        Assert.Equal("01234567890123456789abcdefabcdef", uuid.Error.TargetObject);
        Assert.Equal("nope", names.Error.TargetObject);
    }

    [Fact]
    public async Task Uuids_come_in_any_spelling_from_the_pipeline_and_a_mistyped_one_is_refused_here()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        string uuid = node.Records[0].Uuid;
        shell.Set("dashed", Guid.ParseExact(uuid, "N").ToString("D").ToUpperInvariant());
        shell.Set("row", new PSObject(new { Uuid = node.Records[1].Uuid }));
        shell.Set("name", node.Records[2].Name);

        Outcome outcome = shell.Run("$dashed, $row, $name, (Get-ZStackDatabaseBackupRecord -First 1) | Get-ZStackDatabaseBackupRecord");
        node.Log.Clear();
        Outcome mistyped = shell.Run("Get-ZStackDatabaseBackupRecord -Uuid '0123456789012345678901234567890'");

        Assert.Equal(4, outcome.Output.Count);
        Assert.Empty(outcome.Errors);
        Assert.Equal("ZStack.InvalidArgument", mistyped.ErrorId);
        Assert.Empty(node.Log.All);
    }

    [Theory]
    [InlineData("-Uuid $record -State Disabled")]
    [InlineData("-Uuid $record -Name other")]
    [InlineData("-Uuid $record -Filter 'status!=Ready'")]
    [InlineData("$record.Name -After '2099-01-01'")]
    public async Task An_existing_record_that_does_not_match_is_no_error(string filter)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run("$record = Get-ZStackDatabaseBackupRecord -Status Ready -First 1").ThrowOnError();

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord " + filter);

        Assert.Empty(outcome.Output);
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public async Task Records_of_two_nodes_are_asked_for_where_they_are()
    {
        await using SandboxNode east = await SandboxNode.StartAsync();
        await using SandboxNode west = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(east);
        shell.Set("west", west.Url);
        shell.Run("$east = Get-ZStackSession; $west = Connect-ZStack $west -Credential $admin; $records = $east, $west | ForEach-Object { Get-ZStackDatabaseBackupRecord -Session $_ -First 2 }").ThrowOnError();

        Outcome own = shell.Run("Get-ZStackDatabaseBackupRecord -Uuid $records");
        Outcome copies = shell.Run("$records | ForEach-Object { [pscustomobject]@{ Uuid = $_.Uuid; Server = $_.Server } } | Get-ZStackDatabaseBackupRecord");
        Outcome chosen = shell.Run("Get-ZStackDatabaseBackupRecord -Uuid $records -Session $east");
        Outcome strange = shell.Run("[pscustomobject]@{ Uuid = $records[0].Uuid; Server = 'elsewhere' } | Get-ZStackDatabaseBackupRecord");

        copies.ThrowOnError();
        string[] places = [east.Server, east.Server, west.Server, west.Server];
        Assert.Equal(places.Order(), own.Output.Select(o => (string)o.Properties["Server"].Value).Order());
        Assert.Equal(places, copies.Output.Select(o => (string)o.Properties["Server"].Value));
        Assert.Equal(places.Take(2), chosen.Output.Select(o => (string)o.Properties["Server"].Value));
        Assert.Equal(["ZStack.SessionMismatch", "ZStack.SessionMismatch"], chosen.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("ZStack.SessionMismatch", strange.ErrorId);
    }

    [Theory]
    [InlineData("Ready")]
    [InlineData("na me=x")]
    public async Task A_condition_without_operator_or_with_a_strange_field_is_refused_here(string filter)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("filter", filter);

        Assert.Equal("ZStack.InvalidArgument", shell.Run("Get-ZStackDatabaseBackupRecord -Filter $filter").ErrorId);
        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Storages_list_and_pipe_into_the_main_job()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome backup = shell.Run("Get-ZStackBackupStorage -BackupOnly");
        shell.Node.Log.Clear();
        Outcome piped = shell.Run("Get-ZStackBackupStorage backup-main | Get-ZStackDatabaseBackup -Credential $store");

        Assert.Equal(["backup-broken", "backup-main", "backup-second"], backup.Output.Select(o => (string)o.Properties["Name"].Value));
        dynamic main = backup.Output[1].BaseObject;
        Assert.Equal("127.0.0.1", main.Hostname);
        Assert.Equal(22, main.SshPort);
        Assert.Equal("/zstack_bs", main.StoragePath);
        Assert.Equal("root", main.Username);
        Assert.Equal("Connected", main.Status);
        Assert.Equal(SandboxStorages.Zone, main.AttachedZoneUuids.ToString());
        Assert.Equal(25, piped.Output.Count);
        Assert.Empty(shell.Node.Log.Problems);
    }

    [Fact]
    public async Task A_storage_is_read_by_its_own_node()
    {
        await using SandboxNode east = await SandboxNode.StartAsync();
        await using SandboxNode west = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(east);
        shell.Set("west", west.Url);
        shell.Run("$east = Get-ZStackSession; $storages = Get-ZStackBackupStorage backup-main; $west = Connect-ZStack $west -Credential $admin; $storages = @($storages) + (Get-ZStackBackupStorage backup-main)").ThrowOnError();

        Outcome own = shell.Run("$storages | Get-ZStackDatabaseBackup -Credential $store | ForEach-Object Server");
        Outcome one = shell.Run("$storages | Get-ZStackDatabaseBackup -Credential $store -Session $east | ForEach-Object Server");

        Assert.Equal(25, own.Output.Count(server => (string)server.BaseObject == east.Server));
        Assert.Equal(25, own.Output.Count(server => (string)server.BaseObject == west.Server));
        Assert.All(one.Output, server => Assert.Equal(east.Server, server.BaseObject));
        Assert.Equal("ZStack.SessionMismatch", one.ErrorId);
        Assert.Equal(west.Server, one.Error.TargetObject);
    }

    [Fact]
    public async Task A_record_comes_once_whatever_sessions_its_node_has()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run($"$secret = [System.Net.NetworkCredential]::new('', '{SandboxAccounts.AccessKeySecret}').SecurePassword; $both = (Get-ZStackSession), (Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret)").ThrowOnError();

        Assert.Single(shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Get-ZStackDatabaseBackupRecord -Session $both").Output);
    }

    [Fact]
    public async Task The_views_fit_80_columns()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        foreach (string script in (string[])["Get-ZStackDatabaseBackupRecord", "Get-ZStackBackupStorage", "Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup", "New-ZStackDatabaseBackup backup-main -NoWait"])
            shell.Run(script + " | Out-Default").ThrowOnError();

        string[] lines = [.. shell.Host.Screen.Split('\n').Select(l => l.TrimEnd())];
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\d 01:00 \+08:00 +\d+[mhd] Ready +5\.2\.1 +\d.* nightly-\d{8}-0100\.gz$"));
        Assert.Contains(lines, line => line.StartsWith("backup-main          Connected    Enabled     768 GiB    1.0 TiB 127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, " Running +0m CreateDatabaseBackup$"));
    }
}
