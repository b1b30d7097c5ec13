using System;
using System.Diagnostics;

namespace ZStack.Backup.Client.Downloads;

/// <summary>Tells how a transfer goes, a few times a second, and not at all when it is quick.</summary>
internal sealed class TransferMeter
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string _name;
    private readonly IProgress<ClientEvent>? _events;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long? _total;
    private long _start;
    private TimeSpan _begun;
    private TimeSpan _next = Quick;

    public TransferMeter(string name, IProgress<ClientEvent>? events)
    {
        _name = name;
        _events = events;
    }

    /// <summary>A connection begins: the rate counts from here.</summary>
    public TransferMeter Of(long? total, long start)
    {
        _total = total;
        _start = start;
        _begun = _watch.Elapsed;
        return this;
    }

    public void Report(long done)
    {
        TimeSpan now = _watch.Elapsed;
        if (now < _next)
            return;
        _next = now + Interval;
        double seconds = Math.Max((now - _begun).TotalSeconds, 0.001);
        _events?.Report(new ClientEvent(ClientEventKind.Transferred, _name, done, _total ?? -1, (long)((done - _start) / seconds)));
    }
}
