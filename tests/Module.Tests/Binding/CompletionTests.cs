using System;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What Tab offers, asked for as every editor asks.</summary>
public sealed class CompletionTests
{
    private const string ApiPath = "/v1/database-backups";

    // A wait of 250 ms, and a machine that does other things too.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Records_are_offered_by_name_with_date_size_and_name()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);
        BackupRecord newest = node.Records.MaxBy(record => record.CreateDate)!;

        Collection<CompletionResult> offered = Complete(shell, "Remove-ZStackDatabaseBackup ");

        CompletionResult first = offered.Single(result => result.CompletionText == newest.Name);
        Assert.Contains(newest.CreateDate.ToString("yyyy-MM-dd HH:mm:ss"), first.ToolTip, StringComparison.Ordinal);
        Assert.Contains("iB", first.ToolTip, StringComparison.Ordinal);
        Assert.Contains(newest.Name, first.ToolTip, StringComparison.Ordinal);
        Assert.Equal(node.Records.Count, offered.Count);
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackup -Uuid ")]
    [InlineData("Get-ZStackDatabaseBackupRecord -Uuid ")]
    [InlineData("Get-ZStackDatabaseBackupRecord -Name ")]
    [InlineData("Get-ZStackDatabaseBackup 10.0.0.9 -Name ")]
    [InlineData("Export-ZStackDatabaseBackup ")]
    [InlineData("Copy-ZStackDatabaseBackup ")]
    [InlineData("Save-ZStackDatabaseBackup ")]
    [InlineData("Restore-ZStackDatabaseBackup ")]
    [InlineData("Remove-ZStackDatabaseBackupExport ")]
    [InlineData("Remove-ZStackDatabaseBackup -Uuid other,")]
    public async Task Every_parameter_that_names_a_backup_completes(string line)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);

        Assert.Contains(Complete(shell, line + "nightly-"), result => result.CompletionText == node.Records[0].Name);
    }

    [Theory]
    [InlineData("New-ZStackDatabaseBackup ")]
    [InlineData("Sync-ZStackDatabaseBackup -BackupStorageUuid ")]
    [InlineData("Copy-ZStackDatabaseBackup x -DestinationBackupStorageUuid ")]
    [InlineData("Copy-ZStackDatabaseBackup x -SourceBackupStorageUuid ")]
    [InlineData("Export-ZStackDatabaseBackup x -BackupStorageUuid ")]
    [InlineData("Save-ZStackDatabaseBackup x -BackupStorageUuid ")]
    [InlineData("Remove-ZStackDatabaseBackup x -BackupStorageUuid ")]
    [InlineData("Remove-ZStackDatabaseBackupExport x -BackupStorageUuid ")]
    [InlineData("Get-ZStackDatabaseBackupRecord -BackupStorageUuid ")]
    [InlineData("Get-ZStackBackupStorage -Uuid ")]
    [InlineData("Get-ZStackBackupStorage -Name ")]
    public async Task Every_parameter_that_names_a_storage_completes(string line)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);
        StorageInfo storage = node.Storages[0];

        CompletionResult offered = Complete(shell, line + storage.Name)[0];

        Assert.Equal(storage.Name, offered.CompletionText.Trim('\''));
        Assert.Contains(storage.Hostname!, offered.ToolTip, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ZStackBackupSchedule ")]
    [InlineData("Start-ZStackBackupSchedule ")]
    [InlineData("Enable-ZStackBackupSchedule -Uuid ")]
    [InlineData("Disable-ZStackBackupSchedule ")]
    public async Task Every_parameter_that_names_a_schedule_completes(string line)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);
        await Eventually.True(() => Complete(shell, line + "ni").Count > 0);

        CompletionResult offered = Complete(shell, line + "ni")[0];

        Assert.Equal("nightly", offered.CompletionText);
        Assert.Contains("every day at 01:00", offered.ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_uuid_is_completed_where_it_was_begun_and_where_only_it_is_taken()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);
        BackupRecord record = node.Records[0];

        Assert.Equal(record.Name, Complete(shell, "Remove-ZStackDatabaseBackup " + record.Uuid[..9]).Single().CompletionText);
        CompletionResult only = Complete(shell, "Test-ZStackDatabaseBackup -Uuid " + record.Name).Single();
        Assert.Equal(record.Uuid, only.CompletionText);
        Assert.Contains(record.Name, only.ListItemText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_offers_cached_values_and_asks_the_node_rarely()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);

        Complete(shell, "Remove-ZStackDatabaseBackup ");
        Complete(shell, "Export-ZStackDatabaseBackup ");
        Assert.Equal(1, node.Log.Count("GET", ApiPath));

        shell.Run("$made = New-ZStackDatabaseBackup (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0] -Name brand-new.gz -Confirm:$false").ThrowOnError();
        node.Log.Clear();
        Assert.Equal("brand-new.gz", Complete(shell, "Remove-ZStackDatabaseBackup brand").Single().CompletionText);
        Assert.Empty(node.Log.All);
    }

    [Fact]
    public async Task Several_of_one_name_are_offered_by_uuid()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        foreach (BackupRecord record in node.Records.Take(2).ToArray())
            node.ChangeRecord(record.Uuid, old => old with { Name = "twice" });
        using Shell shell = await WarmAsync(node);

        Collection<CompletionResult> offered = Complete(shell, "Remove-ZStackDatabaseBackup twice");

        Assert.Equal(node.Records.Where(record => record.Name == "twice").Select(record => record.Uuid).Order(), offered.Select(result => result.CompletionText).Order());
        Assert.All(offered, result => Assert.Contains("twice", result.ListItemText, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("before upgrade", "before", "'before upgrade'")]
    [InlineData("before upgrade", "'before", "'before upgrade'")]
    [InlineData("before upgrade", "'before u", "'before upgrade'")]
    [InlineData("before upgrade", "\"before u", "\"before upgrade\"")]
    [InlineData("li's nightly", "li", "'li''s nightly'")]
    [InlineData("li's nightly", "'li''s n", "'li''s nightly'")]
    [InlineData("li's nightly", "\"li's", "\"li's nightly\"")]
    [InlineData("a $100 `backup\"", "\"a", "\"a `$100 ``backup`\"\"")]
    [InlineData("升级前备份", "升级", "升级前备份")]
    [InlineData("升级前 备份", "升级", "'升级前 备份'")]
    [InlineData("-dash", "'", "'-dash'")]
    [InlineData("@at", "'@", "'@at'")]
    public async Task Names_come_in_the_quotes_that_they_need(string name, string typed, string expected)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.ChangeRecord(node.Records[0].Uuid, old => old with { Name = name });
        using Shell shell = await WarmAsync(node);

        CompletionResult offered = Complete(shell, "Remove-ZStackDatabaseBackup " + typed).Single(result => result.ListItemText == name);

        Assert.Equal(expected, offered.CompletionText);
        // What was completed means the record.
        shell.Run($"Remove-ZStackDatabaseBackup {offered.CompletionText} -WhatIf").ThrowOnError();
    }

    [Fact]
    public async Task Wildcards_in_a_name_are_escaped_where_wildcards_are_taken_and_avoided_elsewhere()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.ChangeRecord(node.Records[0].Uuid, old => old with { Name = "what[1].gz" });
        using Shell shell = await WarmAsync(node);

        string name = Complete(shell, "Get-ZStackDatabaseBackupRecord -Name what").Single().CompletionText;
        Assert.Equal("what[1].gz", shell.Run($"(Get-ZStackDatabaseBackupRecord -Name {name}).Name").Value);
        Assert.Equal(node.Records.Single(record => record.Name == "what[1].gz").Uuid, Complete(shell, "Remove-ZStackDatabaseBackup what").Single().CompletionText);
    }

    [Fact]
    public async Task A_node_that_hangs_costs_a_moment_and_its_late_answer_serves_the_next_time()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        Complete(shell, "Connect-ZStack -LoginType ");
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = ApiPath, Delay = TimeSpan.FromSeconds(2) });
        var watch = Stopwatch.StartNew();

        Assert.DoesNotContain(Complete(shell, "Remove-ZStackDatabaseBackup nightly-"), result => result.CompletionText.StartsWith("nightly-", StringComparison.Ordinal));
        Assert.True(watch.Elapsed < Soon, watch.Elapsed.ToString());

        await Eventually.True(() => Complete(shell, "Remove-ZStackDatabaseBackup nightly-").Any(result => result.CompletionText == node.Records[0].Name) || watch.Elapsed > TimeSpan.FromSeconds(15));
        Assert.True(node.Log.Count("GET", ApiPath) <= 2);
    }

    [Fact]
    public async Task A_node_that_fails_is_no_error_and_is_not_asked_again_at_once()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = ApiPath, Status = 500, Body = "broken", Times = int.MaxValue });

        Run(shell, "Remove-ZStackDatabaseBackup nightly-").ThrowOnError();
        await Eventually.True(() => node.Log.Count("GET", ApiPath) == 1);
        Run(shell, "Remove-ZStackDatabaseBackup nightly-").ThrowOnError();
        Run(shell, "Remove-ZStackDatabaseBackup nightly-").ThrowOnError();

        Assert.Empty(shell.Run("$Error").Output);
        Assert.Equal(1, node.Log.Count("GET", ApiPath));
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackup ")]
    [InlineData("New-ZStackDatabaseBackup ")]
    [InlineData("Get-ZStackJob ")]
    [InlineData("Get-ZStackDatabaseBackup -ImageStore ")]
    [InlineData("Get-ZStackSession ")]
    [InlineData("Get-ZStackBackupHealth ")]
    [InlineData("Test-ZStackConnection ")]
    public async Task Nothing_is_sent_when_not_connected(string line)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run("Disconnect-ZStack").ThrowOnError();
        shell.Node.Log.Clear();

        Run(shell, line).ThrowOnError();

        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Cached_values_belong_to_the_node_of_their_session()
    {
        await using SandboxNode one = await SandboxNode.StartAsync();
        await using SandboxNode two = await SandboxNode.StartAsync(new SandboxOptions { Records = 1 });
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("two", two.Url);
        shell.Run("$first = Get-ZStackSession; $null = Get-ZStackDatabaseBackupRecord; $second = Connect-ZStack $two -Credential $admin").ThrowOnError();

        // The node has 250 ms, which the first question of a process may take.
        await Eventually.True(() => Complete(shell, "Remove-ZStackDatabaseBackup n").Count == 1);
        Assert.Equal(one.Records.Count, Complete(shell, "Remove-ZStackDatabaseBackup -Session $first -Uuid ").Count);
    }

    [Fact]
    public async Task Jobs_are_offered_that_were_begun_here_also_those_that_were_only_waited_for()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run("$storage = (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0]; $job = New-ZStackDatabaseBackup $storage -NoWait -Name first.gz; $null = New-ZStackDatabaseBackup $storage").ThrowOnError();
        shell.Run("$null = Wait-ZStackJob $job").ThrowOnError();

        foreach (string line in new[] { "Get-ZStackJob ", "Wait-ZStackJob -Id ", "Restore-ZStackDatabaseBackup -Follow -JobId " })
            Assert.Equal(shell.Node.Jobs.Select(job => job.Id).Order(), Complete(shell, line).Select(result => result.CompletionText).Order());
        Assert.Contains("first.gz", Complete(shell, "Get-ZStackJob first").Single().ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_of_earlier_connects_are_offered_also_after_the_log_out()
    {
        await using SandboxNode secure = await SandboxNode.StartAsync(new SandboxOptions { Https = true });
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        shell.Set("secure", secure.Url);
        shell.Run("$null = Connect-ZStack $secure -Credential $admin -SkipCertificateCheck -WarningAction Ignore").ThrowOnError();

        Assert.Equal([secure.Server, node.Server], Complete(shell, "Get-ZStackSession ").Select(result => result.CompletionText));
        shell.Run("Get-ZStackSession | Disconnect-ZStack").ThrowOnError();

        Assert.Equal([secure.Url, node.Server], Complete(shell, "Connect-ZStack ").Select(result => result.CompletionText));
        Assert.Equal([secure.Url], Complete(shell, "Test-ZStackConnection -Server " + secure.Server).Select(result => result.CompletionText));
        // Also a node without a session has a health.
        Assert.Contains(node.Server, Complete(shell, "Get-ZStackBackupHealth ").Select(result => result.CompletionText));
        Assert.DoesNotContain(node.Server, Complete(shell, "Get-ZStackSession ").Select(result => result.CompletionText));
        using var other = new Shell();
        Assert.DoesNotContain(node.Server, Complete(other, "Connect-ZStack ").Select(result => result.CompletionText));
    }

    [Theory]
    [InlineData("Connect-ZStack -LoginType ", "Account", "User", "Ldap", "VirtualId")]
    [InlineData("Get-ZStackDatabaseBackupRecord -State ", "Enabled", "Disabled")]
    [InlineData("Get-ZStackDatabaseBackupRecord -Status ", "Ready", "Creating")]
    [InlineData("Connect-ZStack -ServerTimeZone Asia/Shangh", "Asia/Shanghai")]
    [InlineData("Connect-ZStack -ServerTimeZone \"Asia/Shangh", "\"Asia/Shanghai\"")]
    [InlineData("Test-ZStackDatabaseBackup -Level St", "Structure")]
    [InlineData("Restore-ZStackDatabaseBackup -SkipCheck Ver", "VersionMatch")]
    [InlineData("Compare-ZStackDatabaseBackup -Kind Vol", "Volume", "VolumeSnapshot")]
    [InlineData("Export-ZStackBackupReport r.html -Format ", "Auto", "Html", "JUnit", "Json", "Prometheus")]
    [InlineData("Export-ZStackBackupReport r.html -Culture ", "en-US", "zh-CN")]
    [InlineData("Export-ZStackBackupReport r.html -Culture zh", "zh-CN")]
    [InlineData("Compare-ZStackDatabaseBackup -Change Would", "WouldBeForgotten", "WouldComeBack")]
    public void Fixed_words_complete_without_a_node(string line, params string[] expected)
    {
        using var shell = new Shell();

        Assert.Equal(expected.Order(), Complete(shell, line).Select(result => result.CompletionText).Order());
    }

    [Theory]
    [InlineData("Get-ZStackBackupHealth -Session ")]
    [InlineData("Get-ZStackBackupHealth -Server ")]
    public async Task The_nodes_of_health_are_those_that_one_is_connected_to(string line)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Assert.Equal([shell.Node.Server], Complete(shell, line).Select(result => result.CompletionText));
    }

    [Fact]
    public async Task Hosts_of_image_stores_are_those_of_the_storages()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = await WarmAsync(node);

        Assert.Equal(node.Storages.Select(storage => storage.Hostname).OfType<string>().Distinct().Order(), Complete(shell, "Get-ZStackDatabaseBackup ").Select(result => result.CompletionText).Order());
    }

    private static Outcome Run(Shell shell, string line)
    {
        shell.Set("line", line);
        return shell.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)");
    }

    /// <summary>A shell whose first questions have been answered: on a busy machine the very first answer comes too late for its Tab.</summary>
    private static async Task<Shell> WarmAsync(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        await Eventually.True(() => Complete(shell, "Remove-ZStackDatabaseBackup -Uuid ").Any(result => result.ListItemText.Contains(node.Records[0].Name, StringComparison.Ordinal)));
        await Eventually.True(() => Complete(shell, "Sync-ZStackDatabaseBackup ").Any(result => result.ListItemText.Contains(node.Storages[0].Name, StringComparison.Ordinal)));
        return shell;
    }

    private static Collection<CompletionResult> Complete(Shell shell, string line)
    {
        Outcome outcome = Run(shell, line);
        outcome.ThrowOnError();
        return ((CommandCompletion)outcome.Value!).CompletionMatches;
    }
}
