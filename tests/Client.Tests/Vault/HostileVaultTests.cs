using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Vault;

/// <summary>Files of a vault that somebody else has written: whatever they say, they are read, judged and never believed.</summary>
public sealed class HostileVaultTests : IDisposable
{
    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e308", "1e999", "-1e999", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", new string('9', 400), "0.1",
        "\"\"", "\" \"", "\"..\"", "\"../../etc/passwd\"", "\"a/b.gz\"", "\"\\u0000\"", "\"\\u202Egz.\"", "\"\\u001b[2K\"", "\"\\ud800\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"2031-01-01T00:00:00Z\"", "\"Restore\"", "\"Passed\"", "[]", "{}", "[1,[2]]", "{\"a\":{\"b\":1}}", "{\"load\":1e999}", "{\"load\":NaN}", "{\"load\":-5}", "{\"load\":" + new string('9', 400) + "}", "{\"read\":\"x\"}",
        "new Date(1)", "/* */ 1", new string('[', 5000), string.Concat(Enumerable.Repeat("{\"a\":", 5000)),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("vault-").FullName;

    private string Backup => Path.Combine(_folder, "a.gz");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Random_manifests_and_evidence_are_judged_and_nothing_is_believed_that_was_changed()
    {
        int proven = 0, broken = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            File.WriteAllText(Backup, "dump");
            string manifest = new BackupManifest { File = "a.gz", Length = 4, Md5 = new string('a', 32), Sha256 = Hash("dump"), Server = "10.0.0.10", Version = "5.2.1", BackupName = "a", CreateDate = DateTimeOffset.UtcNow.AddDays(-1) }.ToJson();
            if (random.Next(2) == 0)
                manifest = Change(manifest, random);
            File.WriteAllText(Backup + ".json", manifest);
            File.Delete(Backup + ".proof.jsonl");
            for (int test = 0; test < 3; test++)
                EvidenceFile.Append(Backup, Line, CancellationToken.None);
            bool isForged = random.Next(2) == 0;
            if (isForged)
            {
                string[] lines = File.ReadAllLines(Backup + ".proof.jsonl");
                // Not the last one: a change of that alone is what its writer might have written.
                int changed = random.Next(2);
                string was = lines[changed];
                lines[changed] = Change(lines[changed], random);
                isForged = lines[changed] != was;
                File.WriteAllText(Backup + ".proof.jsonl", string.Concat(lines.Select(line => line + "\n")));
            }

            VaultEntry entry = Assert.Single(VaultReader.Read(_folder, recurse: false));
            SavedBackup saved = entry.Backup ?? throw entry.Failure!;
            RecoveryPoint point = Assert.Single(RecoveryPoints.Find(new RecoveryFacts { Saved = [saved], ForVersion = "5.2.1", Now = DateTimeOffset.UtcNow }));

            Assert.True(!isForged || (saved.ProvenAt is null && saved.Evidence != EvidenceState.Intact && point.ProvenAt is null), $"seed {seed}");
            proven += point.ProvenAt is null ? 0 : 1;
            broken += saved.Problem is null ? 0 : 1;
        }

        // Both kinds were there.
        Assert.InRange(proven, 350, 1100);
        Assert.InRange(broken, 40, 800);
    }

    /// <summary>The writer of the last line has the whole chain in hand: numbers that are none must not matter then, either.</summary>
    [Fact]
    public void A_line_with_any_value_in_any_place_is_read_or_refused()
    {
        string line = Line(new string('b', 64)).ToString();
        int read = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            string changed = Change(line, new Random(seed));
            EvidenceLine? parsed = EvidenceLine.Parse(changed);
            if (parsed is null)
                continue;
            read++;
            var saved = new SavedBackup { FullName = Backup, Length = 100, BackupName = "a", Md5 = new string('a', 32), Sha256 = parsed.Sha256, ProvenAt = parsed.Time, LastTest = new SavedBackupTest(parsed.Time, parsed.Level, parsed.Outcome), ProofPhases = parsed.Phases, Evidence = EvidenceState.Intact };
            var other = new SavedBackup { FullName = Backup + "2", Length = 900, BackupName = "b", Md5 = new string('c', 32) };
            foreach (RecoveryPoint point in RecoveryPoints.Find(new RecoveryFacts { Saved = [saved, other], Now = DateTimeOffset.UtcNow }))
                Assert.True(point.EstimatedRestore is null || point.EstimatedRestore > TimeSpan.Zero, changed);
        }

        Assert.InRange(read, 500, 3999);
    }

    private static EvidenceLine Line(string previous) => new()
    {
        Time = DateTimeOffset.UtcNow.AddHours(-1),
        Level = BackupTestLevel.Restore,
        Outcome = BackupTestOutcome.Passed,
        Checks = [("Version", CheckOutcome.Warning)],
        Phases = [("read", 1), ("load", 2)],
        Sha256 = Hash("dump"),
        Module = "0.1.0",
        Host = "here",
        Previous = previous,
    };

    /// <summary>One value of the JSON text is another one, or the text is cut, doubled or bent.</summary>
    private static string Change(string json, Random random)
    {
        List<(int Start, int End)> values = [];
        for (int colon = json.IndexOf("\":", StringComparison.Ordinal); colon >= 0; colon = json.IndexOf("\":", colon + 2, StringComparison.Ordinal))
        {
            int end = json.IndexOfAny([',', '}', '\n'], colon + 2);
            values.Add((colon + 2, end));
        }

        (int start, int stop) = values[random.Next(values.Count)];
        return random.Next(8) switch
        {
            0 => json[..random.Next(json.Length)],
            1 => json + json,
            2 => json.Remove(random.Next(json.Length), 1),
            _ => json[..start] + Values[random.Next(Values.Length)] + json[stop..],
        };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
