using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Testing;

namespace ZStack.Backup.Client.Tests.Dumps;

public sealed class ManifestTests
{
    private static readonly byte[] Packed = Samples.Real;

    [Fact]
    public void A_written_manifest_is_read_back()
    {
        using var file = new TemporaryFile([]);
        var written = new BackupManifest
        {
            File = "backup.gz",
            Length = 5,
            Md5 = new string('a', 32),
            Sha256 = new string('b', 64),
            BackupUuid = "742a7c7d4a4f3a01b206632a40ac414f",
            BackupName = "nightly \"x\".gz",
            Version = "5.2.1",
            CreateDate = new DateTimeOffset(2026, 11, 22, 1, 0, 12, TimeSpan.FromHours(8)),
            Server = "10.0.0.10",
            SourceUrl = "http://10.0.0.9:8001/x.gz",
            SavedAt = new DateTimeOffset(2026, 11, 23, 1, 0, 12, TimeSpan.Zero),
            ModuleVersion = "0.1.0",
        };
        File.WriteAllText(BackupManifest.PathFor(file.Path), Cultures.Under("th-TH", written.ToJson));

        BackupManifest read = Cultures.Under("ar-SA", () => BackupManifest.ReadBeside(file.Path))!;

        Assert.All(typeof(BackupManifest).GetProperties(), property => Assert.Equal(property.GetValue(written), property.GetValue(read)));
        Assert.Equal("{}\n", new BackupManifest().ToJson());
    }

    [Theory]
    [InlineData(true, true, "Passed", "")]
    [InlineData(true, false, "Passed", "")]
    [InlineData(false, false, "Inconclusive", "Checksum:NothingToCompareWith()")]
    public void A_file_is_compared_with_its_manifest(bool hasMd5, bool hasSha256, string outcome, string bad)
    {
        BackupTestResult result = Test(Manifest(hasMd5, hasSha256).ToJson(), BackupTestLevel.Checksum);

        Assert.Equal((outcome, bad), (result.Outcome.ToString(), Samples.Bad(result)));
        Assert.Equal(Md5Of(Packed), result.Md5);
    }

    [Fact]
    public void A_difference_is_failed_on_every_level()
    {
        string other = "{\"length\":\"1.0\",\"sha256\":\"" + new string('0', 64) + "\"}";

        foreach (BackupTestLevel level in new[] { BackupTestLevel.Checksum, BackupTestLevel.Structure })
        {
            BackupTestResult result = Test(other, level);
            Assert.Equal(BackupTestOutcome.Failed, result.Outcome);
            Assert.Equal([Finding.LengthDiffers, Finding.HashDiffers], result.Checks.Where(c => c.Outcome == CheckOutcome.Failed).Select(c => c.Found.Kind));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"md5\":\"x\"}")]
    [InlineData("{\"sha256\":\"0123\"}")]
    public void A_damaged_manifest_proves_nothing(string json)
    {
        BackupTestResult result = Test(json, BackupTestLevel.Structure);

        Assert.Equal(BackupTestOutcome.Inconclusive, result.Outcome);
        Assert.Equal(Finding.ManifestUnreadable, Assert.Single(result.Checks, c => c.Outcome != CheckOutcome.Passed).Found.Kind);
    }

    [Fact]
    public void The_hash_of_a_record_counts_also_without_a_manifest()
    {
        using var file = new TemporaryFile(Packed);
        string md5 = Md5Of(Packed).ToUpperInvariant();

        Assert.Equal(BackupTestOutcome.Passed, BackupTester.Test(new BackupTestRequest { FullName = file.Path, Level = BackupTestLevel.Checksum, Md5 = md5 }, null, CancellationToken.None).Outcome);
        Assert.Equal(BackupTestOutcome.Failed, BackupTester.Test(new BackupTestRequest { FullName = file.Path, Md5 = new string('0', 32) }, null, CancellationToken.None).Outcome);
    }

    [Fact]
    public void Each_file_has_its_turn_once_in_a_round_and_the_turns_are_spread()
    {
        var day = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Local);
        string[] names = [.. Enumerable.Range(0, 700).Select(i => $"nightly-{i.ToString(CultureInfo.InvariantCulture)}.gz")];

        int[][] turns = [.. names.Select(name => Enumerable.Range(0, 7).Where(i => SampleSchedule.DaysUntilDue(name, 7, day.AddDays(i).AddHours(i)) == 0).ToArray())];

        Assert.All(turns, turn => Assert.Single(turn));
        Assert.All(turns.GroupBy(turn => turn[0]), group => Assert.InRange(group.Count(), 60, 140));
        // The same everywhere and for ever: a changed hash would leave files out for a round.
        Assert.Equal(SampleSchedule.DaysUntilDue("nightly.gz", 7, day), (SampleSchedule.DaysUntilDue("nightly.gz", 7, day.AddDays(1)) + 1) % 7);
        Assert.Equal(0, SampleSchedule.DaysUntilDue("nightly.gz", 1, day));
    }

#pragma warning disable CA5351 // The server's choice.
    private static string Md5Of(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351

    private static BackupManifest Manifest(bool hasMd5, bool hasSha256) => new()
    {
        Md5 = hasMd5 ? Md5Of(Packed) : null,
        Sha256 = hasSha256 ? Convert.ToHexStringLower(SHA256.HashData(Packed)) : null,
    };

    private static BackupTestResult Test(string manifest, BackupTestLevel level)
    {
        using var file = new TemporaryFile(Packed);
        File.WriteAllText(BackupManifest.PathFor(file.Path), manifest);
        return BackupTester.Test(new BackupTestRequest { FullName = file.Path, Level = level }, null, CancellationToken.None);
    }
}
