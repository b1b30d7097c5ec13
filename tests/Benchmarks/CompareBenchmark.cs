using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Compare-ZStackDatabaseBackup of a dump of 1 GB of text with a node of 100,000 VMs and 200,000 volumes, against Test-ZStackDatabaseBackup of the same dump.</summary>
/// <remarks>The node's pages are made beforehand; it answers from the same process and the same cores.</remarks>
internal static partial class CompareBenchmark
{
    private const long TextLength = 1_000_000_000;
    private const int Vms = 100_000;
    private const int Volumes = 200_000;
    private const int PageSize = 1000;
    private const long LengthOfResources = 147_000_000;
    private const int RowsPerInsert = 5000;
    private const int Rounds = 5;
    private const double MostRatio = 1.3;
    private const double MostBytes = 64_000_000;
    private const double MostBytesEach = 250;

    /// <summary>One in so many has moved on the node, and one in so many is there only.</summary>
    private const int EachOther = 20;

    public static IReadOnlyList<Row> Run()
    {
        string folder = Directory.CreateTempSubdirectory("compare-benchmark").FullName;
        try
        {
            string file = Path.Combine(folder, "big.gz");
            Write(file);
            Dictionary<string, byte[][]> pages = new() { ["/v1/vm-instances"] = Pages(Vms, VmJson), ["/v1/volumes"] = Pages(Volumes, VolumeJson) };
            using var node = new CannedNode { Answer = line => AnswerOf(pages, line) };
            using Runspace runspace = Bench.Open();
            runspace.SessionStateProxy.SetVariable("file", file);
            runspace.SessionStateProxy.SetVariable("url", node.Url);
            runspace.SessionStateProxy.SetVariable("id", CannedNode.Session);
            Bench.Run(runspace, "$null = Connect-ZStack $url -SessionId $id");
            string expected = string.Create(CultureInfo.InvariantCulture, $"{Vms / EachOther} {Volumes / EachOther} {Vms / EachOther} {Volumes / EachOther}");
            string compare = "$all = Compare-ZStackDatabaseBackup $file -Summary -WarningAction SilentlyContinue; "
                + $"if (\"$($all[0..1].WouldBeForgotten) $($all[0..1].Moved)\" -ne '{expected}') {{ throw ($all | Format-Table | Out-String) }}";
            const string Test = "if (-not (Test-ZStackDatabaseBackup $file -Quiet)) { throw 'It did not pass.' }";
            List<TimeSpan> ours = [], theirs = [];
            for (int round = -1; round < Rounds; round++)
            {
                TimeSpan test = Bench.Run(runspace, Test), comparison = Bench.Run(runspace, compare);
                // The first round warms up.
                if (round < 0)
                    continue;
                ours.Add(comparison);
                theirs.Add(test);
            }

            Bench.Run(runspace, "$all = $null");
            long idle = GC.GetTotalMemory(forceFullCollection: true);
            long peak = Peak(() => Bench.Run(runspace, compare)) - idle;
            double most = (MostBytes + (MostBytesEach * (Vms + Volumes))) / 1048576;
            return
            [
                Row.Ratio($"Compare a dump of 1 GB of text with a node of {Vms:N0} VMs and {Volumes:N0} volumes / reading the dump (Structure), median of {Rounds}", ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2), MostRatio),
                Row.Bytes("Managed heap above idle meanwhile (64 MB and 250 bytes a resource)", peak, most),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Peak(Action action)
    {
        long peak = 0;
        var worker = new Thread(() => action());
        worker.Start();
        while (!worker.Join(100))
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        return peak;
    }

    private static string VmUuid(int i) => string.Create(CultureInfo.InvariantCulture, $"{i * 2654435761L & 0xFFFFFFFF:x8}{i:x8}a11ce5e1f0ff1ce5");

    private static string VolumeUuid(int i) => string.Create(CultureInfo.InvariantCulture, $"{i * 2654435761L & 0xFFFFFFFF:x8}{i:x8}b0b0b0b0f0ff1ce5");

    private static string InstallPath(int i, int storage) => $"/zstack_ps{storage}/rootVolumes/acct-36c27e8ff05c4780bf6d2fa65700f22e/vol-{VolumeUuid(i)}/{VolumeUuid(i)}.qcow2";

    private static string VmJson(int i) => $$"""{"uuid":"{{VmUuid(i)}}","name":"web server number {{i}}","hostUuid":"{{VmUuid(i % 500)}}","rootVolumeUuid":"{{VolumeUuid(i)}}","state":"Running","createDate":"Nov 20, 2026 4:00:00 PM","lastOpDate":"Nov 21, 2026 4:00:00 PM"}""";

    private static string VolumeJson(int i) => $$"""{"uuid":"{{VolumeUuid(i)}}","name":"ROOT-for-web server number {{i}}","primaryStorageUuid":"{{VmUuid(7)}}","vmInstanceUuid":"{{VmUuid(i % Vms)}}","installPath":"{{InstallPath(i, i % EachOther == 1 ? 2 : 1)}}","size":42949672960,"status":"Ready","createDate":"Nov 20, 2026 4:00:00 PM","lastOpDate":"Nov 21, 2026 4:00:00 PM"}""";

    private static byte[][] Pages(int count, Func<int, string> row) => [.. Enumerable.Range(0, (count + PageSize - 1) / PageSize).Select(page =>
        Encoding.UTF8.GetBytes($"{{\"inventories\":[{string.Join(",", Enumerable.Range(page * PageSize, Math.Min(PageSize, count - (page * PageSize))).Select(row))}],\"total\":{count}}}"))];

    private static byte[]? AnswerOf(Dictionary<string, byte[][]> pages, string line)
    {
        if (!line.Contains("replyWithCount", StringComparison.Ordinal))
            return null;
        string path = line.Split(' ', '?')[1];
        int start = StartOfPage().Match(line) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return pages.GetValueOrDefault(path.Replace("/zstack", "", StringComparison.Ordinal)) is { } its && start / PageSize < its.Length ? its[start / PageSize]
            : "{\"inventories\":[],\"total\":0}"u8.ToArray();
    }

    /// <summary>The sandbox's own, with more rows, and with the VMs and volumes in the tables of the newest open version.</summary>
    private static void Write(string file)
    {
        using var text = new MemoryStream();
        using (var sample = new GZipStream(typeof(SandboxNode).Assembly.GetManifestResourceStream("sample-dump.sql.gz")!, CompressionMode.Decompress))
            sample.CopyTo(text);
        string sql = Encoding.Latin1.GetString(text.ToArray());
        string schema = File.ReadAllText(Repository.TestData("schema/zstack-5.2.1.sql"));
        using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        long length = 0;
        void Add(string part)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(part);
            packed.Write(bytes);
            length += bytes.Length;
        }

        int at = sql.IndexOf("INSERT INTO `SystemTagVO`", StringComparison.Ordinal);
        Add(sql[..at]);
        var random = new Random(1);
        while (length < TextLength - LengthOfResources)
            Add(Tags(random));
        foreach ((string table, int count, Func<int, string> row) in new (string, int, Func<int, string>)[] { ("VmInstanceEO", Vms, VmRow), ("VolumeEO", Volumes, VolumeRow) })
        {
            int begin = sql.IndexOf($"DROP TABLE IF EXISTS `{table}`", at, StringComparison.Ordinal), end = sql.IndexOf("UNLOCK TABLES;\n", begin, StringComparison.Ordinal);
            Add(sql[at..begin]);
            Add(Regex.Match(schema, $@"CREATE TABLE `{table}` \(\n.*?\n\)[^\n]*;\n", RegexOptions.Singleline).Value);
            Add($"LOCK TABLES `{table}` WRITE;\n");
            foreach (int[] chunk in Enumerable.Range(0, count).Where(i => i % EachOther != 0).Chunk(RowsPerInsert))
                Add($"INSERT INTO `{table}` VALUES\n" + string.Join(",\n", chunk.Select(row)) + ";\n");
            at = end;
        }

        Add(sql[at..]);
        Console.Error.WriteLine($"{length / 1e6:0} MB of text, {new FileInfo(file).Length / 1e6:0} MB packed");
    }

    private static string VmRow(int i) =>
        $"('{VmUuid(i)}','{VmUuid(3)}','{VmUuid(4)}','{VmUuid(5)}','{VmUuid(i % 500)}',NULL,'{VolumeUuid(i)}','{VmUuid(6)}','{VmUuid(8)}',2,0,4294967296,'LeastVmPreferredHostAllocatorStrategy','web server number {i}','it\\'s one of many','UserVm',{i},'KVM','Running','2026-11-21 08:00:00','2026-11-20 08:00:00',NULL,'Linux','x86_64','CentOS 7',0)";

    private static string VolumeRow(int i) =>
        $"('{VolumeUuid(i)}','{VmUuid(7)}','{VmUuid(5)}','{VmUuid(i % Vms)}',NULL,'ROOT-for-web server number {i}','Root volume for VM[uuid:{VmUuid(i % Vms)}]','{InstallPath(i, 1)}','Root','qcow2',42949672960,0,'Ready','Enabled',1,'2026-11-21 08:00:00','2026-11-20 08:00:00',NULL,3221225472,0,NULL,NULL,NULL,NULL,NULL)";

    private static string Tags(Random random)
    {
        var insert = new StringBuilder("INSERT INTO `SystemTagVO` VALUES");
        for (int i = 0; i < RowsPerInsert; i++)
            insert.Append(i == 0 ? "\n" : ",\n").Append(CultureInfo.InvariantCulture, $"('{random.NextInt64():x16}{random.NextInt64():x16}','{random.NextInt64():x16}{i:x16}','VmInstanceVO',0,'hostname::vm-{i}; it\\'s a name::{{\\\"a\\\":\\\"b\\\"}}')");
        return insert.Append(";\n").ToString();
    }

    [GeneratedRegex(@"[?&]start=(\d+)")]
    private static partial Regex StartOfPage();
}
