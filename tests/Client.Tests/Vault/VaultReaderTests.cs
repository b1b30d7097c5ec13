using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Vault;

/// <summary>What is found in a vault, and what is said of it.</summary>
public sealed class VaultReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vault-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_backup_is_proven_by_the_newest_restore_of_this_very_file()
    {
        Save("a.gz", "dump");
        Test("a.gz", "dump", BackupTestLevel.Structure, BackupTestOutcome.Passed, 1);
        Assert.Null(One("a.gz").ProvenAt);

        Test("a.gz", "dump", BackupTestLevel.Restore, BackupTestOutcome.Passed, 2);
        SavedBackup proven = One("a.gz");
        Assert.Equal(2, proven.ProvenAt!.Value.Minute);
        Assert.Equal((BackupTestLevel.Restore, EvidenceState.Intact, (SavedBackupProblem?)null), (proven.LastTest!.Level, proven.Evidence, proven.Problem));

        // A later failure says more than an earlier success.
        Test("a.gz", "dump", BackupTestLevel.Restore, BackupTestOutcome.Failed, 3);
        Assert.Null(One("a.gz").ProvenAt);
        Assert.Equal(BackupTestOutcome.Failed, One("a.gz").LastTest!.Outcome);
    }

    [Fact]
    public void A_test_of_another_file_proves_nothing()
    {
        Save("a.gz", "dump");
        Test("a.gz", "other", BackupTestLevel.Restore, BackupTestOutcome.Passed, 1);

        SavedBackup backup = One("a.gz");

        Assert.Equal(((DateTimeOffset?)null, (SavedBackupTest?)null, EvidenceState.Intact), (backup.ProvenAt, backup.LastTest, backup.Evidence));
    }

    [Fact]
    public void A_broken_chain_proves_nothing()
    {
        Save("a.gz", "dump");
        Test("a.gz", "dump", BackupTestLevel.Restore, BackupTestOutcome.Failed, 1);
        string evidence = Path.Combine(_folder, "a.gz.proof.jsonl");
        File.WriteAllText(evidence, File.ReadAllText(evidence).Replace("Failed", "Passed", StringComparison.Ordinal) + "\n");

        SavedBackup backup = One("a.gz");

        Assert.Equal(((DateTimeOffset?)null, EvidenceState.Broken), (backup.ProvenAt, backup.Evidence));
    }

    [Fact]
    public void Nobody_waits_for_a_pipe_that_was_put_into_a_vault()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Save("manifest.gz", "dump");
        Save("evidence.gz", "dump");
        File.Delete(Path.Combine(_folder, "manifest.gz.json"));
        foreach (string name in new[] { "dump.gz", "manifest.gz.json", "evidence.gz.proof.jsonl" })
        {
            using var maker = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, name));
            maker.WaitForExit();
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "link.gz"), Path.Combine(_folder, "dump.gz"));
        Dictionary<string, SavedBackup>? found = null;
        var reading = new Thread(() => found = Read().Select(entry => entry.Backup!).ToDictionary(backup => Path.GetFileName(backup.FullName))) { IsBackground = true };
        reading.Start();

        Assert.True(reading.Join(TimeSpan.FromSeconds(20)), "It waits for a writer.");
        Assert.DoesNotContain("dump.gz", found!.Keys);
        Assert.DoesNotContain("link.gz", found.Keys);
        Assert.Equal(EvidenceState.Broken, found["evidence.gz"].Evidence);
    }

    [Fact]
    public void A_changed_file_is_named()
    {
        Save("length.gz", "dump");
        File.AppendAllText(Path.Combine(_folder, "length.gz"), "more");
        Save("missing.gz", "dump");
        File.Delete(Path.Combine(_folder, "missing.gz"));
        Save("broken.gz", "dump");
        File.WriteAllText(Path.Combine(_folder, "broken.gz.json"), "{\"file\":");
        Save("moved.gz", "dump");
        File.Move(Path.Combine(_folder, "moved.gz"), Path.Combine(_folder, "other.gz"));
        File.Move(Path.Combine(_folder, "moved.gz.json"), Path.Combine(_folder, "other.gz.json"));
        Dump("10.0.0.10-zstack-backup-db-2026-11-01_00-30-00.gz");

        Dictionary<string, SavedBackup> found = Read().Select(entry => entry.Backup!).ToDictionary(backup => Path.GetFileName(backup.FullName));

        Assert.Equal(SavedBackupProblem.LengthDiffers, found["length.gz"].Problem);
        Assert.Equal(SavedBackupProblem.FileMissing, found["missing.gz"].Problem);
        Assert.Equal(SavedBackupProblem.ManifestBroken, found["broken.gz"].Problem);
        Assert.Equal(SavedBackupProblem.ManifestBroken, found["other.gz"].Problem);
        SavedBackup copied = found["10.0.0.10-zstack-backup-db-2026-11-01_00-30-00.gz"];
        Assert.Equal((SavedBackupProblem.NoManifest, "10.0.0.10", new DateTime(2026, 11, 1, 0, 30, 0)), (copied.Problem!.Value, copied.Server, copied.CreateDate!.Value.DateTime));
    }

    [Fact]
    public void Other_files_are_not_listed()
    {
        Save("a.gz", "dump");
        Test("a.gz", "dump", BackupTestLevel.Restore, BackupTestOutcome.Passed, 1);
        foreach (string name in new[] { "b.gz.partial", "b.gz.partial.json", "notes.txt", "a.gz.proof.jsonl.new" })
            File.WriteAllText(Path.Combine(_folder, name), "x");
        Pack("letters.gz", "no dump");
        File.WriteAllText(Path.Combine(_folder, "no-gzip.gz"), "x");

        Assert.Equal(["a.gz"], Read().Select(entry => Path.GetFileName(entry.Backup!.FullName)));
    }

    [Fact]
    public void An_unreadable_backup_is_an_error_and_the_others_are_listed()
    {
        Save("a.gz", "dump");
        File.CreateSymbolicLink(Path.Combine(_folder, "dead.gz"), Path.Combine(_folder, "nowhere"));
        Directory.CreateDirectory(Path.Combine(_folder, "circle"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "circle", "again"), _folder);

        VaultEntry[] found = [.. Read(recurse: true)];

        Assert.Equal(2, found.Length);
        Assert.Equal("a.gz", Path.GetFileName(Assert.Single(found, entry => entry.Backup is not null).Backup!.FullName));
        Assert.Equal(ZStackErrorKind.FileNotFound, Assert.Single(found, entry => entry.Failure is not null).Failure!.Kind);
    }

    [Fact]
    public void A_removal_that_broke_off_shows_and_can_be_finished()
    {
        Save("a.gz", "dump");
        Test("a.gz", "dump", BackupTestLevel.Restore, BackupTestOutcome.Passed, 1);
        string[] files = [.. VaultRemover.Files(Path.Combine(_folder, "a.gz"))];
        Assert.Equal(["a.gz", "a.gz.json", "a.gz.proof.jsonl"], files.Select(file => Path.GetFileName(file)));
        for (int removed = 1; removed < files.Length; removed++)
        {
            File.Delete(files[removed - 1]);
            Assert.Equal(SavedBackupProblem.FileMissing, Assert.Single(Read()).Backup!.Problem);
        }

        VaultRemover.Remove(Path.Combine(_folder, "a.gz"));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_newest_proven_backup_of_a_node_is_known()
    {
        foreach ((string name, int day, bool isProven) in new[] { ("old.gz", 1, true), ("best.gz", 2, true), ("newest.gz", 3, false) })
        {
            Save(name, name, day);
            if (isProven)
                Test(name, name, BackupTestLevel.Restore, BackupTestOutcome.Passed, 1);
        }

        Assert.Equal([false, true, false], new[] { "old.gz", "best.gz", "newest.gz" }.Select(name => VaultRemover.IsNewestProven(One(name))));
    }

    private SavedBackup One(string name) => Assert.Single(VaultReader.Read(Path.Combine(_folder, name), recurse: false)).Backup!;

    private IEnumerable<VaultEntry> Read(bool recurse = false) => VaultReader.Read(_folder, recurse);

    private void Save(string name, string content, int day = 1)
    {
        File.WriteAllText(Path.Combine(_folder, name), content);
        var manifest = new BackupManifest { File = name, Length = content.Length, Sha256 = Hash(content), Server = "10.0.0.10", Version = "5.2.1", CreateDate = new DateTimeOffset(2026, 11, day, 1, 0, 0, TimeSpan.FromHours(8)) };
        File.WriteAllText(Path.Combine(_folder, name + ".json"), manifest.ToJson());
    }

    private void Test(string name, string content, BackupTestLevel level, BackupTestOutcome outcome, int minute) => EvidenceFile.Append(
        Path.Combine(_folder, name),
        previous => new EvidenceLine { Time = new DateTimeOffset(2026, 11, 20, 12, minute, 0, TimeSpan.Zero), Level = level, Outcome = outcome, Sha256 = Hash(content), Previous = previous },
        CancellationToken.None);

    private void Dump(string name) => Pack(name, "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n--\n");

    private void Pack(string name, string text)
    {
        using var gzip = new GZipStream(File.Create(Path.Combine(_folder, name)), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
