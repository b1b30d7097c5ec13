using System;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Jobs;

/// <summary>The end of somebody's patience.</summary>
internal sealed class Deadline
{
    // Timers may be early: a pause up to the deadline ends behind it, or a burst of questions would follow.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly Clock _clock;
    private readonly TimeSpan _start;

    public Deadline(TimeSpan limit, Clock clock)
    {
        Limit = limit;
        _clock = clock;
        _start = clock.Now;
    }

    public TimeSpan Limit { get; }

    public TimeSpan Elapsed => _clock.Now - _start;

    /// <summary>Nothing when it is over.</summary>
    public TimeSpan Left => Limit - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public bool IsOver => Elapsed >= Limit;

    /// <summary>Pauses, at most until the deadline.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken cancellation) => _clock.PauseAsync(Cut(pause), cancellation);

    /// <summary>The pause, cut where the deadline is.</summary>
    public TimeSpan Cut(TimeSpan pause)
    {
        TimeSpan left = Left;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : pause < left ? pause : left + Margin;
    }
}
