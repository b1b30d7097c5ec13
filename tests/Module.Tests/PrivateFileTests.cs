using System;
using System.IO;
using System.Linq;
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
