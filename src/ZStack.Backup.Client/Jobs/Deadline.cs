using System;
using System.Diagnostics;

namespace ZStack.Backup.Client.Jobs;

/// <summary>The end of somebody's patience; goes by a clock that nobody sets.</summary>
internal sealed class Deadline
{
    // Timers may be early: a pause up to the deadline ends behind it, or a burst of questions would follow.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _limit;

    public Deadline(TimeSpan limit) => _limit = limit;

    public TimeSpan Limit => _limit;

    public TimeSpan Elapsed => _watch.Elapsed;

    public bool IsOver => _watch.Elapsed >= _limit;

    /// <summary>The pause, cut where the deadline is.</summary>
    public TimeSpan Cut(TimeSpan pause)
    {
        TimeSpan left = _limit - _watch.Elapsed;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : pause < left ? pause : left + Margin;
    }
}
