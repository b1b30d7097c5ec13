using System;
using System.Diagnostics;

namespace ZStack.Backup.Client;

/// <summary>Reports how far a long operation is: not before it has taken a second, and at most five times a second.</summary>
internal sealed class ProgressMeter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IProgress<ClientEvent>? _events;
    private readonly ProgressActivity _activity;
    private readonly string _what;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long? _total;
    private long _start;
    private TimeSpan _begun;
    private TimeSpan _next = Patience;

    /// <param name="what">The file, backup or job that it is about.</param>
    /// <param name="total">What <see cref="Report"/> counts up to, when that is known.</param>
    public ProgressMeter(IProgress<ClientEvent>? events, ProgressActivity activity, string what, long? total)
    {
        _events = events;
        _activity = activity;
        _what = what;
        _total = total;
    }

    /// <summary>The work goes on from here: the rate counts anew.</summary>
    public ProgressMeter From(long start, long? total)
    {
        _start = start;
        _total = total;
        _begun = _watch.Elapsed;
        return this;
    }

    /// <param name="done">Of the total, from the beginning.</param>
    public void Report(long done)
    {
        if (_events is null || _watch.Elapsed < _next)
            return;
        _next = _watch.Elapsed + Pause;
        long rate = (long)((done - _start) / Math.Max((_watch.Elapsed - _begun).TotalSeconds, 0.001));
        _events.Report(new ClientEvent(ClientEventKind.Progress, _activity, _what, done, _total ?? -1L, rate));
    }
}

/// <summary>What a progress is about.</summary>
public enum ProgressActivity
{
    /// <summary>A backup file is read; counts bytes of the file.</summary>
    ReadBackup,

    /// <summary>A backup is downloaded; counts bytes of the file.</summary>
    Download,

    /// <summary>A backup file is restored into a throw-away server; counts bytes of the file.</summary>
    RestoreBackup,
}
