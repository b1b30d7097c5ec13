using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client;

/// <summary>The time that pauses and deadlines go by: nobody sets it, unlike the time of day.</summary>
/// <remarks>One per connection, so that hours of patience can pass in no time where nothing but the patience is looked at.</remarks>
internal class Clock
{
    public static readonly Clock Machine = new();

    private static readonly Stopwatch Watch = Stopwatch.StartNew();

    /// <summary>Since some moment in the past.</summary>
    public virtual TimeSpan Now => Watch.Elapsed;

    public virtual Task PauseAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);
}
