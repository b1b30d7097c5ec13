using System;
using System.Collections.Generic;
using System.Threading;

namespace ZStack.Backup.Pipeline;

/// <summary>The objects of one node on their way to the pipeline thread. Bounded: a slow pipeline slows the reading down.</summary>
internal sealed class Feed<T>
{
    /// <summary>Objects that may wait here, and the longest run of one node in the output.</summary>
    public const int Capacity = 1000;

    private readonly object _gate = new();
    private readonly Mailbox _mailbox;
    private readonly CancellationToken _stopping;
    private List<T> _ready = [];
    private bool _closed;
    private bool _wanted;

    public Feed(Mailbox mailbox, CancellationToken stopping)
    {
        _mailbox = mailbox;
        _stopping = stopping;
    }

    /// <summary>What ended the feed early; set before <see cref="Close"/>.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>From the thread that reads; waits while the feed is full.</summary>
    /// <remarks>Wakes nobody: to wake the pipeline for each object would cost more than to read it.</remarks>
    public void Add(T item)
    {
        lock (_gate)
        {
            while (_ready.Count >= Capacity)
            {
                _stopping.ThrowIfCancellationRequested();
                _mailbox.Ring();
                Monitor.Wait(_gate);
            }

            _ready.Add(item);
        }
    }

    /// <summary>From the thread that reads, before it waits for its source: what is ready shall leave now.</summary>
    public void Announce() => _mailbox.Ring();

    /// <summary>From the thread that reads: waits until the pipeline has used everything and comes back for more.</summary>
    /// <remarks>For a source that would have to be asked again: who takes one object below must not cost a second page.</remarks>
    public void AwaitDemand()
    {
        Announce();
        lock (_gate)
        {
            while (_ready.Count > 0 || !_wanted)
            {
                _stopping.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>From the thread that reads, as its last act.</summary>
    public void Close(Exception? failure)
    {
        lock (_gate)
        {
            Failure = failure;
            _closed = true;
        }

        _mailbox.Ring();
    }

    /// <summary>From the pipeline thread: everything that is ready, at most <see cref="Capacity"/>.</summary>
    /// <param name="spare">An empty list to go on with.</param>
    /// <returns><c>null</c> when nothing is ready.</returns>
    public List<T>? TakeRun(List<T> spare, out bool ended)
    {
        lock (_gate)
        {
            ended = _closed;
            _wanted = _ready.Count == 0;
            if (_wanted)
            {
                Monitor.PulseAll(_gate);
                return null;
            }

            List<T> run = _ready;
            _ready = spare;
            Monitor.PulseAll(_gate);
            return run;
        }
    }

    /// <summary>Lets a reader that waits for room look at the cancellation.</summary>
    public void WakeReader()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
