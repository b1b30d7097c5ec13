using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ZStack.Backup.Client;

namespace ZStack.Backup.Pipeline;

/// <summary>What other threads leave for the pipeline thread, the only one that may write to PowerShell's streams.</summary>
internal sealed class Mailbox : IProgress<ClientEvent>
{
    private readonly object _gate = new();
    private readonly Queue<ClientEvent> _events = new();
    private readonly Stopwatch _sinceMove = Stopwatch.StartNew();
    private bool _hasNews;

    /// <summary>From any thread.</summary>
    public void Report(ClientEvent value)
    {
        lock (_gate)
        {
            _events.Enqueue(value);
            Notify();
        }
    }

    /// <summary>From any thread: there is something to look after.</summary>
    public void Ring()
    {
        lock (_gate)
            Notify();
    }

    /// <summary>On the pipeline thread: how long nothing has moved on the user's screen.</summary>
    public TimeSpan Quiet => _sinceMove.Elapsed;

    /// <summary>On the pipeline thread: something has moved, or a wait begins.</summary>
    public void Moved() => _sinceMove.Restart();

    /// <summary>Waits for news, or until it is time to look at the clock.</summary>
    public void WaitForNews(TimeSpan limit)
    {
        lock (_gate)
        {
            // Woken for nothing is as good as the time being over: the caller looks around and comes back.
            if (!_hasNews)
                Monitor.Wait(_gate, limit);
            _hasNews = false;
        }
    }

    public bool TryTake(out ClientEvent? what)
    {
        lock (_gate)
        {
            what = _events.Count > 0 ? _events.Dequeue() : null;
            return what is not null;
        }
    }

    private void Notify()
    {
        _hasNews = true;
        Monitor.Pulse(_gate);
    }
}
