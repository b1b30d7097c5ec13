using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;

namespace ZStack.Backup.Pipeline;

/// <summary>Reads from several nodes at the same time and hands the objects to the pipeline thread in runs of one node.</summary>
/// <typeparam name="TSource">What is read from.</typeparam>
/// <typeparam name="T">What is read.</typeparam>
/// <remarks>A thread per node and not the pool's: the readers block, and a pool grows by one thread a second only.</remarks>
internal sealed class FanOut<TSource, T> : IDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    private readonly Queue<TSource> _waiting;
    private readonly int _throttleLimit;
    private readonly Action<TSource, Feed<T>, CancellationToken> _read;
    private readonly Mailbox _mailbox;
    private readonly CancellationTokenSource _stop;
    private readonly List<(TSource Source, Feed<T> Feed, Task Reader)> _running = [];
    private bool _isEnough;

    /// <param name="read">Runs on a thread of its own: reads the source and passes on what it finds.</param>
    public FanOut(IEnumerable<TSource> sources, int throttleLimit, Action<TSource, Feed<T>, CancellationToken> read, Mailbox mailbox, CancellationToken stopping)
    {
        _waiting = new Queue<TSource>(sources);
        _throttleLimit = throttleLimit;
        _read = read;
        _mailbox = mailbox;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>From within <c>write</c>: nothing more is wanted.</summary>
    public void Enough() => _isEnough = true;

    /// <summary>What has not ended yet.</summary>
    public IEnumerable<TSource> Unfinished => _running.Select(running => running.Source).Concat(_waiting);

    /// <summary>On the pipeline thread, until every source has ended.</summary>
    /// <param name="write">Gets each object, and what it was read from.</param>
    /// <param name="failed">Gets what ended a source early, after the objects before it.</param>
    /// <param name="meanwhile">Called whenever there is news.</param>
    /// <param name="inOrder">Write all of a source before the next one, in the order given. They are still read at the same time.</param>
    public void Drain(Action<TSource, T> write, Action<TSource, Exception> failed, Action meanwhile, bool inOrder = false)
    {
        var spare = new List<T>(Feed<T>.Capacity);
        while (true)
        {
            while (_waiting.Count > 0 && _running.Count < _throttleLimit)
                Start(_waiting.Dequeue());
            if (_running.Count == 0)
                return;
            bool idle = true;
            foreach (var running in _running.Take(inOrder ? 1 : _running.Count).ToArray())
            {
                List<T>? run = running.Feed.TakeRun(spare, out bool ended);
                meanwhile();
                if (run is not null)
                {
                    idle = false;
                    _mailbox.Moved();
                    foreach (T item in run)
                    {
                        write(running.Source, item);
                        if (_isEnough)
                            return;
                    }

                    run.Clear();
                    spare = run;
                }
                else if (ended)
                {
                    idle = false;
                    _running.Remove(running);
                    if (running.Feed.Failure is not (null or OperationCanceledException))
                        failed(running.Source, running.Feed.Failure);
                }
            }

            _stop.Token.ThrowIfCancellationRequested();
            if (idle)
                _mailbox.WaitForNews(SignOfLife.Tick);
        }
    }

    /// <summary>Ends what is still being read, and waits for it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var running in _running)
            running.Feed.WakeReader();
        if (_running.Count > 0)
            _ = Blocking.Finished(Task.WhenAll(_running.Select(r => r.Reader)), FarewellTime);
        _stop.Dispose();
    }

    private void Start(TSource source)
    {
        var feed = new Feed<T>(_mailbox, _stop.Token);
        CancellationToken stopping = _stop.Token;
        Task reader = Task.Factory.StartNew(() => Read(source, feed, stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _running.Add((source, feed, reader));
    }

#pragma warning disable CA1031 // The exception is not lost: the pipeline thread reports or rethrows it.
    private void Read(TSource source, Feed<T> feed, CancellationToken stopping)
    {
        try
        {
            _read(source, feed, stopping);
            feed.Close(null);
        }
        catch (Exception e)
        {
            feed.Close(e);
        }
    }
#pragma warning restore CA1031
}
