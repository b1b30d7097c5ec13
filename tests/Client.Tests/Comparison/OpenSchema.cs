using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Comparison;

/// <summary>How a server writes rows.</summary>
/// <param name="RowPerLine">As MariaDB does since 10.11; else all rows of a table stand on one line.</param>
/// <param name="Complete"><c>--complete-insert</c>: with the names of the columns.</param>
internal sealed record DumpLayout(bool RowPerLine, bool Complete)
{
    public static IReadOnlyList<DumpLayout> All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];
}

/// <summary>The compared tables as a version of the open source has them (tests/data/schema), and dumps of made-up clouds in that form.</summary>
internal sealed partial class OpenSchema
{
    public const string Owners = "AccountResourceRefVO";

    public const string Before = "/*!40101 SET NAMES utf8 */;\n/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;\n/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n";

    public const string After = "/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;\n/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;\n";

    private static readonly string[] Numbers = ["int", "bigint", "tinyint"];

    private OpenSchema(string version)
    {
        Version = version;
        string text = File.ReadAllText(Repository.TestData($"schema/zstack-{version}.sql"));
        Tables = CreateTable().Matches(text).ToDictionary(
            match => match.Groups["name"].Value,
            match => new OpenTable(match.Value, [.. ColumnLine().Matches(match.Value).Select(line => new OpenColumn(line.Groups["name"].Value, line.Groups["type"].Value, !line.Value.Contains("NOT NULL", StringComparison.Ordinal)))]));
    }

    public static IReadOnlyList<OpenSchema> All { get; } = [new("3.1.0"), new("4.0.0"), new("5.2.1")];

    public string Version { get; }

    public IReadOnlyDictionary<string, OpenTable> Tables { get; }

    /// <summary>The cloud as these tables can hold it: where there must be a value there is one, and accounts have names of their own.</summary>
    public static List<TestResource> Legal(List<TestResource> cloud)
    {
        HashSet<string> macs = [];
        return [.. cloud.Where(r => r.Values.GetValueOrDefault("mac") is not { } mac || macs.Add(mac)).Select(One)];

        static TestResource One(TestResource resource)
        {
            if (resource.Kind == ResourceKind.Account)
                return resource.With("name", resource.Values["name"] + " " + resource.Uuid) with { Deleted = false };
            TestResource one = resource.Kind == ResourceKind.Volume && resource.Values["size"] is null ? resource.With("size", "0") : resource;
            return TestCloud.Tables[one.Kind].Table.EndsWith("VO", StringComparison.Ordinal) ? one with { Deleted = false } : one;
        }
    }

    /// <summary>The rows as the server of this version would dump them.</summary>
    public string Sql(List<TestResource> cloud, DumpLayout layout)
    {
        var sql = new StringBuilder(Before);
        foreach ((string table, OpenTable structure) in Tables.OrderBy(table => table.Key, StringComparer.Ordinal))
        {
            sql.Append(CultureInfo.InvariantCulture, $"DROP TABLE IF EXISTS `{table}`;\n{structure.Create}\n");
            Dictionary<string, string?>[] rows = table == Owners ? [.. cloud.Where(r => r.Owner is not null).Select(Owner)]
                : [.. cloud.Where(r => TestCloud.Tables[r.Kind].Table == table).Select(TestCloud.Row)];
            if (rows.Length == 0)
                continue;
            string[] values = [.. rows.Select((row, i) => "(" + string.Join(",", structure.Columns.Select(column => Value(column, row, i))) + ")")];
            sql.Append(CultureInfo.InvariantCulture, $"LOCK TABLES `{table}` WRITE;\nINSERT INTO `{table}`")
                .Append(layout.Complete ? " (" + string.Join(layout.RowPerLine ? ",\n" : ", ", structure.Columns.Select(column => $"`{column.Name}`")) + ")" : "")
                .Append(layout.RowPerLine ? " VALUES\n" : " VALUES ").AppendJoin(layout.RowPerLine ? ",\n" : ",", values).Append(";\nUNLOCK TABLES;\n");
        }

        return sql.Append(After).ToString();
    }

    private static Dictionary<string, string?> Owner(TestResource resource) => new()
    {
        ["accountUuid"] = resource.Owner, ["ownerAccountUuid"] = resource.Owner, ["resourceUuid"] = resource.Uuid, ["resourceType"] = resource.Kind + "VO",
    };

    /// <summary>What the test does not say is something that would be seen in the place of another column.</summary>
    private static string Value(OpenColumn column, Dictionary<string, string?> row, int index)
    {
        bool isNumber = Numbers.Contains(column.Type);
        if (row.TryGetValue(column.Name, out string? value) && (value is not null || column.IsNullable))
            return TestCloud.Quote(value);
        if (isNumber)
            return (index + 1).ToString(CultureInfo.InvariantCulture);
        return column.Type == "timestamp" ? "'2001-02-03 04:05:06'" : value is null && row.ContainsKey(column.Name) ? "''" : $"'{column.Name[..1]}\\'),({index},\\n'";
    }

    [GeneratedRegex(@"^CREATE TABLE `(?<name>\w+)` \(\n.*?\n\)[^\n]*;\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^  `(?<name>\w+)` (?<type>\w+)[^\n]*", RegexOptions.Multiline)]
    private static partial Regex ColumnLine();
}

internal sealed record OpenTable(string Create, OpenColumn[] Columns);

internal sealed record OpenColumn(string Name, string Type, bool IsNullable);
