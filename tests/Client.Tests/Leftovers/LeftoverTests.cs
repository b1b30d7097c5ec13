using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Tests.Leftovers;

/// <summary>Whose notes count, and what is removed because of them.</summary>
public sealed class LeftoverTests : IDisposable
{
    private static readonly ProcessIdentity Here = ProcessIdentity.Current();

    // No process has this number, so it is certainly gone.
    private static readonly ProcessIdentity Gone = Here with { Id = int.MaxValue };

    private readonly string _root = Directory.CreateTempSubdirectory("leftovers-").FullName;

    private string Folder => Path.Combine(_root, "a", "state");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_process_is_known_by_more_than_its_number()
    {
        Assert.False(Here.IsGone(Here));
        Assert.True(Gone.IsGone(Here));
        Assert.True((Here with { Start = "1" }).IsGone(Here));
        // After a restart of the machine nothing runs that ran before.
        Assert.True((Here with { Boot = "another" }).IsGone(Here));
        // Nobody here can tell.
        Assert.False((Gone with { Machine = "another" }).IsGone(Here));
        Assert.Equal(OperatingSystem.IsLinux(), !(Gone with { Space = "pid:[1]" }).IsGone(Here));
    }

    [Fact]
    public void A_process_that_has_ended_is_gone_before_anybody_waits_for_it()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // The shell does not wait for its child, which stays a zombie.
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "/bin/sh -c 'echo $$' & exec sleep 60"]) { RedirectStandardOutput = true })!;
        int child = int.Parse(shell.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        string stat = $"/proc/{child}/stat";
        for (int i = 0; i < 100 && File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z", StringComparison.Ordinal); i++)
            System.Threading.Thread.Sleep(50);
        string start = File.Exists(stat) ? File.ReadAllText(stat).Split(") ")[1].Split(' ')[19] : "0";

        bool isGone = (Here with { Id = child, Start = start }).IsGone(Here);
        shell.Kill();

        Assert.True(isGone);
    }

    [Fact]
    public void A_note_is_read_as_it_was_written()
    {
        var what = new Leftover(LeftoverKind.Export, Here, DateTimeOffset.UtcNow) { Server = "n", BackupUuid = "b", StorageUuid = "s", JobId = "j", Url = Leftover.HashOf("http://secret"), Stamp = "t" };

        string text = LeftoverText.Write(what);

        Assert.Equal(what, LeftoverText.Read(text));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"kind\": \"Folder\"", "\"kind\": \"7\"")]
    [InlineData("\"kind\": \"Folder\"", "\"kind\": null")]
    [InlineData("\"pid\": ", "\"pid\": -")]
    [InlineData("\"start\": \"", "\"other\": \"")]
    [InlineData("\"notedAt\": \"", "\"notedAt\": \"x")]
    [InlineData("}", "")]
    public void A_file_that_is_not_a_note_removes_nothing(string from, string? to = null)
    {
        string good = LeftoverText.Write(new Leftover(LeftoverKind.Folder, Here, DateTimeOffset.UtcNow) { Folder = "/tmp/x" });
        string text = to is null ? from : good.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(good, text);

        Assert.Null(LeftoverText.Read(text));
    }

    [Fact]
    public void Only_notes_of_ended_processes_on_what_no_living_one_uses_are_found()
    {
        LeftoverNotes notes = LeftoverNotes.Open(Folder);
        foreach ((ProcessIdentity process, LeftoverKind kind, string backup) in new[]
        {
            (Gone, LeftoverKind.Export, "abandoned"), (Here, LeftoverKind.Export, "mine"),
            (Gone, LeftoverKind.Export, "used"), (Here, LeftoverKind.Use, "used"), (Gone, LeftoverKind.Use, "no longer used"),
        })
        {
            notes.Add(new Leftover(kind, process, DateTimeOffset.UtcNow) { Server = "n", BackupUuid = backup, StorageUuid = "s" });
        }

        notes.Add(new Leftover(LeftoverKind.Export, Gone, DateTimeOffset.UtcNow.AddDays(-31)) { Server = "n", BackupUuid = "ancient", StorageUuid = "s" });

        LeftoverNote found = Assert.Single(notes.Abandoned(), note => note.What.BackupUuid != "ancient");

        Assert.Equal("abandoned", found.What.BackupUuid);
        // Those of no use are gone; of two who want to clean, one does.
        Assert.Equal(4, Directory.GetFiles(Folder).Length);
        LeftoverNote other = Assert.Single(notes.Abandoned());
        Assert.True(found.TryTake(Here));
        Assert.False(other.TryTake(Here));
        Assert.Empty(notes.Abandoned());
        found.Dispose();
        Assert.Equal(3, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void Notes_are_private_and_those_that_are_not_are_not_believed()
    {
        if (OperatingSystem.IsWindows())
            return;
        LeftoverNotes notes = LeftoverNotes.Open(Folder);
        notes.Add(new Leftover(LeftoverKind.Folder, Gone, DateTimeOffset.UtcNow) { Folder = "/tmp/x" });
        string file = Directory.GetFiles(Folder).Single();
        UnixFileMode[] modes = [File.GetUnixFileMode(Path.GetDirectoryName(Folder)!), File.GetUnixFileMode(Folder), File.GetUnixFileMode(file)];
        int before = notes.Abandoned().Count;
        if (!OperatingSystem.IsLinux())
            return;

        File.SetUnixFileMode(file, modes[2] | UnixFileMode.OtherWrite);
        int after = notes.Abandoned().Count;
        File.SetUnixFileMode(Folder, modes[1] | UnixFileMode.OtherWrite);

        Assert.Equal([modes[1], modes[1], UnixFileMode.UserRead | UnixFileMode.UserWrite], modes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, modes[1]);
        Assert.Equal((1, 0), (before, after));
        Assert.ThrowsAny<IOException>(() => LeftoverNotes.Open(Folder));
    }

    [Theory]
    [InlineData("zstack-0123456789ab", false, true)]
    [InlineData("zstack-0123456789ab", true, false)]
    [InlineData("precious", false, false)]
    [InlineData("zstack-0123456789ab/../precious", false, false)]
    public void Only_a_temporary_folder_of_ours_is_removed(string name, bool isWide, bool isRemoved)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string folder = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.Combine(_root, "zstack-0123456789ab"));
        Directory.CreateDirectory(Path.Combine(_root, "precious"));
        string real = Path.GetFullPath(folder);
        File.WriteAllText(Path.Combine(real, "backup.gz"), "");
        File.CreateSymbolicLink(Path.Combine(_root, "zstack-0123456789cd"), Path.Combine(_root, "precious"));
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | (isWide ? UnixFileMode.OtherWrite : 0));
        LeftoverNotes notes = LeftoverNotes.Open(Folder);
        notes.Add(new Leftover(LeftoverKind.Folder, Gone, DateTimeOffset.UtcNow) { Folder = folder });
        notes.Add(new Leftover(LeftoverKind.Folder, Gone, DateTimeOffset.UtcNow) { Folder = Path.Combine(_root, "zstack-0123456789cd") });

        new LeftoverCleaner(notes, null).RemoveFolders();

        Assert.Equal(!isRemoved, Directory.Exists(real));
        Assert.True(Directory.Exists(Path.Combine(_root, "precious")));
        Assert.Empty(Directory.GetFiles(Folder));
    }
}
