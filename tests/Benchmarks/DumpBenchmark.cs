using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Threading;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Test-ZStackDatabaseBackup on a dump of 2 GB of text: the sandbox's own, with more rows.</summary>
internal static class DumpBenchmark
{
    private const long TextLength = 2_000_000_000;
    private const int RowsPerInsert = 5000;
    private const double LeastMegabytesPerSecond = 150;

    public static IReadOnlyList<Row> Run()
    {
        string folder = Directory.CreateTempSubdirectory("dump-benchmark").FullName;
        try
        {
            string file = Path.Combine(folder, "big.gz");
            long length = Write(file);
            using Runspace runspace = Bench.Open();
            runspace.SessionStateProxy.SetVariable("file", file);
            const string Test = "if (-not (Test-ZStackDatabaseBackup $file -Quiet)) { throw 'It did not pass.' }";
            TimeSpan time = Bench.Median(() => Bench.Run(runspace, Test), 3);
            double speed = length / 1e6 / time.TotalSeconds;
            TimeSpan bare = Bench.Median(() => Unpack(file), 3);
            long idle = GC.GetTotalMemory(forceFullCollection: true);
            long[] samples = SampleWhile(() => Bench.Run(runspace, Test));
            return
            [
                new Row("Reading a dump of 2 GB of text (gzip, CRC-32, MD5, structure)", $"{speed:0} MB/s", $">= {LeastMegabytesPerSecond} MB/s", speed >= LeastMegabytesPerSecond),
                Row.Ratio("The same / bare GZipStream of the file", time, bare, 4),
                Row.Bytes("Managed heap above idle while the dump is read", samples.Max() - idle, 4),
                Row.Bytes("Growth of the heap from the first to the last tenth", Math.Max(0, samples[^(samples.Length / 10)..].Max() - samples[..(samples.Length / 10)].Max()), 1),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long[] SampleWhile(Action action)
    {
        var samples = new List<long>();
        var worker = new Thread(() => action());
        worker.Start();
        while (!worker.Join(100))
            samples.Add(GC.GetTotalMemory(forceFullCollection: true));
        return [.. samples];
    }

    private static TimeSpan Unpack(string file)
    {
        var watch = Stopwatch.StartNew();
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        gzip.CopyTo(Stream.Null, 128 * 1024);
        return watch.Elapsed;
    }

    /// <returns>Bytes of text.</returns>
    private static long Write(string file)
    {
        using var text = new MemoryStream();
        using (var sample = new GZipStream(typeof(SandboxNode).Assembly.GetManifestResourceStream("sample-dump.sql.gz")!, CompressionMode.Decompress))
            sample.CopyTo(text);
        string sql = Encoding.Latin1.GetString(text.ToArray());
        int at = sql.IndexOf("INSERT INTO `SystemTagVO`", StringComparison.Ordinal);
        using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        long length = 0;
        void Add(string part)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(part);
            packed.Write(bytes);
            length += bytes.Length;
        }

        Add(sql[..at]);
        var random = new Random(1);
        while (length < TextLength)
            Add(Insert(random));
        Add(sql[at..]);
        return length;
    }

    private static string Insert(Random random)
    {
        var insert = new StringBuilder("INSERT INTO `SystemTagVO` VALUES");
        for (int i = 0; i < RowsPerInsert; i++)
            insert.Append(i == 0 ? "\n" : ",\n").Append($"('{random.NextInt64():x16}{random.NextInt64():x16}','{random.NextInt64():x16}{i:x16}','VmInstanceVO',0,'hostname::vm-{i}; it\\'s a name::{{\\\"a\\\":\\\"b\\\"}}')");
        return insert.Append(";\n").ToString();
    }
}
