using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Tests;

/// <summary>Time that only pauses let pass, all at once.</summary>
internal sealed class FakeClock : Clock
{
    private readonly object _gate = new();
    private readonly List<TimeSpan> _pauses = [];
    private TimeSpan _now = TimeSpan.FromDays(3);

    public override TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>Every pause so far, in seconds.</summary>
    public IReadOnlyList<double> Pauses
    {
        get
        {
            lock (_gate)
                return [.. _pauses.Select(pause => Math.Round(pause.TotalSeconds, 2))];
        }
    }

    /// <summary>Called at the end of each pause.</summary>
    public Action? Paused { get; set; }

    public void Pass(TimeSpan time)
    {
        lock (_gate)
            _now += time;
    }

    public override async Task PauseAsync(TimeSpan time, CancellationToken cancellation)
    {
        // The node on the other side lives in real time.
        await Task.Delay(1, cancellation);
        lock (_gate)
        {
            _pauses.Add(time);
            _now += time;
        }

        Paused?.Invoke();
    }
}
