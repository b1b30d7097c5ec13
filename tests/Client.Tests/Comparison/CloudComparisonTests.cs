using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Tests.Dumps;

namespace ZStack.Backup.Client.Tests.Comparison;

[Collection(nameof(Alone))]
public sealed class CloudComparisonTests
{
    private const string Vm = "0123456789abcdef0123456789abcdef";
    private const string Disk = "fedcba9876543210fedcba9876543210";

    private static readonly ResourceKind[] AllKinds = Enum.GetValues<ResourceKind>();

    [Fact]
    public async Task A_thousand_random_pairs_of_clouds_differ_as_a_naive_comparison_says()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            List<TestResource> before = Distinct(TestCloud.Random(random, random.Next(60)));
            List<TestResource> now = Distinct(TestCloud.Later(random, before));

            CloudComparison comparison = await CompareAsync(TestCloud.Sql(random, before), TestCloud.Sql(random, now));
            ResourceDifference[] differences = [.. comparison.Differences];
            string[] found = [.. differences.Select(d => NaiveComparison.Line((d.Kind, d.Uuid), d.Change, d.Property, d.Before, d.Now, d.Risk)).Order(StringComparer.Ordinal)];
            Assert.True(NaiveComparison.Compare(before, now).SequenceEqual(found), $"seed {seed}");

            // The danger first, then the kinds in their order.
            Assert.Equal(differences.OrderBy(d => d.Risk != ResourceRisk.Danger).ThenBy(d => d.Kind), differences);
            foreach (ResourceSummary line in comparison.Summaries.SkipLast(1))
            {
                ResourceDifference[] ofKind = [.. differences.Where(d => d.Kind.ToString() == line.Kind)];
                Assert.Equal(Number(ofKind, ResourceChange.WouldBeForgotten), line.WouldBeForgotten);
                Assert.Equal(Number(ofKind, ResourceChange.WouldComeBack), line.WouldComeBack);
                Assert.Equal(Number(ofKind, ResourceChange.Moved), line.Moved);
                Assert.Equal(Number(ofKind, ResourceChange.Changed), line.Changed);
                Assert.Equal(line.Now - line.Before, line.WouldBeForgotten - line.WouldComeBack);
            }

            Assert.Equal(before.Count(r => !r.Deleted), comparison.Summaries[^1].Before);
            Assert.Equal(now.Count(r => !r.Deleted), comparison.Summaries[^1].Now);
        }
    }

    [Fact]
    public async Task The_other_way_round_forgotten_and_back_change_places()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            List<TestResource> before = Distinct(TestCloud.Random(random, 50));
            List<TestResource> now = Distinct(TestCloud.Later(random, before));
            string one = TestCloud.Sql(random, before), other = TestCloud.Sql(random, now);

            CloudComparison there = await CompareAsync(one, other);
            CloudComparison back = await CompareAsync(other, one);

            Assert.Equal(Uuids(there, ResourceChange.WouldBeForgotten), Uuids(back, ResourceChange.WouldComeBack));
            Assert.Equal(Uuids(there, ResourceChange.WouldComeBack), Uuids(back, ResourceChange.WouldBeForgotten));
            Assert.Equal(there.Count(ResourceChange.Moved, ResourceKind.Volume), back.Count(ResourceChange.Moved, ResourceKind.Volume));
        }
    }

    [Fact]
    public async Task A_cloud_is_the_same_as_itself_in_whatever_layout_and_characters()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            List<TestResource> cloud = Distinct(TestCloud.Random(new Random(seed), 50));
            // Latin1 has no Chinese characters.
            cloud.RemoveAll(r => r.Values.Values.Any(v => v?.Any(c => c > 0xFF) == true));
            string utf8 = TestCloud.Sql(new Random(seed + 1), cloud), latin1 = TestCloud.Sql(new Random(seed + 2), cloud, latin1: true);

            CloudComparison comparison = await CompareAsync(Bytes(utf8, Encoding.UTF8), Bytes(latin1, Encoding.Latin1), AllKinds);

            Assert.Empty(comparison.Differences);
            Assert.Equal(cloud.Count(r => !r.Deleted), comparison.UnchangedResources.Count());
        }
    }

    [Fact]
    public async Task A_vm_whose_root_volume_moved_is_in_danger()
    {
        List<TestResource> before = [MakeVm(), MakeVolume("/ps1/a")];
        List<TestResource> now = [MakeVm(), MakeVolume("/ps2/a")];

        ResourceDifference[] found = [.. (await CompareAsync(Sql(before), Sql(now))).Differences];

        Assert.Equal(["VmInstance web: Moved", "Volume root: Moved"], found.Select(d => d.ToString()));
        Assert.All(found, d => Assert.Equal((ResourceRisk.Danger, "/ps1/a", "/ps2/a"), (d.Risk, d.Before, d.Now)));
        Assert.Equal("rootVolume.installPath", found[0].Property);
    }

    [Fact]
    public async Task Also_when_only_vms_are_asked_for()
    {
        CloudComparison comparison = await CompareAsync(Bytes(Sql([MakeVm(), MakeVolume("/ps1/a")]), Encoding.UTF8), Bytes(Sql([MakeVm(), MakeVolume("/ps2/a")]), Encoding.UTF8), ResourceKind.VmInstance);

        Assert.Equal("VmInstance web: Moved", Assert.Single(comparison.Differences).ToString());
        Assert.Equal(["VmInstance", "All"], comparison.Summaries.Select(line => line.Kind));
    }

    [Fact]
    public async Task Times_are_those_of_the_zone_of_the_dump_or_none()
    {
        string sql = Sql([MakeVm()]);

        async Task<DateTimeOffset?> When(string zone) => Assert.Single((await CompareAsync(Sql([]), sql.Replace("TIME_ZONE='+00:00'", zone, StringComparison.Ordinal))).Differences).When;

        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), await When("TIME_ZONE='+00:00'"));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), await When("TIME_ZONE='+08:00'"));
        Assert.Null(await When("TIME_ZONE='SYSTEM'"));
    }

    [Fact]
    public async Task A_table_that_the_dump_does_not_have_leaves_its_kind_unknown()
    {
        string without = Sql([MakeVm()]).Replace("`EipVO`", "`OtherVO`", StringComparison.Ordinal);

        CloudComparison comparison = await CompareAsync(without, Sql([MakeVm(), new TestResource(ResourceKind.Eip, Disk, new() { ["name"] = "eip" })]));

        Assert.Equal([ResourceKind.Eip], comparison.Unknown);
        Assert.Empty(comparison.Differences);
        ResourceSummary eip = comparison.Summaries.Single(line => line.Kind == "Eip");
        Assert.Equal((null, 1, null), (eip.Before, eip.Now, eip.WouldBeForgotten));
        Assert.Null(comparison.Summaries[^1].WouldBeForgotten);
    }

    [Fact]
    public async Task A_column_that_the_dump_does_not_have_is_no_difference()
    {
        List<TestResource> cloud = [MakeVolume("/ps1/a")];
        string without = Sql(cloud).Replace("`size`", "`other`", StringComparison.Ordinal);

        Assert.Empty((await CompareAsync(without, Sql([MakeVolume("/ps1/a").With("size", "99")]))).Differences);
    }

    [Theory]
    [InlineData("_utf8mb4 'a\\'b'")]
    [InlineData("_binary 'a\\'b'")]
    [InlineData("0x612762")]
    [InlineData("x'612762'")]
    [InlineData("_utf8mb4 0x612762")]
    [InlineData("'a''b'")]
    [InlineData("\"a'b\"")]
    public async Task Text_is_read_in_every_notation(string literal)
    {
        string sql = Sql([MakeVm().With("name", "NAME")]).Replace("'NAME'", literal, StringComparison.Ordinal);

        Assert.Equal("a'b", Assert.Single((await CompareAsync(Sql([]), sql)).Differences).Name);
    }

    [Fact]
    public async Task Rows_that_a_second_structure_takes_away_do_not_count()
    {
        List<TestResource> cloud = [MakeVm()];

        Assert.Empty((await CompareAsync(Sql([MakeVm().With("name", "old"), MakeVolume("/x")]) + Sql(cloud), Sql(cloud))).Differences);
    }

    [Fact]
    public async Task A_backup_that_fails_its_test_is_not_compared()
    {
        string whole = Sql([MakeVm()]);
        string broken = whole[..whole.LastIndexOf("VALUES", StringComparison.Ordinal)];

        ZStackException e = await Assert.ThrowsAsync<ZStackException>(() => CompareAsync(broken, whole));
        Assert.Equal(ZStackErrorKind.NotComparable, e.Kind);
        e = await Assert.ThrowsAsync<ZStackException>(() => CompareAsync(whole, broken));
        Assert.Equal(ZStackErrorKind.NotComparable, e.Kind);
        byte[] cut = Samples.Gzip(Samples.Text(whole));
        e = await Assert.ThrowsAsync<ZStackException>(() => CompareAsync(cut[..^9], cut, AllKinds));
        Assert.Equal(ZStackErrorKind.NotComparable, e.Kind);
    }

    [Fact]
    public async Task Unknown_characters_are_refused()
    {
        ZStackException e = await Assert.ThrowsAsync<ZStackException>(() => CompareAsync(Sql([MakeVm()]).Replace("utf8mb4", "gbk", StringComparison.Ordinal), Sql([])));

        Assert.Equal((ZStackErrorKind.NotComparable, "before"), (e.Kind, e.Facts["what"]));
    }

    private static string Sql(List<TestResource> cloud) => TestCloud.Sql(new Random(1), cloud);

    private static TestResource MakeVm() => new(ResourceKind.VmInstance, Vm, new() { ["name"] = "web", ["state"] = "Running", ["hostUuid"] = Vm, ["rootVolumeUuid"] = Disk }) { Created = new DateTime(2026, 11, 20, 8, 0, 0) };

    private static TestResource MakeVolume(string path) =>
        new(ResourceKind.Volume, Disk, new() { ["name"] = "root", ["primaryStorageUuid"] = Vm, ["vmInstanceUuid"] = Vm, ["installPath"] = path, ["size"] = "1", ["status"] = "Ready" });

    private static long Number(ResourceDifference[] differences, ResourceChange change) => differences.Where(d => d.Change == change).Select(d => d.Uuid).Distinct().LongCount();

    private static IEnumerable<string> Uuids(CloudComparison comparison, ResourceChange change) => comparison.Differences.Where(d => d.Change == change).Select(d => d.Uuid).Order(StringComparer.Ordinal);

    private static List<TestResource> Distinct(List<TestResource> cloud) => [.. cloud.DistinctBy(r => r.Uuid)];

    private static byte[] Bytes(string sql, Encoding encoding) => Samples.Gzip(encoding.GetBytes(Samples.Text(sql)));

    private static Task<CloudComparison> CompareAsync(string before, string now) => CompareAsync(Bytes(before, Encoding.UTF8), Bytes(now, Encoding.UTF8), AllKinds);

    private static async Task<CloudComparison> CompareAsync(byte[] before, byte[] now, params ResourceKind[] kinds)
    {
        using TemporaryFile one = new(before), other = new(now);
        return await ZStackClient.CompareAsync(new ComparedBackup { FullName = one.Path, Name = "before" }, new ComparedBackup { FullName = other.Path, Name = "now" }, kinds, null, CancellationToken.None);
    }
}
