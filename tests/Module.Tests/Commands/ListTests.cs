using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class ListTests
{
    private const string Get = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";

    [Theory]
    [InlineData(AnswerShape.Infos)]
    [InlineData(AnswerShape.Backups)]
    [Trait("Pitfall", "1")]
    public async Task Both_answers_come_out_as_the_same_objects(AnswerShape shape)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Shape = shape });
        SandboxNode node = shell.Node;

        Outcome outcome = shell.Run(Get);

        outcome.ThrowOnError();
        Assert.Equal(25, outcome.Output.Count);
        dynamic first = outcome.Output[0].BaseObject;
        Assert.Equal("ZStack.Backup.ImageInfo", outcome.Output[0].BaseObject.GetType().FullName);
        Assert.Equal(node.Records.MaxBy(record => record.CreateDate)!.Size, first.Size);
        Assert.Equal("zsbak", first.Name);
        Assert.Equal("5.2.1", first.Version);
        Assert.Equal($"zstore://zsbak/{first.Id}", first.InstallPath);
        Assert.Equal(TimeSpan.FromHours(8), first.Created.Offset);
        Assert.Equal("ssh://root@127.0.0.1:22/zstack_bs", first.ImageStore);
        Assert.Equal(node.Server, first.Server);
        Assert.Equal(8000, first.RegistryPort);
        Assert.Equal(shape == AnswerShape.Backups, first.VirtualSize is null);
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData(TimestampStyle.Java8)]
    [InlineData(TimestampStyle.Java9)]
    [InlineData(TimestampStyle.Java20)]
    [InlineData(TimestampStyle.Iso)]
    [InlineData(TimestampStyle.IsoOffset)]
    [InlineData(TimestampStyle.SqlText)]
    [InlineData(TimestampStyle.EpochMilliseconds)]
    [Trait("Pitfall", "14")]
    public async Task Every_spelling_of_a_time_is_the_same_instant(TimestampStyle style)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { TimestampStyle = style, Backups = 2 });

        Outcome outcome = shell.Run(Get + "| ForEach-Object { $_.BackupName + ' ' + $_.Created.ToOffset('08:00').ToString('yyyyMMdd-HHmm') }");

        Assert.All(outcome.Output, line => Assert.Contains("nightly-" + line.ToString().Split(' ')[1], line.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, outcome.Output.Count);
    }

    [Fact]
    public async Task A_time_that_cannot_be_read_is_null_and_said_in_verbose()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { TimestampStyle = TimestampStyle.Unreadable, Backups = 1 });

        Outcome outcome = shell.Run(Get + "-Verbose");

        Assert.Null(((dynamic)outcome.Value!).Created);
        Assert.Contains(outcome.Verbose, line => line.Contains("the other day", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_documented_answer_comes_out_as_one_object()
    {
        string answer = System.IO.File.ReadAllText(Repository.TestData("wire/documented-answer.json"));
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = "image-store", Status = 200, Body = answer });

        dynamic backup = shell.Run(Get).Value!;

        Assert.Equal("270c67e3699f72ba", backup.Id);
        Assert.Equal(7995392L, backup.Size);
        Assert.Equal(12682240L, backup.VirtualSize);
        Assert.Equal("zstack", backup.Author);
        Assert.Equal("amd64", backup.Arch);
        Assert.Equal(new DateTimeOffset(2017, 11, 14, 22, 20, 57, TimeSpan.FromHours(8)), backup.Created);
        foreach (string name in (string[])["Parent", "Blobsum", "Desc", "BackupName", "Version", "DatabaseType", "Md5"])
            Assert.Null(((object)backup).GetType().GetProperty(name)!.GetValue(backup));
    }

    [Fact]
    public async Task Names_filter_with_wildcards()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Assert.Equal(25, shell.Run(Get + "-Name NIGHTLY-*.gz").Output.Count);
        Assert.Empty(shell.Run(Get + "-Name weekly*, monthly*").Output);
    }

    [Fact]
    public async Task Objects_of_a_csv_bind_and_empty_cells_mean_not_given()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1 });

        Outcome outcome = shell.Run("""
            @(
                [pscustomobject]@{ ImageStore = '10.0.0.9'; SshPort = ''; StoragePath = ''; RegistryPort = '' }
                [pscustomobject]@{ ImageStore = ''; SshPort = '22'; StoragePath = ''; RegistryPort = '' }
                [pscustomobject]@{ HostName = '127.0.0.1'; SshPort = '22'; StoragePath = '/zstack_bs'; RegistryPort = '8000' }
            ) | Get-ZStackDatabaseBackup -Credential $store
            """);

        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Equal(["", "8000"], shell.Node.Log.All.Select(r => r.Query.Where(q => q.Key == "registryPort").Select(q => q.Value).FirstOrDefault("")));
    }

    [Fact]
    public async Task Urls_come_from_the_pipeline_and_other_objects_do_not_become_text()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1 });

        Outcome outcome = shell.Run("'ssh://root:password@10.0.0.9/zstack_bs', [uri]'ssh://root:p%61ssword@10.0.0.9:22/zstack_bs', 7 | Get-ZStackDatabaseBackup");

        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal("InputObjectNotBound", outcome.ErrorId);
        Assert.Equal("ssh://root:p%61ssword@10.0.0.9:22/zstack_bs", shell.Node.Log.All[1].Query[0].Value);
    }

    [Fact]
    public async Task Several_nodes_are_asked_at_once_and_a_dead_one_is_one_error()
    {
        await using SandboxNode one = await SandboxNode.StartAsync(new SandboxOptions { Backups = 3 });
        await using SandboxNode two = await SandboxNode.StartAsync(new SandboxOptions { Backups = 4 });
        SandboxNode three = await SandboxNode.StartAsync();
        using Shell shell = Shell.ConnectedTo(one);
        shell.Set("two", two.Url);
        shell.Set("three", three.Url);
        shell.Run("Connect-ZStack $two -Credential $admin; Connect-ZStack $three -Credential $admin").ThrowOnError();
        await three.DisposeAsync();

        Outcome outcome = shell.Run(Get + "-Session (Get-ZStackSession)");

        Assert.Equal(7, outcome.Output.Count);
        Assert.Equal("ZStack.Unreachable", outcome.ErrorId);
        Assert.Contains(three.Server, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(3, outcome.Output.Count(o => o.Properties["Server"].Value as string == one.Server));
    }

    [Fact]
    public async Task The_first_objects_leave_while_the_node_is_still_answering()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 2000 });
        shell.Node.Faults.Add(new Fault(FaultKind.Stall) { Match = "image-store", AfterBytes = 300_000, Delay = TimeSpan.FromSeconds(60) });

        using Running running = shell.Start(Get);
        await Eventually.True(() => running.SoFar.Count > 0);
        running.Stop();
        await Eventually.True(() => shell.Node.Log.All[0].Aborted);
    }

    [Fact]
    public async Task A_break_below_frees_the_connection_at_once()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 1_000_000 });

        Outcome outcome = shell.Run("foreach ($once in 1) { " + Get + "| ForEach-Object { $_; break } }");

        Assert.Single(outcome.Output);
        await Eventually.True(() => shell.Node.Log.All[0].Aborted);
    }

    [Fact]
    public async Task The_default_view_is_grouped_and_fits_80_columns()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 2 });

        shell.Run(Get + "| Out-Default").ThrowOnError();

        string[] lines = [.. shell.Host.Screen.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
        Assert.Equal($"   Node: {shell.Node.Server}   Store: ssh://root@127.0.0.1:22/zstack_bs", lines[0]);
        Assert.StartsWith("Created ", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\d 01:00:\d\d \+08:00 +\d+[mhd] 5\.2\.1 +26\.2 KiB nightly-\d{8}-0100\.gz$", lines[3]);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(5, lines.Length);
    }

    [Theory]
    [InlineData(Get)]
    [InlineData("Get-ZStackDatabaseBackupRecord ")]
    [InlineData("Get-ZStackBackupStorage ")]
    public async Task One_blank_line_parts_the_heading_of_a_group_from_its_columns(string script)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Backups = 2 });

        shell.Run(script + "| Out-Default").ThrowOnError();

        string[] lines = [.. shell.Host.Screen.Split('\n').Select(l => l.TrimEnd())];
        int heading = Array.FindIndex(lines, line => line.StartsWith("   Node: ", StringComparison.Ordinal));
        Assert.Equal("", lines[heading + 1]);
        Assert.Matches("^[A-Z]", lines[heading + 2]);
    }
}
