using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Exports;
using ZStack.Backup.Sandbox.Sockets;

namespace ZStack.Backup.Sandbox;

/// <summary>One request at the agent of the image stores.</summary>
public sealed class Download
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public string? Range => Headers.GetValueOrDefault("Range");

    public int Status { get; internal set; }

    /// <summary>Bytes of the file that left.</summary>
    public long Sent { get; internal set; }
}

/// <summary>Where exported backups are fetched from: plain HTTP on a port of its own, without a log-in.</summary>
public sealed class ExportAgent : IDisposable
{
    private readonly string? _host;
    private readonly Func<string, BackupRecord?> _find;
    private readonly Action<string> _problem;
    private readonly LoopbackListener _listener;
    private readonly object _gate = new();
    private readonly List<Download> _downloads = [];
    private readonly List<(DownloadFault Fault, int Left)> _faults = [];

    /// <param name="host">Host and port in its URLs; <c>null</c> for its own.</param>
    /// <param name="find">The backup of a uuid.</param>
    /// <param name="problem">Takes what no real client would send.</param>
    internal ExportAgent(string? host, Func<string, BackupRecord?> find, Action<string> problem)
    {
        _host = host;
        _find = find;
        _problem = problem;
        _listener = new LoopbackListener(HandleAsync);
    }

    public int Port => _listener.Port;

    /// <summary>False for a server that always sends everything.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>False for a server without <c>ETag</c> and <c>Last-Modified</c>.</summary>
    public bool Validators { get; set; } = true;

    /// <summary>0 for as fast as it goes.</summary>
    public long BytesPerSecond { get; set; }

    public IReadOnlyList<Download> All
    {
        get
        {
            lock (_gate)
                return [.. _downloads];
        }
    }

    /// <summary>They hit downloads (not HEAD) in the order in which they were added.</summary>
    public void Add(DownloadFault fault)
    {
        lock (_gate)
            _faults.Add((fault, fault.Times));
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _downloads.Clear();
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task HandleAsync(Socket socket, CancellationToken ends)
    {
        using var stream = new NetworkStream(socket);
        if (await RequestHead.ReadAsync(stream, ends) is not { } head)
            return;
        var download = new Download { Method = head.Method, Path = head.Target, Headers = head.Headers };
        lock (_gate)
            _downloads.Add(download);
        foreach (string secret in (string[])["Authorization", "Cookie"])
        {
            if (head.Headers.ContainsKey(secret))
                _problem($"{head.Method} {head.Target}: {secret} at the agent's port");
        }

        var answer = new DownloadAnswer(this, socket, download);
        if (head.Method is not ("GET" or "HEAD"))
            await answer.PageAsync(405, ends);
        else if (Find(head.Target.Split('?')[0]) is not { } backup)
            await answer.PageAsync(404, ends);
        else
            await answer.FileAsync(backup, head.Method == "GET" ? Take() : null, ends);
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Only what is exported now can be fetched.</summary>
    private BackupRecord? Find(string target)
    {
        string[] parts = target.Split('/');
        BackupRecord? backup = parts.Length > 3 ? _find(parts[3]) : null;
        foreach (BackupRef copy in backup?.Refs ?? [])
        {
            if (copy.ExportUrl?.EndsWith(target, StringComparison.Ordinal) == true)
                return backup;
        }

        return null;
    }

    private DownloadFault? Take()
    {
        lock (_gate)
        {
            if (_faults.Count == 0)
                return null;
            (DownloadFault fault, int left) = _faults[0];
            if (left == 1)
                _faults.RemoveAt(0);
            else if (left != int.MaxValue)
                _faults[0] = (fault, left - 1);
            return fault;
        }
    }

    internal string Url(BackupRecord backup) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{_host ?? $"127.0.0.1:{Port}"}/zstore/export/{backup.Uuid}/{Uri.EscapeDataString(backup.Name)}");
}
