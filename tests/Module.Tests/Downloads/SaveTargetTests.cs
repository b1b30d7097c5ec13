using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.SaveHelpers;

namespace ZStack.Backup.Module.Tests;

/// <summary>Where a backup is saved to: what is there already, and what cannot be written.</summary>
public sealed class SaveTargetTests
{
    [Fact]
    public async Task An_existing_file_is_not_touched_without_force_and_nothing_is_sent()
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
    public async Task Existing_files_with_the_names_of_part_and_manifest_are_not_touched(string name, string content)
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
