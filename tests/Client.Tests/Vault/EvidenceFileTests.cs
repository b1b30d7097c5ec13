using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Vault;

/// <summary>The evidence of a saved backup: what is appended stays whole, and what was changed shows.</summary>
public sealed class EvidenceFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("vault-").FullName;

    private string Backup => Path.Combine(_folder, "nightly.gz");

    private string Evidence => Backup + ".proof.jsonl";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_has_exactly_the_documented_fields()
    {
        Save();
        Append(1);

        JsonObject line = JsonNode.Parse(Assert.Single(File.ReadAllLines(Evidence)))!.AsObject();

        Assert.Equal(["time", "level", "outcome", "checks", "phases", "sha256", "module", "server", "host", "previous"], line.Select(property => property.Key));
        Assert.Equal("2026-11-27T11:01:00Z", (string)line["time"]!);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Backup + ".json"))), (string)line["previous"]!);
    }

    [Fact]
    public void A_line_names_the_one_before_and_reads_back()
    {
        Save();
        Append(1);
        Append(2);
        Append(3);

        EvidenceFile read = Read();

        Assert.Equal(EvidenceState.Intact, read.State);
        Assert.Equal([1, 2, 3], read.Lines.Select(line => line.Time.Minute));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllLines(Evidence)[1]))), read.Lines[2].Previous);
        Assert.Equal([("Version", CheckOutcome.Failed)], read.Lines[0].Checks);
        Assert.Equal([("read", 1.5), ("load", 2.25)], read.Lines[0].Phases);
    }

    [Fact]
    public void Nothing_tested_is_none()
    {
        Save();

        Assert.Equal(EvidenceState.None, Read().State);
    }

    public static TheoryData<string, Func<string, string>> Changes() => new()
    {
        { "another outcome", text => text.Replace("Failed", "Passed", StringComparison.Ordinal) },
        { "another time", text => text.Replace("11:02", "11:09", StringComparison.Ordinal) },
        { "a line less", text => string.Concat(text.Split('\n').Skip(1).Select(line => line + "\n")).TrimEnd('\n') + "\n" },
        { "a line twice", text => text + text.Split('\n')[2] + "\n" },
        { "half a line", text => text[..^20] },
        { "no line feed", text => text.TrimEnd('\n') },
        { "garbage", text => text + "hello\n" },
        { "a bomb", text => text + new string('[', 100_000) + "\n" },
        { "a line of the future", text => text.Replace("2026-11-27T11:03", "2031-01-01T11:03", StringComparison.Ordinal) },
        { "an empty line", text => text + "\n" },
        { "numbers for words", text => text.Replace("\"Restore\"", "2", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void A_change_shows(string what, Func<string, string> change)
    {
        Save();
        Append(1);
        Append(2);
        Append(3);

        File.WriteAllText(Evidence, change(File.ReadAllText(Evidence)));

        Assert.True(EvidenceState.Broken == Read().State, what);
    }

    [Fact]
    public void Evidence_of_another_manifest_counts_for_nothing()
    {
        Save();
        Append(1);

        Save("another");

        Assert.Equal(EvidenceState.Broken, Read().State);
    }

    [Fact]
    public void A_file_larger_than_any_evidence_is_not_read()
    {
        Save();
        using (FileStream file = File.Create(Evidence))
            file.SetLength(100_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        EvidenceState state = Read().State;

        Assert.Equal(EvidenceState.Broken, state);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Throws<ZStackException>(() => Append(1));
    }

    [Fact]
    public void Tests_at_once_lose_nothing()
    {
        Save();

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Append(i % 60));

        Assert.Equal((EvidenceState.Intact, 200), (Read().State, Read().Lines.Count));
        Assert.Equal(["nightly.gz", "nightly.gz.json", "nightly.gz.proof.jsonl"], Names());
    }

    [Fact]
    public void The_lock_of_a_killed_test_does_not_block_the_next()
    {
        Save();
        File.WriteAllText(Evidence + ".new", "half");
        File.SetLastWriteTimeUtc(Evidence + ".new", DateTime.UtcNow.AddMinutes(-5));

        Append(1);

        Assert.Equal(EvidenceState.Intact, Read().State);
        Assert.Equal(["nightly.gz", "nightly.gz.json", "nightly.gz.proof.jsonl"], Names());
    }

    [Fact]
    public void Evidence_is_private()
    {
        Save();
        Append(1);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Evidence));
    }

    private void Save(string content = "the dump")
    {
        File.WriteAllText(Backup, content);
        File.WriteAllText(Backup + ".json", new BackupManifest { File = "nightly.gz", Length = content.Length, Sha256 = Hash(content) }.ToJson());
    }

    private void Append(int minute) => EvidenceFile.Append(
        Backup,
        previous => new EvidenceLine
        {
            Time = Now.AddHours(-1).AddMinutes(minute),
            Level = BackupTestLevel.Restore,
            Outcome = BackupTestOutcome.Failed,
            Checks = [("Version", CheckOutcome.Failed)],
            Phases = [("read", 1.5), ("load", 2.25)],
            Sha256 = Hash("the dump"),
            Module = "0.1.0",
            Host = "here",
            Previous = previous,
        },
        CancellationToken.None);

    private EvidenceFile Read() => EvidenceFile.ReadBeside(Backup, File.ReadAllBytes(Backup + ".json"), Now);

    private IEnumerable<string> Names() => Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
