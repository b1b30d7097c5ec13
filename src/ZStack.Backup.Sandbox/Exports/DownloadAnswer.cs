using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Sockets;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Exports;

/// <summary>One answer of the agent, byte for byte.</summary>
internal sealed class DownloadAnswer
{
    private const int ChunkSize = 256 * 1024;
    private const int Patience = 60_000;

    // Resets overtake bytes that wait in a buffer.
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(50);

    private readonly ExportAgent _agent;
    private readonly Socket _socket;
    private readonly Download _download;

    public DownloadAnswer(ExportAgent agent, Socket socket, Download download)
    {
        _agent = agent;
        _socket = socket;
        _socket.SendTimeout = Patience;
        _download = download;
    }

    public Task PageAsync(int status, CancellationToken ends)
    {
        string html = Pages.Proxy(status);
        return HeadAsync(status, $"Content-Type: text/html\r\nContent-Length: {Encoding.UTF8.GetByteCount(html)}\r\n\r\n{(_download.Method == "HEAD" ? "" : html)}", ends);
    }

    public async Task FileAsync(BackupRecord backup, DownloadFault? fault, CancellationToken ends)
    {
        if (fault?.Kind == DownloadFaultKind.Page)
        {
            await PageAsync(fault.Status, ends);
            return;
        }

        using Stream file = backup.Dump!.Open();
        long length = fault?.Kind == DownloadFaultKind.WrongSize ? Math.Min(fault.At, file.Length) : file.Length;
        string tag = $"\"{backup.Uuid[..8]}-{length:x}-{(fault?.OtherVersion == true ? 2 : 1)}\"";
        DateTimeOffset modified = backup.LastOpDate.AddMinutes(fault?.OtherVersion == true ? 1 : 0);
        var headers = new StringBuilder("Content-Type: application/gzip\r\n");
        if (_agent.Ranges)
            headers.Append("Accept-Ranges: bytes\r\n");
        if (_agent.Validators)
            headers.Append(CultureInfo.InvariantCulture, $"ETag: {tag}\r\nLast-Modified: {modified.ToUniversalTime():R}\r\n");
        long first = 0;
        long last = length - 1;
        int status = 200;
        if (_agent.Ranges && fault?.IgnoreRange != true && IsSame(tag, modified) && RangeHeaderValue.TryParse(_download.Range, out RangeHeaderValue? range) && range is { Unit: "bytes", Ranges.Count: 1 })
        {
            (first, last) = Part(System.Linq.Enumerable.Single(range.Ranges), length);
            if (first > last)
            {
                await HeadAsync(416, $"Content-Range: bytes */{length}\r\nContent-Length: 0\r\n\r\n", ends);
                return;
            }

            status = 206;
            headers.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {first}-{last}/{length}\r\n");
        }

        await HeadAsync(status, headers.Append(CultureInfo.InvariantCulture, $"Content-Length: {last - first + 1}\r\n\r\n").ToString(), ends);
        if (_download.Method == "GET")
            await BodyAsync(file, first, last, fault, ends);
    }

    private static (long First, long Last) Part(RangeItemHeaderValue item, long length) => item.From is { } from
        ? (from, Math.Min(item.To ?? long.MaxValue, length - 1))
        : (Math.Max(0, length - item.To!.Value), length - 1);

    private bool IsSame(string tag, DateTimeOffset modified) =>
        !_download.Headers.TryGetValue("If-Range", out string? wanted) || (_agent.Validators && (wanted == tag || wanted == modified.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)));

    private async Task BodyAsync(Stream file, long first, long last, DownloadFault? fault, CancellationToken ends)
    {
        file.Position = first;
        // Slow ones go in small pieces, or a second of theirs would be one burst.
        byte[] buffer = new byte[_agent.BytesPerSecond > 0 ? Math.Clamp(_agent.BytesPerSecond / 20, 1, ChunkSize) : ChunkSize];
        var watch = Stopwatch.StartNew();
        bool pending = fault is { Kind: not (DownloadFaultKind.None or DownloadFaultKind.WrongSize) };
        for (long at = first; at <= last;)
        {
            if (pending && fault!.At <= at)
            {
                pending = false;
                if (await HappensAsync(fault, ends))
                    return;
            }

            long until = pending ? Math.Min(last + 1, fault!.At) : last + 1;
            int count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, until - at)), ends);
            if (count == 0)
                return;
            if (fault?.OtherVersion == true)
                Turn(buffer.AsSpan(0, count));
            if (fault is { Kind: DownloadFaultKind.Corrupt } && fault.At >= at && fault.At < at + count)
                buffer[fault.At - at] ^= 1;
            await ThrottleAsync(at - first + count, watch, ends);
            await SendAsync(buffer.AsMemory(0, count), ends);
            at += count;
            _download.Sent += count;
        }

        // A fault behind the last byte.
        if (pending)
            await HappensAsync(fault!, ends);
    }

    /// <returns>True when that was the end of it.</returns>
    private async Task<bool> HappensAsync(DownloadFault fault, CancellationToken ends)
    {
        switch (fault.Kind)
        {
            case DownloadFaultKind.Reset:
                await (fault.Until?.WaitAsync(ends) ?? Task.Delay(BeforeReset, ends));
                LoopbackListener.Reset(_socket);
                throw new SocketException((int)SocketError.ConnectionReset);
            case DownloadFaultKind.Close:
                return true;
            case DownloadFaultKind.Stall:
                await (fault.Until?.WaitAsync(ends) ?? Task.Delay(fault.Delay, ends));
                return false;
            default:
                return false;
        }
    }

    private static void Turn(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] ^= 0x55;
    }

    private async Task ThrottleAsync(long sent, Stopwatch watch, CancellationToken ends)
    {
        if (_agent.BytesPerSecond <= 0)
            return;
        TimeSpan early = TimeSpan.FromSeconds((double)sent / _agent.BytesPerSecond) - watch.Elapsed;
        if (early > TimeSpan.FromMilliseconds(2))
            await Task.Delay(early, ends);
    }

    private Task HeadAsync(int status, string rest, CancellationToken ends)
    {
        _download.Status = status;
        return SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} {(System.Net.HttpStatusCode)status}\r\nServer: agent\r\nConnection: close\r\n{rest}"), ends);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ends)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, ends)..];
    }
}
