using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Kits;

namespace ZStack.Backup.Client.Tests.Kits;

/// <summary>The folder of a kit: whole or not at all, private, and what a test of it says.</summary>
public sealed class KitFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zstack-kit-").FullName;

    // Beside it, so that what lies in the other one is the kit's.
    private readonly string _vault = Directory.CreateTempSubdirectory("zstack-kit-vault-").FullName;

    private string Place => Path.Combine(_folder, "kit");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_vault, recursive: true);
    }

    [Fact]
    public void It_is_private_and_sha256sum_agrees()
    {
        RecoveryKit kit = WriteKit();

        Assert.Equal(["README.txt", "README.zh-CN.txt", "index.html", "index.zh-CN.html", "kit.json", "preflight.sh", "backups/1-b.gz", "SHA256SUMS"], kit.Files);
        Assert.Single(Directory.GetFileSystemEntries(_folder), Place);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal([Folder, Folder], [File.GetUnixFileMode(Place), File.GetUnixFileMode(Path.Combine(Place, "backups"))]);
            foreach (string file in kit.Files)
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Place, file)));
            Assert.Equal(0, Run("sha256sum", "--strict", "-c", "SHA256SUMS").Code);
        }

        Assert.Equal(kit.Created, KitReader.Read(Place)!.Created);
        Assert.Equal(CheckOutcome.Passed, KitTester.Whole(Place, default).Outcome);
    }

    [Fact]
    public void An_older_kit_is_replaced_as_a_whole()
    {
        WriteKit();
        string first = File.ReadAllText(Path.Combine(Place, "kit.json"));
        Assert.NotNull(KitFolder.Find(Place, force: false, default));

        WriteKit(note: "second", withBackup: false);

        Assert.NotEqual(first, File.ReadAllText(Path.Combine(Place, "kit.json")));
        Assert.False(Directory.Exists(Path.Combine(Place, "backups")));
        Assert.Single(Directory.GetFileSystemEntries(_folder), Place);
    }

    [Fact]
    public void A_kit_that_cannot_be_completed_leaves_the_older_one()
    {
        WriteKit();
        string first = File.ReadAllText(Path.Combine(Place, "kit.json"));
        RecoveryKit broken = KitSamples.Kit([Included("/does/not/exist.gz", null)], note: "broken");

        Assert.Throws<ZStackException>(() => KitFolder.Write(broken, Place, KitSamples.Names, KitSamples.Facts, default));
        RecoveryKit damaged = KitSamples.Kit([Included(BackupFile(), new string('0', 64))], note: "damaged");
        Assert.Equal(ZStackErrorKind.FileReadFailed, Assert.Throws<ZStackException>(() => KitFolder.Write(damaged, Place, KitSamples.Names, KitSamples.Facts, default)).Kind);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => KitFolder.Write(KitSamples.Kit([Included(BackupFile(), null)]), Place, KitSamples.Names, KitSamples.Facts, stop.Token));

        Assert.Equal(first, File.ReadAllText(Path.Combine(Place, "kit.json")));
        Assert.Equal([Place], Directory.GetDirectories(_folder));
        Assert.Equal(CheckOutcome.Passed, KitTester.Whole(Place, default).Outcome);
    }

    [Fact]
    public void A_changed_kit_and_a_folder_of_another_kind_are_not_replaced()
    {
        Directory.CreateDirectory(Place);
        Assert.Null(KitFolder.Find(Place, force: false, default));
        File.WriteAllText(Path.Combine(Place, "mine.txt"), "mine");
        Assert.Equal(ZStackErrorKind.NotAKit, Assert.Throws<ZStackException>(() => KitFolder.Find(Place, force: true, default)).Kind);
        File.Delete(Path.Combine(Place, "mine.txt"));
        WriteKit();
        File.WriteAllText(Path.Combine(Place, "mine.txt"), "mine");
        Assert.Equal(ZStackErrorKind.NotAKit, Assert.Throws<ZStackException>(() => KitFolder.Find(Place, force: false, default)).Kind);
        Assert.NotNull(KitFolder.Find(Place, force: true, default));
        string link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, Place);
        Assert.Equal(ZStackErrorKind.NotAKit, Assert.Throws<ZStackException>(() => KitFolder.Find(link, force: true, default)).Kind);
    }

    [Fact]
    public void The_old_kit_of_a_killed_call_comes_back()
    {
        WriteKit();
        Directory.Move(Place, Place + ".0123abcd.old");

        Assert.NotNull(KitFolder.Find(Place, force: false, default));
        Assert.True(File.Exists(Path.Combine(Place, "README.txt")));
    }

    [Theory]
    [InlineData("changed", Finding.KitFilesChanged)]
    [InlineData("missing", Finding.KitFilesMissing)]
    [InlineData("more", Finding.KitFilesMore)]
    [InlineData("sums", Finding.KitNoSums)]
    [InlineData("link", Finding.KitFilesMissing)]
    internal void A_test_says_what_is_not_as_it_was(string how, Finding expected)
    {
        WriteKit();
        string readme = Path.Combine(Place, "README.txt");
        switch (how)
        {
            case "changed": File.AppendAllText(readme, "x"); break;
            case "missing": File.Delete(readme); break;
            case "more": File.WriteAllText(Path.Combine(Place, "backups", "x"), "x"); break;
            case "sums": File.WriteAllText(Path.Combine(Place, "SHA256SUMS"), "../x\n"); break;
            default:
                File.Move(readme, Path.Combine(_folder, "README.txt"));
                File.CreateSymbolicLink(readme, Path.Combine(_folder, "README.txt"));
                break;
        }

        Assert.Equal((CheckOutcome.Failed, expected), (KitTester.Whole(Place, default).Outcome, (Finding)KitTester.Whole(Place, default).Found.Kind));
    }

    [Fact]
    public void Checks_say_what_is_known_and_never_more()
    {
        WriteKit();

        RecoveryKitResult offline = Test(new KitTestFacts { Now = KitSamples.Now.AddDays(1), MaximumAge = RetentionDuration.Parse("8d") });
        RecoveryKitResult old = Test(new KitTestFacts { Now = KitSamples.Now.AddDays(9), MaximumAge = RetentionDuration.Parse("8d") });
        RecoveryKitResult future = Test(new KitTestFacts { Now = KitSamples.Now.AddDays(-1) });
        var node = new KitNodeFacts { Server = KitSamples.Server, Version = "5.3.0", Reached = true, Storages = [] };
        RecoveryKitResult online = Test(new KitTestFacts { Now = KitSamples.Now, Nodes = [node] });
        RecoveryKitResult stranger = Test(new KitTestFacts { Now = KitSamples.Now, Nodes = [new KitNodeFacts { Server = "10.9.9.9", Version = "5.2.1", Reached = true, Storages = [] }] });

        Assert.Equal(["Whole", "Fresh", "NewestProven", "BackupsPresent", "NodesKnown", "VersionCurrent", "StoragesKnown", "NoSecret"], offline.Checks.Select(check => check.Name));
        // The one that is included is there; for the other one nobody looked.
        Assert.Equal((CheckOutcome.Unknown, BackupTestOutcome.Inconclusive), (Outcome(offline, "BackupsPresent"), offline.Outcome));
        Assert.All(offline.Checks.Where(check => check.Name != "BackupsPresent"), check => Assert.Equal((check.Name, CheckOutcome.Passed), (check.Name, check.Outcome)));
        Assert.Equal(CheckOutcome.Failed, Outcome(old, "Fresh"));
        Assert.Equal(CheckOutcome.Failed, Outcome(future, "Fresh"));
        Assert.Equal((CheckOutcome.Failed, CheckOutcome.Failed), (Outcome(online, "VersionCurrent"), Outcome(online, "BackupsPresent")));
        Assert.Equal(CheckOutcome.Failed, Outcome(stranger, "NodesKnown"));
    }

    [Theory]
    [InlineData("ssh://root:Tw33t@10.0.0.9:22/zstack_bs")]
    [InlineData("zstack-ctl restore_mysql --mysql-root-password Tw33t")]
    [InlineData("Authorization: OAuth 5ec2e7ca4a2100005ec2e7ca4a210000")]
    [InlineData("{\"password\": \"Tw33t\"}")]
    public void A_secret_in_a_page_is_found(string line)
    {
        WriteKit();
        File.AppendAllText(Path.Combine(Place, "README.txt"), line + "\n");

        Assert.Equal(CheckOutcome.Failed, Outcome(Test(new KitTestFacts { Now = KitSamples.Now }), "NoSecret"));
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("dash")]
    [InlineData("bash")]
    public void The_preflight_runs_and_changes_nothing(string shell)
    {
        WriteKit();
        string dumps = Directory.CreateDirectory(Path.Combine(_folder, "dumps")).FullName;
        string work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        for (int i = 0; i < 60; i++)
            File.WriteAllText(Path.Combine(dumps, i + ".gz"), "");
        File.WriteAllText(Path.Combine(work, "restore.gz"), "no gzip");
        string[] before = [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        (int code, string output) = Run(shell, ["preflight.sh"], ("dumps", dumps), ("work", work), ("LC_ALL", "C.UTF-8"));
        (_, string chinese) = Run(shell, ["preflight.sh"], ("dumps", dumps), ("work", work), ("LC_ALL", "zh_CN.UTF-8"));

        Assert.Equal(1, code);
        Assert.Contains("WARN     60 dumps lie in", output, StringComparison.Ordinal);
        Assert.Contains("restore.gz is damaged", output, StringComparison.Ordinal);
        Assert.Contains("ok       the files of this kit are as they were written", output, StringComparison.Ordinal);
        Assert.Contains("has to be 5.2.1", output, StringComparison.Ordinal);
        Assert.Contains("恢复包中的文件与写入时一致", chinese, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)(not found|syntax error|unexpected|integer expression)", output);
        Assert.Equal(before, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    private static CheckOutcome Outcome(RecoveryKitResult result, string check) => result.Checks.Single(one => one.Name == check).Outcome;

    private RecoveryKitResult Test(KitTestFacts facts) => KitTester.Test(Place, facts, default);

    private RecoveryKit WriteKit(string? note = null, bool withBackup = true)
    {
        RecoveryKitBackup proven = withBackup ? Included(BackupFile(), null) : KitSamples.Backup(6, KitSamples.Now);
        RecoveryKit kit = KitSamples.Kit([proven, KitSamples.Backup(30)], note: note);
        KitFolder.Write(kit, Place, KitSamples.Names, KitSamples.Facts, default);
        return kit;
    }

    private string BackupFile()
    {
        string file = Path.Combine(_vault, "sample.gz");
        File.WriteAllBytes(file, Dumps.Samples.Real);
        return file;
    }

    private static RecoveryKitBackup Included(string file, string? sha256)
    {
        RecoveryKitBackup backup = KitSamples.Backup(6, KitSamples.Now);
        return new RecoveryKitBackup { Server = backup.Server, Name = "b.gz", Created = backup.Created, Version = backup.Version, Size = backup.Size, ProvenAt = backup.ProvenAt, Copies = backup.Copies, FullName = file, Sha256 = sha256, Included = "backups/1-b.gz" };
    }

    private (int Code, string Output) Run(string program, params string[] arguments) => Run(program, arguments, []);

    private (int Code, string Output) Run(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Place, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        return (process.ExitCode, output + errors.Result);
    }
}
