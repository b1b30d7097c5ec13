using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Tests.Dumps;
using ZStack.Backup.Sandbox.CloudResources;

namespace ZStack.Backup.Client.Tests.Comparison;

/// <summary>The real tables of several versions: upgrades appended columns, and put some in the middle.</summary>
public sealed class OpenSchemaTests
{
    private static readonly ResourceKind[] AllKinds = Enum.GetValues<ResourceKind>();

    /// <summary>Each version in each layout, once on either side, and against another version in another layout.</summary>
    private static IEnumerable<((OpenSchema Schema, DumpLayout Layout) Before, (OpenSchema Schema, DumpLayout Layout) Now)> Pairs
    {
        get
        {
            (OpenSchema, DumpLayout)[] forms = [.. OpenSchema.All.SelectMany(schema => DumpLayout.All.Select(layout => (schema, layout)))];
            return forms.Select((form, i) => (form, forms[(i + 5) % forms.Length]));
        }
    }

    public static TheoryData<string> Versions => [.. OpenSchema.All.Select(schema => schema.Version)];

    [Fact]
    public async Task A_cloud_is_the_same_in_whatever_version_and_layout()
    {
        List<TestResource> cloud = Cloud(new Random(1));
        foreach (var (before, now) in Pairs)
        {
            CloudComparison comparison = await CompareAsync(before.Schema.Sql(cloud, before.Layout), now.Schema.Sql(cloud, now.Layout));

            Assert.Empty(comparison.Differences);
            Assert.Empty(comparison.Unknown);
            Assert.Equal(cloud.Count(r => !r.Deleted), comparison.UnchangedResources.Count());
        }
    }

    [Fact]
    public async Task What_changed_is_the_same_in_whatever_version_and_layout()
    {
        var random = new Random(2);
        List<TestResource> before = Cloud(random), now = OpenSchema.Legal(TestCloud.Later(random, before));
        List<string> expected = NaiveComparison.Compare(before, now);
        Assert.True(expected.Count > 40, $"{expected.Count}");

        foreach (var (one, other) in Pairs)
        {
            CloudComparison comparison = await CompareAsync(one.Schema.Sql(before, one.Layout), other.Schema.Sql(now, other.Layout));

            string[] found = [.. comparison.Differences.Select(d => NaiveComparison.Line((d.Kind, d.Uuid), d.Change, d.Property, d.Before, d.Now, d.Risk)).Order(StringComparer.Ordinal)];
            Assert.Equal(expected, found);
            // Times come from columns of their own, and not from whatever stands in their place in another version.
            Assert.All(comparison.Differences, d => Assert.Equal(2026, d.When!.Value.Year));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void All_that_is_compared_is_a_column_there(string version)
    {
        OpenSchema schema = OpenSchema.All.Single(one => one.Version == version);
        foreach (ResourceSchema kind in ResourceSchema.All)
        {
            string[] columns = [.. schema.Tables[kind.Table].Columns.Select(column => column.Name)];
            Assert.Empty(kind.Members.Except(columns));
            Assert.Equal(kind.Table.EndsWith("EO", StringComparison.Ordinal), columns.Contains("deleted"));
            Assert.All(schema.Tables[kind.Table].Columns.Where(column => column.Name is "createDate" or "lastOpDate"), column => Assert.Equal("timestamp", column.Type));
        }

        Assert.Empty(new[] { "accountUuid", "resourceUuid" }.Except(schema.Tables[OpenSchema.Owners].Columns.Select(column => column.Name)));
        Assert.Empty(CloudKind.All.SelectMany(kind => kind.Columns.Except(schema.Tables[kind.Table].Columns.Select(column => column.Name)), (kind, column) => kind.Table + "." + column));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_takes_these_dumps(string version)
    {
        Assert.True(ServerPrograms.Find(null, CancellationToken.None, out string missing) is not null, missing);
        OpenSchema schema = OpenSchema.All.Single(one => one.Version == version);
        List<TestResource> cloud = Cloud(new Random(3));

        BackupTestResult result = Samples.Test(Bytes(schema.Sql(cloud, new DumpLayout(RowPerLine: true, Complete: true))), BackupTestLevel.Restore);

        Assert.True(Samples.Bad(result).Length == 0, Samples.Bad(result));
        Assert.Equal(CheckOutcome.Passed, result.Checks.Single(check => check.Name == "RestoredRows").Outcome);
    }

    [Fact]
    public void The_versions_differ_in_order_too()
    {
        string[] newest = Names("5.2.1"), oldest = Names("3.1.0");
        // Else every reader that counts columns from the front would pass.
        Assert.NotEqual(newest.Where(oldest.Contains).Select(name => Array.IndexOf(newest, name)), oldest.Select(name => Array.IndexOf(oldest, name)));
        Assert.True(OpenSchema.All.All(one => one.Tables.Count == ResourceSchema.All.Count + 1));

        static string[] Names(string version) => [.. OpenSchema.All.Single(one => one.Version == version).Tables["L2NetworkEO"].Columns.Select(column => column.Name)];
    }

    private static List<TestResource> Cloud(Random random) => OpenSchema.Legal([.. TestCloud.Random(random, 120).DistinctBy(r => r.Uuid), new TestResource(ResourceKind.Account, "36c27e8ff05c4780bf6d2fa65700f22e", new() { ["name"] = "admin", ["type"] = "SystemAdmin" }) { Created = new DateTime(2026, 1, 1) }]);

    /// <summary>With the accounts of the cloud in place of the sample's, and all tables in the characters that foreign keys need.</summary>
    private static byte[] Bytes(string sql) => Samples.Gzip(Encoding.UTF8.GetBytes(Samples.Text(sql)
        .Replace("INSERT INTO `AccountVO` VALUES ('36c2','admin');\n", "", StringComparison.Ordinal)
        .Replace(") ENGINE=InnoDB;\n", ") ENGINE=InnoDB DEFAULT CHARSET=utf8;\n", StringComparison.Ordinal)));

    private static async Task<CloudComparison> CompareAsync(string before, string now)
    {
        using TemporaryFile one = new(Bytes(before)), other = new(Bytes(now));
        return await ZStackClient.CompareAsync(new ComparedBackup { FullName = one.Path, Name = "before" }, new ComparedBackup { FullName = other.Path, Name = "now" }, AllKinds, null, CancellationToken.None);
    }
}
