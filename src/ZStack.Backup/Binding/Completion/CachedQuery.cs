using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;

namespace ZStack.Backup.Binding.Completion;

/// <summary>One question to a node for the sake of completion. Who types waits for a moment only; a later answer serves the next time.</summary>
internal sealed class CachedQuery<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    // An answer that takes longer than that is of no use to anybody.
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, IReadOnlyList<T>> _ask;
    private IReadOnlyList<T> _answer = [];
    private Task<IReadOnlyList<T>>? _asking;
    private Stopwatch? _since;

    /// <param name="ask">Blocks, on a thread of its own.</param>
    public CachedQuery(Func<CancellationToken, IReadOnlyList<T>> ask) => _ask = ask;

    /// <summary>What the node said last, at most a few seconds ago; nothing when it did not answer.</summary>
    public IReadOnlyList<T> Answer()
    {
        if (_since is null || (_since.Elapsed > Freshness && _asking is null))
        {
            _since = Stopwatch.StartNew();
            _asking = Task.Run(Ask, CancellationToken.None);
        }

        if (_asking is not null && Blocking.Finished(_asking, Patience))
        {
            // A failure is not told and counts as an answer: the same wait again would help nobody.
            _answer = _asking.Status == TaskStatus.RanToCompletion ? Blocking.Result(_asking) : _answer;
            _ = _asking.Exception;
            _asking = null;
        }

        return _answer;
    }

    private IReadOnlyList<T> Ask()
    {
        using var limit = new CancellationTokenSource(GivenUp);
        return _ask(limit.Token);
    }
}
