using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>Save-ZStackDatabaseBackup against bare copies of the same download to the same disk.</summary>
internal static class DownloadBenchmark
{
    private const long Size = 400_000_000;
    private const long Throttle = 125_000_000;
    private const int Rounds = 3;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("download-benchmark").FullName;
        try
        {
            await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 1, DumpSize = Size, JobTime = TimeSpan.Zero });
            using Runspace runspace = Bench.Open(node);
            runspace.SessionStateProxy.SetVariable("file", Path.Combine(folder, "ours.gz"));
            Bench.Run(runspace, "$export = Get-ZStackDatabaseBackupRecord | Export-ZStackDatabaseBackup; $null = Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $file -Force");
            string url = node.Records[0].Refs[0].ExportUrl!;
            using var http = new HttpClient();
            await CopyAsync(http, url, Path.Combine(folder, "bare"), hash: true);

            (TimeSpan ours, TimeSpan theirs) = await PairAsync(runspace, http, url, folder, hash: true);
            Row unthrottled = Speed("Download with MD5 and SHA-256, unthrottled, of a bare copy that computes both inline", ours, theirs, 80);
            node.Exports.BytesPerSecond = Throttle;
            (ours, theirs) = await PairAsync(runspace, http, url, folder, hash: false);
            Row throttled = Speed("Download with MD5 and SHA-256 at 125 MB/s, of a bare copy to disk", ours, theirs, 90);
            node.Exports.BytesPerSecond = 0;
            return [throttled, unthrottled, Memory(runspace)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Row Speed(string what, TimeSpan ours, TimeSpan theirs, double leastPercent)
    {
        double percent = 100 * (theirs / ours);
        return new Row(what, FormattableString.Invariant($"{percent:0} % ({Size / 1e6 / ours.TotalSeconds:0} MB/s of {Size / 1e6 / theirs.TotalSeconds:0} MB/s)"), $">= {leastPercent} %", percent >= leastPercent);
    }

    private static async Task<(TimeSpan Ours, TimeSpan Theirs)> PairAsync(Runspace runspace, HttpClient http, string url, string folder, bool hash)
    {
        var ours = new List<TimeSpan>();
        var theirs = new List<TimeSpan>();
        for (int round = 0; round < Rounds; round++)
        {
            theirs.Add(await CopyAsync(http, url, Path.Combine(folder, "bare"), hash));
            ours.Add(Save(runspace));
        }

        return (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
    }

    private static TimeSpan Save(Runspace runspace) => Bench.Run(runspace, "$null = Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $file -Force");

    private static async Task<TimeSpan> CopyAsync(HttpClient http, string url, string path, bool hash)
    {
        var watch = Stopwatch.StartNew();
#pragma warning disable CA5351 // The backups' own checksum.
        using var md5 = MD5.Create();
#pragma warning restore CA5351
        using var sha256 = SHA256.Create();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead);
        using Stream body = await answer.Content.ReadAsStreamAsync();
        using FileStream file = File.Create(path, 128 * 1024);
        byte[] buffer = new byte[128 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            if (hash)
            {
                md5.TransformBlock(buffer, 0, read, null, 0);
                sha256.TransformBlock(buffer, 0, read, null, 0);
            }

            await file.WriteAsync(buffer.AsMemory(0, read));
        }

        file.Flush(flushToDisk: true);
        return watch.Elapsed;
    }

    private static Row Memory(Runspace runspace)
    {
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var worker = new Thread(() => Save(runspace));
        worker.Start();
        while (!worker.Join(50))
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - idle);
        return Row.Bytes("Managed heap above idle during the download", most, 16);
    }
}
