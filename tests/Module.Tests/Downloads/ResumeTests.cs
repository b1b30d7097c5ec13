using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.SaveHelpers;

namespace ZStack.Backup.Module.Tests;

/// <summary>A download that broke off: what is kept, and when it is not gone on with.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Cuts_at_random_places_are_mended_within_the_call_and_nothing_is_fetched_twice()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        var random = new Random(7);
        foreach (long at in Enumerable.Range(0, 6).Select(_ => random.NextInt64(Size)).Order())
            node.Exports.Add(new DownloadFault(at % 2 == 0 ? DownloadFaultKind.Reset : DownloadFaultKind.Close) { At = at });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.True(((dynamic)outcome.Value!).Verified);
        Assert.Equal(7, node.Exports.All.Count);
        // A reset may take what was sent but not read along.
        Assert.InRange(node.Exports.All.Sum(d => d.Sent), Size, Size + (6 * 2_500_000));
    }

    [Fact]
    public async Task A_later_call_goes_on_where_an_earlier_one_was_stopped()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Delay = TimeSpan.FromSeconds(60) });

        using (Running running = shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder"))
        {
            await Eventually.True(() => node.Exports.All.Any(d => d.Sent >= 2_000_000));
            await Eventually.True(() => Partial(home) is { Length: > 1_000_000 });
            var watch = Stopwatch.StartNew();
            running.Stop();
            running.Wait(TimeSpan.FromSeconds(10));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        }

        string name = node.Records.MaxBy(r => r.CreateDate)!.Name;
        Assert.Contains("Remove-ZStackDatabaseBackupExport", shell.Host.Screen, StringComparison.Ordinal);
        Assert.False(File.Exists(home.File(name)));
        await Eventually.True(() => IsFree(Partial(home)!));
        long kept = Partial(home)!.Length;
        Assert.InRange(kept, 1_000_000, 2_000_000);

        Outcome again = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        again.ThrowOnError();
        Assert.True(((dynamic)again.Value!).Verified);
        Assert.Equal($"bytes={kept}-", node.Exports.All[^1].Range);
        Assert.Equal([name, name + ".json"], Names(home));
    }

    [Fact]
    public async Task A_killed_process_leaves_what_the_next_one_goes_on_with()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Delay = TimeSpan.FromSeconds(60) });
        string script = $"Connect-ZStack {node.Url} -Credential $credential; Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path '{home.Path}'";

        using (Process other = Process.Start(new ProcessStartInfo("dotnet", [typeof(SandboxNode).Assembly.Location, "-Command", script]) { RedirectStandardOutput = true })!)
        {
            await Eventually.True(() => Partial(home) is { Length: > 1_000_000 });
            // The shell that it runs as well; nobody here is told when that one has let go of the part.
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync();
            await Eventually.True(() => IsFree(Partial(home)!));
        }

        string name = node.Records.MaxBy(r => r.CreateDate)!.Name;
        long kept = Partial(home)!.Length;
        Outcome again = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        again.ThrowOnError();
        Assert.True(((dynamic)again.Value!).Verified);
        Assert.Equal($"bytes={kept}-", node.Exports.All[^1].Range);
        Assert.Equal([name, name + ".json"], Names(home));
    }

    [Theory]
    [InlineData("another file")]
    [InlineData("ranges ignored")]
    [InlineData("no ranges")]
    [InlineData("no validators")]
    public async Task A_part_that_cannot_be_resumed_starts_over_and_is_right(string how)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        // The first connection breaks in the middle; what is behind it does not fit.
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Reset) { At = 1_500_000, OtherVersion = how == "another file" });
        if (how == "ranges ignored")
            node.Exports.Add(new DownloadFault(DownloadFaultKind.None) { IgnoreRange = true });
        node.Exports.Ranges = how != "no ranges";
        node.Exports.Validators = how != "no validators";

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.True(((dynamic)outcome.Value!).Verified);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    [InlineData("-NoResume")]
    public async Task A_damaged_file_never_gets_its_name_and_the_next_call_starts_anew(string options)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Corrupt) { At = 1_234_567 });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options);
        string[] left = Names(home);
        Outcome fresh = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options);

        Assert.Equal("ZStack.ChecksumMismatch", outcome.ErrorId);
        Assert.Equal(ErrorCategory.InvalidData, outcome.Error.CategoryInfo.Category);
        Assert.Contains("starts anew", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(left);
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
        fresh.ThrowOnError();
        Assert.True(((dynamic)fresh.Value!).Verified);
        Assert.Null(node.Exports.All[^1].Range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    public async Task A_bad_part_that_was_whole_costs_one_call_at_most(string options)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_900_000, Delay = TimeSpan.FromSeconds(60) });
        using (Running running = shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder -KeepExport"))
        {
            await Eventually.True(() => Partial(home) is { Length: > 2_000_000 });
            running.Stop();
            running.Wait(TimeSpan.FromSeconds(10));
        }

        // What a damaged disk, or a process that was killed before it said so, leaves.
        await Eventually.True(() => IsFree(Partial(home)!));
        using (FileStream part = File.OpenWrite(Partial(home)!.FullName))
            part.Write("damaged"u8);

        Outcome bad = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options);
        Outcome good = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options);

        Assert.Equal("ZStack.ChecksumMismatch", bad.ErrorId);
        good.ThrowOnError();
        Assert.True(((dynamic)good.Value!).Verified);
        Assert.Null(node.Exports.All[^1].Range);
    }

    private static bool IsFree(FileInfo file)
    {
        try
        {
            file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
