using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What lies on a disk is the owner's alone, and nothing that somebody planted there is taken for ours.</summary>
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Wide = Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Dumps_manifests_and_evidence_are_private()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);

        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $home1 | Test-ZStackDatabaseBackup").ThrowOnError();

        AssertPrivate(3);
    }

    [Fact]
    public async Task An_older_file_with_wider_rights_is_closed_before_anything_is_written()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        string name = node.Records.MaxBy(record => record.CreateDate)!.Name;
        foreach (string ending in new[] { "", ".json", ".partial" })
        {
            File.WriteAllText(_home.File(name + ending), ending.Length > 0 ? "" : "old");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_home.File(name + ending), Wide);
        }

        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $home1 -Force").ThrowOnError();

        AssertPrivate(2);
    }

    [Fact]
    public async Task Without_any_umask_everything_is_still_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 3, DumpSize = 3_000_000, Restore = RestoreShell.Quick });
        foreach (string folder in new[] { "saved", "tmp", "state" })
            Directory.CreateDirectory(_home.File(folder));
        TaskCompletionSource[] goesOn = [new(), new()];
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = goesOn[0].Task });
        node.Exports.Add(new DownloadFault(DownloadFaultKind.None));
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Until = goesOn[1].Task });
        string script = $$"""
            Connect-ZStack {{node.Url}} -Credential $admin | Out-Null
            $records = Get-ZStackDatabaseBackupRecord
            Save-ZStackDatabaseBackup $records[0] '{{_home.File("saved")}}' | Test-ZStackDatabaseBackup -Level Checksum | Out-Null
            Save-ZStackDatabaseBackup $records[0] '{{_home.File("saved")}}' -Force | Out-Null
            $records[0] | Test-ZStackDatabaseBackup -Level Checksum | Out-Null
            $records[1] | Restore-ZStackDatabaseBackup -MySqlRootPassword $mysql -Force -Confirm:$false -LogPath '{{_home.File("saved/restore.log")}}' | Out-Null
            """;
        var start = new ProcessStartInfo("/bin/sh", ["-c", "umask 000; exec dotnet \"$0\" -Command \"$1\" 2>&1", typeof(SandboxNode).Assembly.Location, script]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["TMPDIR"] = _home.File("tmp");
        start.Environment["XDG_STATE_HOME"] = _home.File("state");

        using Process child = Process.Start(start)!;
        Task<string> said = child.StandardOutput.ReadToEndAsync();
        string[][] onItsWay = new string[2][];
        for (int i = 0; i < 2; i++)
        {
            string folder = _home.File(i == 0 ? "saved" : "tmp");
            await Eventually.True(() => child.HasExited || Directory.GetFiles(folder, "*.partial", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 1_000_000));
            onItsWay[i] = AssertOwnersAlone();
            goesOn[i].SetResult();
        }

        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, await said);
        Assert.All(onItsWay, files => Assert.Contains(files, file => file.EndsWith(".partial.json", StringComparison.Ordinal)));
        string[] all = AssertOwnersAlone();
        foreach (string ending in new[] { ".gz", ".gz.json", ".gz.proof.jsonl", ".log" })
            Assert.Contains(all, file => file.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>All that was made below the three folders of the test; what a shell makes for itself is not ours.</summary>
    [UnsupportedOSPlatform("windows")]
    private string[] AssertOwnersAlone()
    {
        string[] all = [.. new[] { "saved", "tmp", "state" }.SelectMany(folder => Directory.GetFileSystemEntries(_home.File(folder), "*", SearchOption.AllDirectories))
            .Where(path => !path.Contains("dotnet-diagnostic", StringComparison.Ordinal) && !path.Contains("clr-debug", StringComparison.Ordinal) && !path.Contains("CoreFxPipe", StringComparison.Ordinal) && !path.Contains("/.dotnet", StringComparison.Ordinal))];
        Assert.All(all, path => Assert.Equal(path + " " + (Directory.Exists(path) ? Private | UnixFileMode.UserExecute : Private), path + " " + File.GetUnixFileMode(path)));
        return all;
    }

    [Theory]
    [InlineData(".partial")]
    [InlineData(".partial.json")]
    public async Task A_planted_link_is_not_followed(string ending)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var elsewhere = new TemporaryFolder();
        using Shell shell = Connected(node);
        string name = node.Records.MaxBy(record => record.CreateDate)!.Name;
        File.WriteAllText(elsewhere.File("precious"), "precious");
        File.CreateSymbolicLink(_home.File(name + ending), elsewhere.File("precious"));

        // Whether it goes on or is refused, the other file stays as it was.
        shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $home1 -Force");

        Assert.Equal("precious", File.ReadAllText(elsewhere.File("precious")));
        Assert.Null(new FileInfo(_home.File(name)).LinkTarget);
    }

    [Theory]
    [InlineData("second name")]
    [InlineData("mode of everybody")]
    [InlineData("note of everybody")]
    [InlineData("other owner")]
    [InlineData("note of other owner")]
    [InlineData("none")]
    public async Task A_part_that_others_may_have_written_is_not_taken_up(string how)
    {
        if (!OperatingSystem.IsLinux() || (how.Contains("owner", StringComparison.Ordinal) && !Environment.IsPrivilegedProcess))
            return; // Elsewhere the system does not tell; only root can give a file away.
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 1, DumpSize = 3_000_000 });
        using Shell shell = Connected(node);
        BackupRecord record = node.Records.Single();
        string part = _home.File(record.Name + ".partial");
        node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 2_000_000, Delay = TimeSpan.FromSeconds(60) });
        using (Running running = shell.Start("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $home1 -KeepExport"))
        {
            await Eventually.True(() => File.Exists(part) && new FileInfo(part).Length > 1_000_000);
            running.Stop();
            running.Wait(TimeSpan.FromSeconds(10));
        }

        string victim = how.StartsWith("note", StringComparison.Ordinal) ? part + ".json" : part;
        byte[] planted = [];
        await Eventually.True(() => TryRead(part, out planted));
        switch (how)
        {
            case "second name":
                Execute("ln", part, _home.File("second"));
                File.SetUnixFileMode(part, Wide);
                break;
            case "mode of everybody" or "note of everybody":
                File.SetUnixFileMode(victim, Wide);
                break;
            case "other owner" or "note of other owner":
                Execute("chown", "nobody", victim);
                break;
        }

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $home1");

        outcome.ThrowOnError();
        Assert.True(((dynamic)outcome.Value!).Verified);
        // From the first byte, except where the part is ours: this test would fail if nothing was ever taken up.
        Assert.Equal(how == "none", node.Exports.All[^1].Range is not null);
        Assert.Equal(Private, File.GetUnixFileMode(_home.File(record.Name)));
        Assert.Equal("0 1", Execute("stat", "-c", Environment.IsPrivilegedProcess ? "%u %h" : "0 %h", _home.File(record.Name)));
        // What is another's, or has another name, is as it was.
        if (how == "second name")
        {
            Assert.Equal(planted, await File.ReadAllBytesAsync(_home.File("second")));
            Assert.Equal(Wide, File.GetUnixFileMode(_home.File("second")));
        }

        if (how == "other owner")
            Assert.Equal(planted, await File.ReadAllBytesAsync(part));
        Assert.Equal(how.Contains("owner", StringComparison.Ordinal), File.Exists(part));
        Assert.DoesNotContain(Directory.GetFiles(_home.Path), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mkfifo", "mine.gz")]
    [InlineData("mkfifo", "mine.gz.json")]
    [InlineData("mkfifo", "mine.gz.partial")]
    [InlineData("mkfifo", "mine.gz.partial.json")]
    [InlineData("mkdir", "mine.gz.json")]
    [InlineData("socket", "mine.gz")]
    [InlineData("link", "mine.gz")]
    [InlineData("link", "mine.gz.json")]
    [InlineData("link to nothing", "mine.gz")]
    public async Task Only_ordinary_files_are_replaced(string what, string name)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var elsewhere = new TemporaryFolder();
        using Shell shell = Connected(node);
        shell.Set("file", _home.File("mine.gz"));
        File.WriteAllText(elsewhere.File("precious"), "precious");
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        switch (what)
        {
            case "socket":
                socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_home.File(name)));
                break;
            case "link" or "link to nothing":
                File.CreateSymbolicLink(_home.File(name), elsewhere.File(what == "link" ? "precious" : "nothing"));
                break;
            default:
                Execute(what, _home.File(name));
                break;
        }

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $file -Force");

        Assert.Equal(what == "mkdir" ? "ZStack.FileNotWritable" : "ZStack.NotAFile", outcome.ErrorId);
        Assert.Contains(_home.File(name), outcome.Message, StringComparison.Ordinal);
        Assert.Contains("-Path", outcome.Advice, StringComparison.Ordinal);
        Assert.Empty(node.Jobs);
        Assert.Empty(node.Exports.All);
        Assert.Equal([_home.File(name)], Directory.GetFileSystemEntries(_home.Path));
        Assert.Equal([elsewhere.File("precious")], Directory.GetFiles(elsewhere.Path));
        Assert.Equal("precious", File.ReadAllText(elsewhere.File("precious")));
    }

    [Fact]
    public async Task The_half_written_file_of_a_killed_process_is_removed()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 1, DumpSize = 1000 });
        shell.Set("folder", _home.Path);
        string saved = _home.File(shell.Node.Records.Single().Name);
        string[] old = [saved + ".json.0a1b2c3d.new", saved + ".partial.json.0a1b2c3d.new"];
        // One is being written by somebody else just now; the others are no such files.
        string[] stay = [saved + ".json.1a1b2c3d.new", _home.File("other.gz.json.0a1b2c3d.new"), saved + ".json.mine.new"];
        foreach (string file in old.Concat(stay))
            await File.WriteAllTextAsync(file, "half");
        foreach (string file in old.Concat(stay.Skip(1)))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-5));

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $folder");

        outcome.ThrowOnError();
        Assert.Equal(stay.Append(saved).Append(saved + ".json").Order(StringComparer.Ordinal), Directory.GetFiles(_home.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Saves_at_once_leave_one_whole_file_or_none()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        string name = node.Records.MaxBy(record => record.CreateDate)!.Name;
        long size = node.Records.MaxBy(record => record.CreateDate)!.Size!.Value;
        DateTime end = DateTime.UtcNow.AddSeconds(12);
        int verified = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using Shell shell = Connected(node);
                while (DateTime.UtcNow < end)
                {
                    Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $home1 -Force -KeepExport");
                    foreach (dynamic saved in outcome.Output.Select(item => item.BaseObject))
                    {
                        Interlocked.Increment(ref verified);
                        Assert.True((bool?)saved.Verified == true && (long)saved.Length == size);
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.True(verified > 4, $"{verified} saves");
        // What has the name is always whole.
        Assert.Equal(size, new FileInfo(_home.File(name)).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    public async Task A_token_in_a_url_reaches_no_stream_object_or_file(string more)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = Connected(node);
        shell.Run("$DebugPreference = 'Continue'; $url = (Export-ZStackDatabaseBackup (Get-ZStackDatabaseBackupRecord -First 1)).Url").ThrowOnError();

        Outcome good = shell.Run($"Save-ZStackDatabaseBackup -Url ($url + '?token=canary') -Path $home1 -Verbose {more}");
        Outcome bad = shell.Run($"Save-ZStackDatabaseBackup -Url ('http://127.0.0.1:1/nothing.gz?token=canary') -Path $home1 -Verbose {more}");

        good.ThrowOnError();
        foreach (Outcome outcome in new[] { good, bad })
        {
            string said = string.Join("\n", outcome.Output.Select(item => System.Management.Automation.PSSerializer.Serialize(item)))
                + string.Join("\n", outcome.Errors.Select(error => $"{error} {error.ErrorDetails?.RecommendedAction} {error.TargetObject} {error.Exception}"))
                + string.Join("\n", outcome.Warnings.Concat(outcome.Verbose).Concat(outcome.Debug));
            Assert.DoesNotContain("canary", said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("canary", shell.Host.Screen, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_home.Path, "*.json"), file => Assert.DoesNotContain("canary", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private static bool TryRead(string path, out byte[] bytes)
    {
        try
        {
            bytes = File.ReadAllBytes(path);
            return true;
        }
        catch (IOException)
        {
            // The stopped call has not let go of it yet.
            bytes = [];
            return false;
        }
    }

    private static string Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    private void AssertPrivate(int count)
    {
        string[] files = Directory.GetFiles(_home.Path);
        Assert.True(files.Length == count, string.Join(", ", files));
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in files)
            Assert.Equal($"{file} {Private}", $"{file} {File.GetUnixFileMode(file)}");
    }

    private Shell Connected(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("home1", _home.Path);
        return shell;
    }
}
