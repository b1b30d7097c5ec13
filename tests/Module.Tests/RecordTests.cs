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
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

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
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

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
    public async Task Filters_go_to_the_node_where_its_language_can_say_them(string filter, int count, string query)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord " + filter);

        outcome.ThrowOnError();
        Assert.Equal(count, outcome.Output.Count);
        Assert.Equal(query, string.Join("&", node.Log.All[^1].Query.Where(q => q.Key == "q").Select(q => "q=" + q.Value)));
        Assert.Empty(node.Log.Problems);
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
    [Trait("Pitfall", "24")]
    public async Task Pages_are_asked_for_only_when_they_are_pulled()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 2500 });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome one = shell.Run("foreach ($once in 1) { Get-ZStackDatabaseBackupRecord | ForEach-Object { $_; break } }");
        int pages = node.Log.Count("GET", "/v1/database-backups");
        Outcome all = shell.Run("Get-ZStackDatabaseBackupRecord");

        Assert.Single(one.Output);
        Assert.Equal(1, pages);
        Assert.Equal(2500, all.Output.Select(o => o.Properties["Uuid"].Value).Distinct().Count());
        Assert.Equal(1 + 3, node.Log.Count("GET", "/v1/database-backups"));
        Assert.Empty(all.Warnings);
    }

    [Fact]
    public async Task Paging_skips_and_counts_on_the_node()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 30 });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 5 -Skip 3 -IncludeTotalCount");

        Assert.Equal(30UL, outcome.Output[0].BaseObject);
        Assert.Equal(node.Records.OrderByDescending(r => r.CreateDate).Skip(3).Take(5).Select(r => r.Uuid), outcome.Output.Skip(1).Select(o => (string)o.Properties["Uuid"].Value));
        LoggedRequest asked = Assert.Single(node.Log.All);
        Assert.Contains(asked.Query, q => q is { Key: "limit", Value: "5" });
        Assert.Contains(asked.Query, q => q is { Key: "start", Value: "3" });
        Assert.Contains(asked.Query, q => q is { Key: "replyWithCount", Value: "true" });
    }

    [Fact]
    public async Task Paging_of_what_is_filtered_here_counts_what_comes_out()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 30 });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Name a*, n* -First 2 -Skip 1");

        Assert.Equal(node.Records.OrderByDescending(r => r.CreateDate).Skip(1).Take(2).Select(r => r.Uuid), outcome.Output.Select(o => (string)o.Properties["Uuid"].Value));
    }

    [Fact]
    public async Task Rows_that_vanish_between_two_pages_are_said()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 1500 });
        using Shell shell = Shell.ConnectedTo(node);
        string[] gone = [.. node.Records.OrderByDescending(r => r.CreateDate).Take(10).Select(r => r.Uuid)];
        shell.Set("vanish", (Action)(() =>
        {
            foreach (string uuid in gone)
                node.ChangeRecord(uuid, _ => null);
        }));

        Outcome outcome = shell.Run("$n = 0; Get-ZStackDatabaseBackupRecord | ForEach-Object { if (++$n -eq 1000) { $vanish.Invoke() } }");

        Assert.Contains("1500", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "25")]
    public async Task An_exact_name_or_uuid_that_is_not_there_is_an_error_and_a_wildcard_is_none()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

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
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);
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
    [InlineData("Ready")]
    [InlineData("na me=x")]
    public async Task A_condition_without_operator_or_with_a_strange_field_is_refused_here(string filter)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("filter", filter);

        Assert.Equal("ZStack.InvalidArgument", shell.Run("Get-ZStackDatabaseBackupRecord -Filter $filter").ErrorId);
        Assert.Empty(node.Log.All);
    }

    [Fact]
    public async Task Storages_list_and_pipe_into_the_main_job()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

        Outcome backup = shell.Run("Get-ZStackBackupStorage -BackupOnly");
        node.Log.Clear();
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
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    public async Task The_views_fit_80_columns()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(node);

        foreach (string script in (string[])["Get-ZStackDatabaseBackupRecord", "Get-ZStackBackupStorage", "Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup", "New-ZStackDatabaseBackup backup-main -NoWait"])
            shell.Run(script + " | Out-Default").ThrowOnError();

        string[] lines = [.. shell.Host.Screen.Split('\n').Select(l => l.TrimEnd())];
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\d 01:00 \+08:00 +\d+[mhd] Ready +5\.2\.1 +\d.* nightly-\d{8}-0100\.gz$"));
        Assert.Contains(lines, line => line.StartsWith("backup-main          Connected    Enabled     768 GiB    1.0 TiB 127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("Running     0m CreateDatabaseBackup", StringComparison.Ordinal));
    }
}
