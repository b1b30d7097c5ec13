using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Lists that are longer than a page, and <c>-First</c>, <c>-Skip</c> and <c>-IncludeTotalCount</c>.</summary>
public sealed class PagingTests
{
    [Fact]
    [Trait("Pitfall", "24")]
    public async Task Pages_are_asked_for_only_when_they_are_pulled()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 2500 });

        Outcome one = shell.Run("foreach ($once in 1) { Get-ZStackDatabaseBackupRecord | ForEach-Object { $_; break } }");
        int pages = shell.Node.Log.Count("GET", "/v1/database-backups");
        Outcome all = shell.Run("Get-ZStackDatabaseBackupRecord");

        Assert.Single(one.Output);
        Assert.Equal(1, pages);
        Assert.Equal(2500, all.Output.Select(o => o.Properties["Uuid"].Value).Distinct().Count());
        Assert.Equal(1 + 3, shell.Node.Log.Count("GET", "/v1/database-backups"));
        Assert.Empty(all.Warnings);
    }

    [Fact]
    public async Task Paging_skips_and_counts_on_the_node()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 30 });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 5 -Skip 3 -IncludeTotalCount");

        Assert.Equal(30UL, outcome.Output[0].BaseObject);
        Assert.Equal(shell.Node.Records.OrderByDescending(r => r.CreateDate).Skip(3).Take(5).Select(r => r.Uuid), outcome.Output.Skip(1).Select(o => (string)o.Properties["Uuid"].Value));
        LoggedRequest asked = Assert.Single(shell.Node.Log.All);
        Assert.Contains(asked.Query, q => q is { Key: "limit", Value: "5" });
        Assert.Contains(asked.Query, q => q is { Key: "start", Value: "3" });
        Assert.Contains(asked.Query, q => q is { Key: "replyWithCount", Value: "true" });
    }

    [Fact]
    public async Task Paging_of_what_is_filtered_here_counts_what_comes_out()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 30 });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -Name a*, n* -First 2 -Skip 1");

        Assert.Equal(shell.Node.Records.OrderByDescending(r => r.CreateDate).Skip(1).Take(2).Select(r => r.Uuid), outcome.Output.Select(o => (string)o.Properties["Uuid"].Value));
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 2 -Status Ready", 2)]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 0 -Status Ready", 0)]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 0", 0)]
    [InlineData("$records | Get-ZStackDatabaseBackupRecord -First 3", 3)]
    [InlineData("$records | Get-ZStackDatabaseBackupRecord -First 3 -Skip 3", 2)]
    [InlineData("Get-ZStackDatabaseBackupRecord -Uuid $records -First 3 -Skip 3", 2)]
    [InlineData("Get-ZStackDatabaseBackupRecord -Session $two -First 3", 3)]
    public async Task First_is_the_most_that_comes_out(string script, int count)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run("$records = Get-ZStackDatabaseBackupRecord -First 5; $two = (Get-ZStackSession), (Connect-ZStack $node -Credential $admin)").ThrowOnError();

        Outcome outcome = shell.Run(script);

        outcome.ThrowOnError();
        Assert.Equal(count, outcome.Output.Count);
    }

    [Theory]
    [InlineData("", 30, 1.0)]
    [InlineData("-First 0", 30, 1.0)]
    [InlineData("-First 0 -Skip 100", 30, 1.0)]
    [InlineData("-Uuid $records[0..4] -First 2", 5, 1.0)]
    [InlineData("-Name night*", 30, 0.5)]
    [InlineData("-Status Ready -First 1", 29, 0.5)]
    [InlineData("-Session $both -First 1", 42, 1.0)]
    [InlineData("-Session $both -First 0", 42, 1.0)]
    [InlineData("-Session $both -ThrottleLimit 1 -First 1", 42, 1.0)]
    public async Task The_total_is_exact_where_it_says_so(string arguments, int total, double accuracy)
    {
        await using SandboxNode other = await SandboxNode.StartAsync();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 30 });
        shell.Set("other", other.Url);
        shell.Run("$mine = Get-ZStackSession; $both = $mine, (Connect-ZStack $other -Credential $admin); $records = Get-ZStackDatabaseBackupRecord -Session $mine").ThrowOnError();
        if (!arguments.Contains("-Session", StringComparison.Ordinal))
            arguments += " -Session $mine";

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -IncludeTotalCount " + arguments);

        outcome.ThrowOnError();
        PSObject count = Assert.Single(outcome.Output, o => o.BaseObject is ulong);
        Assert.Equal((ulong)total, count.BaseObject);
        Assert.Equal(accuracy, count.Properties["Accuracy"].Value);
    }

    [Fact]
    public async Task The_total_is_no_name_of_a_backup()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.ChangeRecord(node.Records[^1].Uuid, record => record with { Name = "12" });
        using Shell shell = Shell.ConnectedTo(node);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 -IncludeTotalCount | Remove-ZStackDatabaseBackup -Confirm:$false");

        Assert.Equal(1, node.Deleted);
        Assert.Contains(node.Records, record => record.Name == "12");
        Assert.StartsWith("InputObjectNotBound", Assert.Single(outcome.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_total_of_a_node_that_does_not_answer_is_unknown()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "database-backups", Status = 500, Body = "out of order" });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -IncludeTotalCount");

        Assert.Equal(0.0, Assert.Single(outcome.Output).Properties["Accuracy"].Value);
        Assert.Equal("ZStack.ServerError", outcome.ErrorId);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(999)]
    [InlineData(1000)]
    public async Task Deleting_while_paging_hides_no_rows_of_the_next_page(int deleted)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 3500 });
        string[] all = [.. shell.Node.Records.OrderByDescending(r => r.CreateDate).Select(r => r.Uuid)];
        int seen = 0;
        // As Remove-ZStackDatabaseBackup would: some of each page, when all of it has been used.
        shell.Set("used", (Action<string>)(uuid =>
        {
            if (++seen % 1000 == 0)
            {
                foreach (string gone in all.Skip(seen - 1000).Take(deleted))
                    shell.Node.ChangeRecord(gone, _ => null);
            }
        }));

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | ForEach-Object { $used.Invoke($_.Uuid); $_.Uuid }");

        outcome.ThrowOnError();
        Assert.Equal(all, outcome.Output.Select(o => (string)o.BaseObject));
        Assert.Empty(outcome.Warnings);
    }

    [Fact]
    public async Task Rows_that_vanish_before_their_page_are_said()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 1500 });
        string[] gone = [.. shell.Node.Records.OrderByDescending(r => r.CreateDate).Skip(1200).Take(10).Select(r => r.Uuid)];
        shell.Set("vanish", (Action)(() =>
        {
            foreach (string uuid in gone)
                shell.Node.ChangeRecord(uuid, _ => null);
        }));

        Outcome outcome = shell.Run("$n = 0; Get-ZStackDatabaseBackupRecord | ForEach-Object { if (++$n -eq 1000) { $vanish.Invoke() }; $_ }");

        Assert.Equal(1490, outcome.Output.Count);
        Assert.Contains("1500", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }
}
