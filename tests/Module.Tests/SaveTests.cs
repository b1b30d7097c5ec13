using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

public sealed class SaveTests
{
    private const long Size = 3_000_000;

    private static readonly SandboxOptions Large = new() { JobTime = TimeSpan.Zero, Records = 2, DumpSize = Size };

    [Fact]
    public async Task A_backup_comes_home_with_its_hashes_and_a_manifest_and_leaves_no_export()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        dynamic saved = outcome.Value!;
        BackupRecord record = node.Records.Single(r => r.Uuid == (string)saved.BackupUuid);
        byte[] bytes = await File.ReadAllBytesAsync(home.File(record.Name));
        Assert.Equal(home.File(record.Name), saved.FullName);
        Assert.Equal(Size, saved.Length);
        Assert.Equal(record.Md5, saved.Md5);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), saved.Sha256);
        Assert.True(saved.Verified);
        Assert.Equal([record.Name, record.Name + ".json"], Names(home));
        Assert.Contains(record.Md5, await File.ReadAllTextAsync(home.File(record.Name + ".json")), StringComparison.Ordinal);
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
        Assert.Empty(node.Log.Problems);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("-KeepExport", false, true)]
    [InlineData("", true, true)]
    public async Task Only_the_export_that_was_made_here_is_removed(string options, bool exportedBefore, bool stays)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        if (exportedBefore)
            shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup").ThrowOnError();

        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder " + options).ThrowOnError();

        Assert.Equal(stays, node.Records.SelectMany(r => r.Refs).Any(copy => copy.ExportUrl is not null));
    }

    [Theory]
    [InlineData("Save-ZStackDatabaseBackup -Path $folder")]
    [InlineData("Test-ZStackDatabaseBackup -Level Checksum")]
    public async Task Several_may_fetch_one_backup_at_once(string command)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { JobTime = TimeSpan.FromMilliseconds(300) });
        TemporaryFolder[] homes = [.. Enumerable.Range(0, 4).Select(_ => new TemporaryFolder())];
        Shell[] shells = [.. homes.Select(home => Connected(node, home))];

        Running[] running = [.. shells.Select(shell => shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | " + command))];
        Outcome[] outcomes = [.. running.Select(one => one.Wait(TimeSpan.FromSeconds(90)))];

        Assert.All(outcomes, outcome => outcome.ThrowOnError());
        Assert.All(outcomes, outcome => Assert.Single(outcome.Output));
        Assert.Empty(outcomes.SelectMany(outcome => outcome.Warnings));
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
        foreach (IDisposable one in (IDisposable[])[.. running, .. shells, .. homes])
            one.Dispose();
    }

    [Fact]
    public async Task When_the_export_of_somebody_else_ends_under_a_download_it_goes_on_with_one_of_its_own()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup").ThrowOnError();
        string uuid = node.Records.MaxBy(r => r.CreateDate)!.Uuid;
        // What was asked for goes on when an export ends; what is asked for anew is not there any more.
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 1_500_000, Delay = TimeSpan.FromSeconds(60) });
        using Running running = shell.Start("$e | Save-ZStackDatabaseBackup -Path $folder -TimeoutSec 3");
        await Eventually.True(() => node.Exports.All.Any(d => d.Sent >= 1_500_000));
        node.ChangeRecord(uuid, record => record with { Refs = [.. record.Refs.Select(copy => copy with { ExportUrl = null })] });

        Outcome outcome = running.Wait(TimeSpan.FromSeconds(60));

        outcome.ThrowOnError();
        Assert.True(((dynamic)outcome.Value!).Verified);
        Assert.Contains(404, node.Exports.All.Select(d => d.Status));
        Assert.Equal(206, node.Exports.All[^1].Status);
        Assert.Equal(["ExportDatabaseBackupFromBackupStorage", "ExportDatabaseBackupFromBackupStorage", "DeleteExportedDatabaseBackupFromBackupStorage"], node.Jobs.Select(job => job.Api));
    }

    [Fact]
    public async Task An_export_that_never_was_there_is_said_in_words()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 404, Times = 10 });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        Assert.Equal("ZStack.IncompleteDownload", outcome.ErrorId);
        Assert.Contains("does not have this export", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing could be downloaded", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("still running", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(Names(home));
        // Made here, so nobody else has removed it: once is enough.
        Assert.Single(node.Exports.All);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(false, "-KeepExport")]
    public async Task An_export_whose_job_is_lost_is_removed_or_mentioned(bool comes, string options)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { JobTime = TimeSpan.FromSeconds(3) });
        using Shell shell = Connected(node, home);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord -First 1").ThrowOnError();
        int looks = 0;
        node.Faults.Chooser = request =>
        {
            if (request.Method == "PUT")
                return new Fault(FaultKind.JobLost);
            // Looked up for the download, for the lost job, and for what it has left.
            if (request.Method == "GET" && request.Path.Contains("database-backups", StringComparison.Ordinal) && ++looks == 3 && comes)
                System.Threading.SpinWait.SpinUntil(() => IsExported(node), TimeSpan.FromSeconds(20));
            return null;
        };

        Outcome outcome = shell.Run("$r | Save-ZStackDatabaseBackup -Path $folder " + options);

        Assert.Equal("ZStack.JobLost", outcome.ErrorId);
        Assert.Equal(!comes && options.Length == 0, outcome.Warnings.Any(line => line.Contains("Remove-ZStackDatabaseBackupExport -Uuid", StringComparison.Ordinal)));
        Assert.Equal(comes, node.Jobs.Any(job => job.Api == "DeleteExportedDatabaseBackupFromBackupStorage" && job.Succeeded));
        Assert.False(comes && IsExported(node));
    }

    [Theory]
    [InlineData("$r | Save-ZStackDatabaseBackup ./folder", "-Path \"./folder\"")]
    [InlineData("$r | Export-ZStackDatabaseBackup backup-second", "-BackupStorageUuid \"backup-second\"")]
    [InlineData("$r | Remove-ZStackDatabaseBackupExport backup-second -Confirm:$false", "-BackupStorageUuid \"backup-second\"")]
    public async Task An_argument_without_a_name_behind_a_pipeline_is_explained_once(string script, string words)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Run("$r = Get-ZStackDatabaseBackupRecord").ThrowOnError();

        Outcome outcome = shell.Run(script);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(node.Jobs);
    }

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
        await Eventually.True(() => IsFree(Partial(home)!.FullName));
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
    public async Task What_cannot_be_continued_starts_over_and_is_right(string how)
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

    [Fact]
    public async Task Old_backups_without_md5_are_saved_with_one_warning()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | Where-Object Version -eq 5.1.8 | Where-Object { -not $_.Md5 -and $_.BackupStorageUuids.Count -eq 1 } | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.All(outcome.Output, saved => Assert.Null(saved.Properties["Verified"].Value));
        Assert.Equal(outcome.Output.Count, outcome.Warnings.Count);
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public async Task What_exists_is_not_touched_without_force_and_nothing_is_sent_for_it()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        await File.WriteAllTextAsync(home.File("mine.gz"), "mine");
        shell.Set("file", home.File("mine.gz"));

        Outcome refused = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file");
        string kept = await File.ReadAllTextAsync(home.File("mine.gz"));
        int jobs = node.Jobs.Count;
        Outcome forced = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -LiteralPath $file -Force");

        Assert.Equal("ZStack.FileExists", refused.ErrorId);
        Assert.Equal("mine", kept);
        Assert.Equal(0, jobs);
        forced.ThrowOnError();
        Assert.Equal(Size, new FileInfo(home.File("mine.gz")).Length);
    }

    [Theory]
    [InlineData("mine.gz.json", "{}")]
    [InlineData("mine.gz.partial", "mine")]
    [InlineData("mine.gz.partial.json", "{\"mine\": true}")]
    public async Task What_is_there_under_the_names_beside_it_is_not_touched_either(string name, string content)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        await File.WriteAllTextAsync(home.File(name), content);
        shell.Set("file", home.File("mine.gz"));

        Outcome refused = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file");
        Outcome startedOver = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -NoResume");
        string kept = await File.ReadAllTextAsync(home.File(name));
        string[] names = Names(home);
        int jobs = node.Jobs.Count;
        Outcome forced = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -Force");

        Assert.Equal("ZStack.FileExists", refused.ErrorId);
        Assert.Contains(home.File(name), refused.Message, StringComparison.Ordinal);
        Assert.Equal("ZStack.FileExists", startedOver.ErrorId);
        Assert.Equal(content, kept);
        Assert.Equal([name], names);
        Assert.Equal(0, jobs);
        forced.ThrowOnError();
        Assert.Equal(["mine.gz", "mine.gz.json"], Names(home));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("-Force", false)]
    [InlineData("-Force", true)]
    public async Task Several_backups_do_not_replace_each_other_in_one_call(string options, bool wasThere)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Set("file", home.File("one.gz"));
        if (wasThere)
            await File.WriteAllTextAsync(home.File("one.gz"), "of an earlier call");

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $file " + options);

        BackupRecord first = node.Records.MaxBy(r => r.CreateDate)!;
        Assert.Equal(first.Uuid, ((dynamic)outcome.Value!).BackupUuid);
        Assert.Equal("ZStack.FileExists", outcome.ErrorId);
        Assert.Contains("was already written by this command", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", outcome.Advice, StringComparison.Ordinal);
        Assert.Equal(node.Records.Single(r => r != first).Uuid, outcome.Error.TargetObject);
        Assert.Contains(first.Uuid, await File.ReadAllTextAsync(home.File("one.gz.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_written_is_an_error_behind_the_backup()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        string manifest = home.File("mine.gz.json");
        shell.Set("file", home.File("mine.gz"));
        var inTheWay = new TaskCompletionSource();
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = inTheWay.Task });
        using Running running = shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -ErrorAction Stop");
        await Eventually.True(() => Partial(home) is not null);

        // In the way only now: what is there before is found before anything is sent.
        Directory.CreateDirectory(manifest);
        inTheWay.SetResult();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(60));

        Assert.True(((dynamic)outcome.Value!).Verified);
        Assert.Equal("ZStack.FileNotWritable", outcome.ErrorId);
        Assert.Equal(home.File("mine.gz"), outcome.Error.TargetObject);
        Assert.Contains("is whole, but without its manifest", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(Size, new FileInfo(home.File("mine.gz")).Length);
        Assert.Equal(["mine.gz"], Names(home));
    }

    [Fact]
    public async Task No_old_manifest_stands_beside_a_new_file()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        await File.WriteAllTextAsync(home.File("mine.gz"), "old");
        await File.WriteAllTextAsync(home.File("mine.gz.json"), "old");
        shell.Set("file", home.File("mine.gz"));
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 403 });

        Outcome failed = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -Force");
        string[] kept = [await File.ReadAllTextAsync(home.File("mine.gz")), await File.ReadAllTextAsync(home.File("mine.gz.json"))];
        var inTheWay = new TaskCompletionSource();
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = inTheWay.Task });
        using Running running = shell.Start("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -Force");
        await Eventually.True(() => Partial(home) is not null);
        File.Delete(home.File("mine.gz.json"));
        Directory.CreateDirectory(home.File("mine.gz.json"));
        inTheWay.SetResult();
        Outcome blocked = running.Wait(TimeSpan.FromSeconds(60));

        Assert.Equal("ZStack.IncompleteDownload", failed.ErrorId);
        Assert.Equal(["old", "old"], kept);
        // What cannot be removed keeps the new file from its name, and the new file is kept all the same.
        Assert.Equal("ZStack.FileNotWritable", blocked.ErrorId);
        Assert.Equal("old", await File.ReadAllTextAsync(home.File("mine.gz")));
        Assert.Equal(Size, Partial(home)!.Length);
    }

    [Theory]
    [InlineData("/no/such/folder/x.gz", "ZStack.FileNotWritable")]
    [InlineData("variable:x", "ZStack.InvalidArgument")]
    [InlineData("nodrive:x", "ZStack.InvalidArgument")]
    [InlineData("a\0b", "ZStack.InvalidArgument")]
    public async Task A_place_that_cannot_be_written_is_said_before_anything_is_sent(string path, string id)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);
        shell.Set("path", path);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $path");

        Assert.Equal(id, outcome.ErrorId);
        Assert.Contains(path.Replace("\0", "\\u0000", StringComparison.Ordinal), outcome.Message, StringComparison.Ordinal);
        Assert.Contains("-Path", outcome.Message + outcome.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Get-ChildItem", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(node.Jobs);
    }

    [Fact]
    public async Task Of_two_that_save_one_file_the_second_is_told_so()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell first = Connected(node, home);
        using Shell second = Connected(node, home);
        var isOver = new TaskCompletionSource();
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = isOver.Task });
        const string Save = "Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder";
        using Running running = first.Start(Save);
        await Eventually.True(() => Partial(home) is { Length: > 0 });

        Outcome late = second.Run(Save);
        isOver.SetResult();
        Outcome saved = running.Wait(TimeSpan.FromSeconds(60));

        saved.ThrowOnError();
        Assert.Equal("ZStack.FileNotWritable", late.ErrorId);
        Assert.Contains("another command is saving this file", late.Message, StringComparison.Ordinal);
        Assert.Contains("Wait until it is done", late.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_the_server_cannot_leave_the_folder()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        node.ChangeRecord(node.Records.MaxBy(r => r.CreateDate)!.Uuid, record => record with { Name = "../..\\evil:\u0001.gz" });
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.Equal(home.File("_._.._evil__.gz"), ((dynamic)outcome.Value!).FullName);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_of_its_own_and_what_was_fetched_stays()
    {
        using var home = new TemporaryFolder();
        string disk = home.File("disk");
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || Execute("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk) != 0)
            return; // Only root can make a small disk.
        try
        {
            await using SandboxNode node = await SandboxNode.StartAsync(Large);
            using Shell shell = Connected(node, home);
            shell.Set("disk", disk);

            Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $disk");

            Assert.Equal("ZStack.NoSpace", outcome.ErrorId);
            Assert.Empty(Directory.GetFiles(disk, "*.gz"));
        }
        finally
        {
            Execute("umount", disk);
        }
    }

    [Fact]
    [Trait("Pitfall", "27")]
    public async Task A_host_that_cannot_be_reached_is_replaced()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large with { ExportHost = "198.51.100.7:8001" });
        using Shell shell = Connected(node, home);
        shell.Set("there", "127.0.0.1:" + node.Exports.Port);

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder -DownloadHost $there");
        Outcome wrong = shell.Run("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $folder -DownloadHost 'a b' -Force");

        outcome.ThrowOnError();
        Assert.Equal("ZStack.InvalidArgument", wrong.ErrorId);
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null);
    }

    [Fact]
    public async Task The_url_of_an_export_is_enough()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("$e = Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup; Disconnect-ZStack; Save-ZStackDatabaseBackup -Url $e.Url -Path $folder");

        outcome.ThrowOnError();
        Assert.Null(((dynamic)outcome.Value!).Verified);
        Assert.Equal(Size, ((dynamic)outcome.Value!).Length);
        Assert.Single(outcome.Warnings);
    }

    [Theory]
    [InlineData("-Url http://u:secretpw@127.0.0.1/x.gz")]
    [InlineData("anything -DownloadHost http://u:secretpw@h")]
    [InlineData("anything -DownloadHost u:secretpw@h")]
    public async Task A_password_in_a_url_is_not_shown(string arguments)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        Outcome outcome = shell.Run("Save-ZStackDatabaseBackup -Path $folder " + arguments);

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.DoesNotContain("secretpw", outcome.Message + outcome.Error.CategoryInfo + outcome.Error.TargetObject + outcome.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_never_replaced()
    {
        if (!File.Exists("/dev/null"))
            return;
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(node, home);

        // -WhatIf, so that a failure of this test does no harm.
        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path /dev/null -Force -WhatIf");

        Assert.Equal("ZStack.NotAFile", outcome.ErrorId);
    }

    [Fact]
    public async Task A_row_of_a_file_is_tested_on_its_own_node()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode east = await SandboxNode.StartAsync(Large);
        await using SandboxNode west = await SandboxNode.StartAsync(Large);
        using Shell shell = Connected(east, home);
        shell.Set("west", west.Url);
        shell.Run("$record = Get-ZStackDatabaseBackupRecord -First 1; $null = Connect-ZStack $west -Credential $admin; $row = [pscustomobject]@{ Uuid = $record.Uuid; Name = $record.Name; Server = $record.Server }").ThrowOnError();

        Outcome tested = shell.Run("$row | Test-ZStackDatabaseBackup -Level Checksum");
        Outcome strange = shell.Run("$row.Server = 'elsewhere'; $row | Test-ZStackDatabaseBackup -Level Checksum");

        tested.ThrowOnError();
        Assert.Equal(east.Server, ((dynamic)tested.Value!).Server);
        Assert.Equal("ZStack.SessionMismatch", strange.ErrorId);
    }

    [Fact]
    public async Task A_record_is_fetched_tested_and_forgotten()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using Shell shell = Connected(node, home);
        string[] before = Temporary();

        Outcome passed = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Test-ZStackDatabaseBackup");
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 404, Times = 10 });
        Outcome failed = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Test-ZStackDatabaseBackup");

        passed.ThrowOnError();
        Assert.Equal("Passed", ((dynamic)passed.Value!).Outcome.ToString());
        Assert.Null(((dynamic)passed.Value!).FullName);
        Assert.Equal("ZStack.IncompleteDownload", failed.ErrorId);
        Assert.Empty(Temporary().Except(before));
        Assert.DoesNotContain(node.Records.SelectMany(r => r.Refs), copy => copy.ExportUrl is not null && copy.CreateDate > DateTimeOffset.Now.AddHours(-1));
    }

    private static Shell Connected(SandboxNode node, TemporaryFolder home)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", home.Path);
        return shell;
    }

    private static string[] Names(TemporaryFolder home) => [.. Directory.GetFiles(home.Path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

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

    private static FileInfo? Partial(TemporaryFolder home) => new DirectoryInfo(home.Path).GetFiles("*.partial").SingleOrDefault();

    private static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "zstack-????????????");

    private static bool IsExported(SandboxNode node) => node.Records.SelectMany(r => r.Refs).Any(copy => copy.ExportUrl is not null);

    private static bool IsFree(string path)
    {
        try
        {
            using FileStream stream = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int Execute(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
