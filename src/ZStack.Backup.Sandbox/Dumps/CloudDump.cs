using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox.CloudResources;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>The dump of a cloud: the sample of a real server, with the tables of resources and their rows put in its place.</summary>
internal static partial class CloudDump
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["VmInstance"] = "VmInstanceVO", ["Volume"] = "VolumeVO", ["Image"] = "ImageVO", ["VolumeSnapshot"] = "VolumeSnapshotVO",
    };

    /// <param name="sample">Text of the sample: three dumps.</param>
    /// <param name="rows">All rows of all tables.</param>
    public static byte[] Pack(string sample, CloudResource[] rows)
    {
        ILookup<string, CloudResource> byKind = rows.ToLookup(row => row.Kind);
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var text = new StreamWriter(gzip, new UTF8Encoding(false)))
        {
            // Structure; structure and rows; the databases of the user interface, which know no cloud.
            int dump = 0;
            foreach (string part in Headers().Split(sample).Where(part => part.Length > 0))
            {
                dump++;
                if (dump <= 2)
                    Write(text, part, byKind, withRows: dump == 2);
                else
                    text.Write(part);
            }
        }

        return bytes.ToArray();
    }

    private static void Write(StreamWriter text, string part, ILookup<string, CloudResource> rows, bool withRows)
    {
        string[] sections = Sections().Split(part);
        var known = sections.Select(Table).OfType<string>().ToHashSet();
        foreach (string section in sections)
        {
            string? table = Table(section);
            // Tables come by name; what the sample lacks stands where the last of them would begin.
            if (table == "ZoneEO")
            {
                foreach (CloudKind other in CloudKind.All.Where(kind => !known.Contains(kind.Table)).OrderBy(kind => kind.Table, StringComparer.Ordinal))
                    WriteTable(text, other.Table, Structure(other), withRows ? Rows(other, rows[other.Name]) : null);
            }

            if (table == "AccountResourceRefVO")
                WriteTable(text, table, OwnerStructure, withRows ? Owners(rows) : null);
            else if (CloudKind.All.FirstOrDefault(kind => kind.Table == table) is { } kind)
                WriteTable(text, kind.Table, Structure(kind), withRows ? Rows(kind, rows[kind.Name]) : null);
            else
                text.Write(section);
        }
    }

    private static string? Table(string section) => TableName().Match(section) is { Success: true } match ? match.Groups[1].Value : null;

    private static void WriteTable(StreamWriter text, string table, string structure, IEnumerable<string>? rows)
    {
        text.Write($"--\n-- Table structure for table `{table}`\n--\n\nDROP TABLE IF EXISTS `{table}`;\n/*!40101 SET @saved_cs_client     = @@character_set_client */;\n/*!40101 SET character_set_client = utf8mb4 */;\nCREATE TABLE `{table}` (\n");
        text.Write(structure);
        text.Write(") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;\n/*!40101 SET character_set_client = @saved_cs_client */;\n\n");
        if (rows is null)
            return;
        text.Write($"--\n-- Dumping data for table `{table}`\n--\n\nLOCK TABLES `{table}` WRITE;\n/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;\n");
        string before = $"INSERT INTO `{table}` VALUES\n";
        foreach (string row in rows)
        {
            text.Write(before);
            text.Write(row);
            before = ",\n";
        }

        if (before == ",\n")
            text.Write(";\n");
        text.Write($"/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;\nUNLOCK TABLES;\n\n");
    }

    private static string Structure(CloudKind kind)
    {
        var text = new StringBuilder("  `uuid` varchar(32) NOT NULL,\n");
        foreach (string column in kind.Columns)
            text.Append(CultureInfo.InvariantCulture, $"  `{column}` {(CloudKind.IsNumber(column) ? "bigint(20) unsigned" : column == "installPath" ? "varchar(2048)" : "varchar(255)")} DEFAULT NULL,\n");
        if (kind.Name == "Account")
            text.Append("  `password` varchar(255) DEFAULT NULL,\n");
        text.Append("  `lastOpDate` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00' ON UPDATE current_timestamp(),\n  `createDate` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',\n");
        if (kind.KeepsDeleted)
            text.Append("  `deleted` varchar(255) DEFAULT NULL,\n");
        return text.Append("  PRIMARY KEY (`uuid`)\n").ToString();
    }

    private static IEnumerable<string> Rows(CloudKind kind, IEnumerable<CloudResource> rows)
    {
        foreach (CloudResource row in rows.OrderBy(row => row.Uuid, StringComparer.Ordinal))
        {
            IEnumerable<string> values = [Quote(row.Uuid), .. kind.Columns.Select((column, i) => CloudKind.IsNumber(column) ? row.Values[i] ?? "NULL" : Quote(row.Values[i]))];
            if (kind.Name == "Account")
                values = values.Append("'b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb9'");
            values = [.. values, Time(row.LastOpDate), Time(row.CreateDate)];
            if (kind.KeepsDeleted)
                values = values.Append(row.IsDeleted ? Time(row.LastOpDate) : "NULL");
            yield return "(" + string.Join(",", values) + ")";
        }
    }

    private const string OwnerStructure = "  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `accountUuid` varchar(32) DEFAULT NULL,\n  `resourceUuid` varchar(32) NOT NULL,\n  `resourceType` varchar(255) NOT NULL,\n  `type` varchar(32) NOT NULL,\n  PRIMARY KEY (`id`)\n";

    private static IEnumerable<string> Owners(ILookup<string, CloudResource> rows)
    {
        int id = 0;
        foreach (CloudResource row in Kinds.Keys.SelectMany(kind => rows[kind]).Where(row => !row.IsDeleted))
            yield return string.Create(CultureInfo.InvariantCulture, $"({++id},'{SandboxAccounts.AdminUuid}','{row.Uuid}','{Kinds[row.Kind]}','Own')");
    }

    // The header of the dump says that times are in UTC.
    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("\\'yyyy-MM-dd HH:mm:ss\\'", CultureInfo.InvariantCulture);

    private static string Quote(string? text) => text is null ? "NULL"
        : "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"(?<=-- Dump completed on [^\n]*\n)")]
    private static partial Regex Headers();

    [GeneratedRegex(@"(?m)^(?=--\n-- (?:Table structure|Temporary table structure|Current Database|Final view structure))")]
    private static partial Regex Sections();

    [GeneratedRegex(@"^--\n-- Table structure for table `(\w+)`\n")]
    private static partial Regex TableName();
}
