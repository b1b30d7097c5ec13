using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Security.Cryptography;
using System.Text;

namespace ZStack.Backup.Benchmarks;

/// <summary>A vault of 1 000 saved backups, each with a manifest and a week of evidence; and what evidence costs on top of a test.</summary>
internal static class VaultBenchmark
{
    private const int Backups = 1000;
    private const int LinesOfEvidence = 7;
    private const int Tests = 41;

    // Sparse: all dumps together are far more than could be read in the time.
    private const long DumpBytes = 64L * 1024 * 1024;

    public static IReadOnlyList<Row> Run()
    {
        string folder = Directory.CreateTempSubdirectory("vault-benchmark").FullName;
        try
        {
            for (int i = 0; i < Backups; i++)
                Write(folder, i);
            using Runspace runspace = Bench.Open();
            runspace.SessionStateProxy.SetVariable("vault", folder);
            Bench.Run(runspace, "Get-ZStackSavedBackup $vault", Backups);
            long idle = GC.GetTotalMemory(forceFullCollection: true);
            TimeSpan list = Bench.Median(() => Bench.Run(runspace, "Get-ZStackSavedBackup $vault", Backups));
            TimeSpan find = Bench.Median(() => Bench.Run(runspace, "Find-ZStackRecoveryPoint $vault -ForVersion 5.2.1", Backups));
            long after = GC.GetTotalMemory(forceFullCollection: true);
            return
            [
                Row.Time($"A vault of {Backups} saved backups of 64 MiB listed, with {LinesOfEvidence} lines of evidence each", list, 300),
                Row.Time("The best recovery points of them", find, 400),
                Row.Bytes("Managed heap above idle afterwards", Math.Max(0, after - idle), 4),
                Row.Time("A line of evidence on top of a test", Evidence(runspace, folder), 5),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The difference between tests with and without; alternately, so that both meet the same machine.</summary>
    private static TimeSpan Evidence(Runspace runspace, string folder)
    {
        string file = Path.Combine(folder, "tested.gz");
        File.WriteAllText(file, "dump");
        WriteManifest(file, 4, Backups);
        runspace.SessionStateProxy.SetVariable("file", file);
        var with = new List<TimeSpan>();
        var without = new List<TimeSpan>();
        for (int i = 0; i < Tests; i++)
        {
            without.Add(Bench.Run(runspace, "Test-ZStackDatabaseBackup $file -Level Checksum -NoEvidence", 1));
            with.Add(Bench.Run(runspace, "Test-ZStackDatabaseBackup $file -Level Checksum", 1));
        }

        return with.Order().ElementAt(Tests / 2) - without.Order().ElementAt(Tests / 2);
    }

    private static void Write(string folder, int number)
    {
        string file = Path.Combine(folder, $"nightly-{number:0000}.gz");
        using (FileStream dump = File.Create(file))
            dump.SetLength(DumpBytes);
        string previous = WriteManifest(file, DumpBytes, number);
        var evidence = new StringBuilder();
        for (int i = 0; i < LinesOfEvidence; i++)
        {
            string level = i == LinesOfEvidence - 1 ? "Restore" : "Structure";
            string line = $$"""{"time":"2026-11-{{i + 1:00}}T01:02:03Z","level":"{{level}}","outcome":"Passed","checks":{},"phases":{"read":1.5,"start":2.25,"load":30.125,"count":0.75},"sha256":"{{Sha256(number)}}","module":"0.1.0","server":"10.11.6-MariaDB","host":"backup","previous":"{{previous}}"}""";
            evidence.Append(line).Append('\n');
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
        }

        File.WriteAllText(file + ".proof.jsonl", evidence.ToString());
    }

    /// <returns>Its hash.</returns>
    private static string WriteManifest(string file, long length, int number)
    {
        string created = new DateTime(2026, 11, 1, 1, 0, 0).AddHours(-number).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+08:00";
        string manifest = $$"""{"file":"{{Path.GetFileName(file)}}","length":{{length}},"md5":"{{number:x32}}","sha256":"{{Sha256(number)}}","backupUuid":"{{number:x32}}","backupName":"{{Path.GetFileName(file)}}","version":"5.2.1","createDate":"{{created}}","server":"10.0.0.10","savedAt":"{{created}}"}""";
        File.WriteAllText(file + ".json", manifest);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
    }

    private static string Sha256(int number) => number.ToString("x64", CultureInfo.InvariantCulture);
}
