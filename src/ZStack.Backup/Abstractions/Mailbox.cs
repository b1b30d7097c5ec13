using System;
using System.Collections.Generic;
using System.Threading;
using ZStack.Backup.Client;

namespace ZStack.Backup.Abstractions;

/// <summary>What other threads leave for the pipeline thread, the only one that may write to PowerShell's streams.</summary>
internal sealed class Mailbox : IProgress<ClientEvent>
{
    private readonly object _gate = new();
    private readonly Queue<ClientEvent> _events = new();
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

    public void WaitForNews()
    {
        lock (_gate)
        {
            while (!_hasNews)
                Monitor.Wait(_gate);
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
