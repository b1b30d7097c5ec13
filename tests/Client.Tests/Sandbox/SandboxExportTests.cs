using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>What the sandbox exports can be fetched, in whole and in parts, and breaks where it is told to.</summary>
public sealed class SandboxExportTests : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task The_file_is_what_the_record_says()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord[] ready = [.. raw.Node.Records.Where(r => r.Status == "Ready" && r.RefOn(SandboxStorages.Main) is { ExportUrl: null }).Take(2)];

        byte[] first = await _http.GetByteArrayAsync(await ExportAsync(raw, ready[0]));
        byte[] second = await _http.GetByteArrayAsync(await ExportAsync(raw, ready[1]));
        BackupRecord seeded = raw.Node.Records.Single(r => r.Refs.Any(c => c.ExportUrl is not null) && !ready.Select(x => x.Uuid).Contains(r.Uuid));

        Assert.Equal(ready[0].Md5, Md5(first));
        Assert.Equal(ready[0].Size, first.Length);
        Assert.Contains(ready[0].Md5, ready[0].Metadata, StringComparison.Ordinal);
        Assert.NotEqual(ready[0].Md5, Md5(second));
        Assert.Equal([0x1f, 0x8b], first[..2]);
        Assert.Equal(seeded.Md5, Md5(await _http.GetByteArrayAsync(seeded.Refs[0].ExportUrl)));
    }

    [Theory]
    [InlineData(0, 9, 206, 10)]
    [InlineData(10, null, 206, -10)]
    [InlineData(null, 5, 206, 5)]
    [InlineData(100_000_000, null, 416, 0)]
    public async Task A_part_can_be_asked_for(int? from, int? to, int status, int length)
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { DumpSize = 3_000_000 });
        BackupRecord record = raw.Node.Records.First(r => r.Status == "Ready");
        string url = await ExportAsync(raw, record);
        byte[] whole = await _http.GetByteArrayAsync(url);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(from, to);

        using HttpResponseMessage part = await _http.SendAsync(request);

        byte[] bytes = await part.Content.ReadAsByteArrayAsync();
        Assert.Equal(status, (int)part.StatusCode);
        Assert.Equal(length < 0 ? whole.Length + length : length, bytes.Length);
        if (from is { } start && status == 206)
            Assert.Equal(whole[start..(start + bytes.Length)], bytes);
        Assert.Equal(record.Md5, Md5(whole));
    }

    [Fact]
    public async Task A_cut_download_goes_on_unless_the_file_is_another()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { DumpSize = 1_000_000 });
        string url = await ExportAsync(raw, raw.Node.Records.First(r => r.Status == "Ready"));
        var got = new TaskCompletionSource();
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.Reset) { At = 400_000, Until = got.Task });
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.None) { OtherVersion = true });

        using HttpResponseMessage cut = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await cut.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[400_000]);
        got.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1]).AsTask());
        HttpStatusCode changed = await ResumeAsync(url, cut, 400_000);
        HttpStatusCode same = await ResumeAsync(url, cut, 400_000);
        raw.Node.Exports.Ranges = false;
        HttpStatusCode without = await ResumeAsync(url, cut, 400_000);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PartialContent, HttpStatusCode.OK), (changed, same, without));
        Assert.Equal(400_000, raw.Node.Exports.All[0].Sent);
    }

    [Fact]
    public async Task It_fails_in_the_other_ways_too()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { DumpSize = 1_000_000 });
        BackupRecord record = raw.Node.Records.First(r => r.Status == "Ready");
        string url = await ExportAsync(raw, record);
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.Corrupt) { At = 999_999 });
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.WrongSize) { At = 10 });
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 503 });
        raw.Node.Exports.Add(new DownloadFault(DownloadFaultKind.Close) { At = 10 });

        Assert.NotEqual(record.Md5, Md5(await _http.GetByteArrayAsync(url)));
        Assert.Equal(10, (await _http.GetByteArrayAsync(url)).Length);
        using HttpResponseMessage page = await _http.GetAsync(url);
        Assert.Equal(503, (int)page.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetByteArrayAsync(url));
        Assert.Equal(record.Md5, Md5(await _http.GetByteArrayAsync(url)));
        await raw.RunAsync(HttpMethod.Delete, $"exported-database-backup/{record.Uuid}/backup-storage/{SandboxStorages.Main}");
        using HttpResponseMessage gone = await _http.GetAsync(url);
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task It_is_as_slow_as_it_is_told_to_be()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { DumpSize = 1_000_000 });
        string url = await ExportAsync(raw, raw.Node.Records.First(r => r.Status == "Ready"));
        raw.Node.Exports.BytesPerSecond = 2_000_000;
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await _http.GetByteArrayAsync(url);

        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(400), $"{watch.Elapsed}");
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> ExportAsync(RawNode raw, BackupRecord record) => (string)(await raw.RunAsync(HttpMethod.Put, $"database-backups/{record.Uuid}/backup-storage/{SandboxStorages.Main}/actions", """{"exportDatabaseBackupFromBackupStorage":{}}""")).Json!["databaseBackupUrl"]!;

    private async Task<HttpStatusCode> ResumeAsync(string url, HttpResponseMessage before, long from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(from, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(before.Headers.ETag!);
        using HttpResponseMessage response = await _http.SendAsync(request);
        return response.StatusCode;
    }

#pragma warning disable CA5351 // What the server writes into the metadata.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
