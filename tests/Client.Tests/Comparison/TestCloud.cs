using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ZStack.Backup.Client.Tests.Comparison;

/// <summary>A resource of a made-up cloud, by the names of the API and the columns alike.</summary>
internal sealed record TestResource(ResourceKind Kind, string Uuid, Dictionary<string, string?> Values)
{
    public bool Deleted { get; init; }

    public DateTime Created { get; init; }

    public string? Owner { get; init; }

    public TestResource With(string field, string? value) => this with { Values = new Dictionary<string, string?>(Values) { [field] = value } };
}

/// <summary>Made-up clouds and the dumps that a server would write of them.</summary>
internal static class TestCloud
{
    public static readonly IReadOnlyDictionary<ResourceKind, (string Table, string[] Fields)> Tables = new Dictionary<ResourceKind, (string, string[])>
    {
        [ResourceKind.VmInstance] = ("VmInstanceEO", ["name", "state", "hostUuid", "rootVolumeUuid"]),
        [ResourceKind.Volume] = ("VolumeEO", ["name", "primaryStorageUuid", "vmInstanceUuid", "installPath", "size", "status"]),
        [ResourceKind.VolumeSnapshot] = ("VolumeSnapshotEO", ["name", "volumeUuid", "primaryStorageInstallPath", "primaryStorageUuid"]),
        [ResourceKind.Image] = ("ImageEO", ["name", "status"]),
        [ResourceKind.Host] = ("HostEO", ["name", "managementIp", "state"]),
        [ResourceKind.Zone] = ("ZoneEO", ["name"]),
        [ResourceKind.Cluster] = ("ClusterEO", ["name"]),
        [ResourceKind.PrimaryStorage] = ("PrimaryStorageEO", ["name", "url"]),
        [ResourceKind.BackupStorage] = ("BackupStorageEO", ["name", "url"]),
        [ResourceKind.L2Network] = ("L2NetworkEO", ["name"]),
        [ResourceKind.L3Network] = ("L3NetworkEO", ["name"]),
        [ResourceKind.VmNic] = ("VmNicVO", ["ip", "mac", "vmInstanceUuid", "l3NetworkUuid"]),
        [ResourceKind.Vip] = ("VipVO", ["name"]),
        [ResourceKind.Eip] = ("EipVO", ["name"]),
        [ResourceKind.PortForwardingRule] = ("PortForwardingRuleVO", ["name"]),
        [ResourceKind.LoadBalancer] = ("LoadBalancerVO", ["name"]),
        [ResourceKind.SecurityGroup] = ("SecurityGroupVO", ["name"]),
        [ResourceKind.AffinityGroup] = ("AffinityGroupVO", ["name"]),
        [ResourceKind.InstanceOffering] = ("InstanceOfferingEO", ["name"]),
        [ResourceKind.DiskOffering] = ("DiskOfferingEO", ["name"]),
        [ResourceKind.Account] = ("AccountVO", ["name", "type"]),
        [ResourceKind.User] = ("UserVO", ["name"]),
    };

    public static readonly string[] NastyNames =
    [
        "web", "it's", "a\\b", "a\"b", "),('x','y'", "line\nfeed", "tab\tnul\0end", "; DROP", "-- no comment", "/*!40101 x */", "结账服务器", "émile", "", "NULL", "0x41", "%_", "\u001A", "`tick`", "Robert'); --",
    ];

    private static readonly string[] States = ["Running", "Stopped", "Starting", "Migrating", "Destroyed", "Ready", "Creating", "Enabled", "Disabled", "PreMaintenance"];

    public static string NewUuid(Random random) => string.Concat(Enumerable.Range(0, 8).Select(_ => random.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture)));

    public static List<TestResource> Random(Random random, int most)
    {
        List<TestResource> cloud = [];
        for (int i = 0; i < most; i++)
        {
            var kind = (ResourceKind)random.Next(Tables.Count);
            var resource = new TestResource(kind, random.Next(30) == 0 ? "odd " + random.Next(1000) : NewUuid(random), [])
            {
                Deleted = random.Next(8) == 0,
                Created = new DateTime(2026, 1, 1).AddSeconds(random.Next(20_000_000)),
                Owner = NewUuid(random),
            };
            foreach (string field in Tables[kind].Fields)
                resource.Values[field] = Value(random, field, cloud);
            cloud.Add(resource);
        }

        return cloud;
    }

    /// <summary>The same cloud some days later.</summary>
    public static List<TestResource> Later(Random random, List<TestResource> cloud)
    {
        List<TestResource> later = [];
        foreach (TestResource resource in cloud)
        {
            switch (random.Next(8))
            {
                case 0:
                    break;
                case 1:
                    later.Add(resource with { Deleted = !resource.Deleted });
                    break;
                case 2:
                    later.Add(resource with { Owner = NewUuid(random) });
                    break;
                case 3 or 4:
                    string[] fields = Tables[resource.Kind].Fields;
                    string field = fields[random.Next(fields.Length)];
                    later.Add(resource.With(field, Value(random, field, cloud)));
                    break;
                default:
                    later.Add(resource);
                    break;
            }
        }

        later.AddRange(Random(random, random.Next(6)));
        // The order of rows means nothing.
        return [.. later.OrderBy(_ => random.Next())];
    }

    /// <summary>The rows as SQL, in one of the forms that mysqldump has.</summary>
    /// <param name="latin1">The dump is in that character set: what it lacks is a question mark in both.</param>
    public static string Sql(Random random, List<TestResource> cloud, bool latin1 = false)
    {
        var sql = new StringBuilder();
        sql.Append(latin1 ? "/*!40101 SET NAMES latin1 */;\n" : "/*!40101 SET NAMES utf8mb4 */;\n");
        sql.Append("/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n");
        foreach (var table in Tables)
            Rows(random, sql, table.Value.Table, ["uuid", "createDate", "lastOpDate", "description", "deleted", .. table.Value.Fields], [.. cloud.Where(r => r.Kind == table.Key).Append(Gone(table.Key)).Select(Row)]);
        string[] owners = random.Next(2) == 0 ? ["id", "accountUuid", "ownerAccountUuid", "resourceUuid"] : ["id", "accountUuid", "resourceUuid", "type"];
        List<Dictionary<string, string?>> refs = [.. cloud.Where(r => r.Owner is not null).Select(r => new Dictionary<string, string?> { ["id"] = "1", ["accountUuid"] = r.Owner, ["ownerAccountUuid"] = r.Owner, ["resourceUuid"] = r.Uuid, ["type"] = "Own" })];
        if (owners.Contains("type"))
            refs.AddRange(cloud.Take(3).Select(r => new Dictionary<string, string?> { ["id"] = "2", ["accountUuid"] = "shared", ["resourceUuid"] = r.Uuid, ["type"] = "Share" }));
        Rows(random, sql, "AccountResourceRefVO", owners, refs);
        return sql.Append("/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;\n").ToString();
    }

    /// <summary>In every table something waits to be expunged; without any account a dump would be broken.</summary>
    private static TestResource Gone(ResourceKind kind) => new(kind, "gone", []) { Deleted = true };

    public static Dictionary<string, string?> Row(TestResource resource) => new(resource.Values)
    {
        ["uuid"] = resource.Uuid,
        ["createDate"] = resource.Created.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        ["lastOpDate"] = resource.Created.AddHours(1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        ["description"] = "a,'b'",
        ["deleted"] = resource.Deleted ? "2026-11-20 10:00:00" : null,
    };

    private static void Rows(Random random, StringBuilder sql, string table, string[] columns, List<Dictionary<string, string?>> rows)
    {
        // Upgrades append columns: no two nodes have them in the same order.
        columns = [.. columns.OrderBy(_ => random.Next())];
        sql.Append(CultureInfo.InvariantCulture, $"DROP TABLE IF EXISTS `{table}`;\nCREATE TABLE `{table}` (\n");
        foreach (string column in columns)
            sql.Append(CultureInfo.InvariantCulture, $"  `{column}` {(column.EndsWith("Date", StringComparison.Ordinal) ? "timestamp NOT NULL DEFAULT '0000-00-00 00:00:00'" : "varchar(2048) DEFAULT NULL")},\n");
        sql.Append("  KEY `k` (`").Append(columns[0]).Append("`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8;\n");
        if (rows.Count == 0)
            return;
        int layout = random.Next(3);
        bool named = random.Next(3) == 0;
        if (named)
            columns = [.. columns.OrderBy(_ => random.Next())];
        string head = $"INSERT INTO `{table}`{(named ? " (`" + string.Join("`, `", columns) + "`)" : "")} VALUES";
        string[] values = [.. rows.Select(row => "(" + string.Join(",", columns.Select(column => Quote(row.GetValueOrDefault(column)))) + ")")];
        if (layout == 0)
            sql.Append(head).Append(' ').AppendJoin(",", values).Append(";\n");
        else if (layout == 1)
            sql.Append(head).Append('\n').AppendJoin(",\n", values).Append(";\n");
        else
            sql.AppendJoin("", values.Select(value => head + " " + value + ";\n"));
    }

    public static string Quote(string? value) => value is null ? "NULL" : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? value
        : "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal).Replace("\u001A", "\\Z", StringComparison.Ordinal) + "'";

    private static string? Value(Random random, string field, List<TestResource> cloud) => random.Next(9) == 0 ? null : field switch
    {
        "name" => NastyNames[random.Next(NastyNames.Length)] + (random.Next(2) == 0 ? "" : random.Next(100).ToString(CultureInfo.InvariantCulture)),
        "state" or "status" => States[random.Next(States.Length)],
        "size" => random.Next(5).ToString(CultureInfo.InvariantCulture),
        "ip" or "managementIp" => $"10.0.0.{random.Next(255)}",
        "rootVolumeUuid" when cloud.Where(r => r.Kind == ResourceKind.Volume).ToList() is { Count: > 0 } volumes => volumes[random.Next(volumes.Count)].Uuid,
        "installPath" or "primaryStorageInstallPath" => $"/ps/{random.Next(4)}/{new string('x', random.Next(300))}.qcow2",
        _ when field.EndsWith("Uuid", StringComparison.Ordinal) => NewUuid(random),
        _ => NastyNames[random.Next(NastyNames.Length)],
    };
}
