using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Sessions;

/// <summary>The server's clock, as a difference to ours.</summary>
internal sealed class ServerClock
{
    private readonly NodeCalls _node;
    private long _differenceTicks;

    public ServerClock(NodeCalls node) => _node = node;

    /// <summary>How far the server is ahead.</summary>
    public TimeSpan Difference => TimeSpan.FromTicks(Interlocked.Read(ref _differenceTicks));

    public DateTimeOffset Now => DateTimeOffset.UtcNow + Difference;

    /// <summary>How far the server is ahead, measured now.</summary>
    public static async Task<TimeSpan> DifferenceAsync(NodeCalls node, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var clock = new ServerClock(node);
        await clock.MeasureAsync(events, cancellation).ConfigureAwait(false);
        return clock.Difference;
    }

    public async Task MeasureAsync(IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        DateTimeOffset theirs = await _node.CurrentTimeAsync(events, cancellation).ConfigureAwait(false);
        // The answer was made about in the middle between asking and hearing.
        DateTimeOffset ours = before + TimeSpan.FromTicks((DateTimeOffset.UtcNow - before).Ticks / 2);
        Interlocked.Exchange(ref _differenceTicks, (theirs - ours).Ticks);
        // Adding nothing makes nothing of "-0.0".
        events?.Report(new ClientEvent(ClientEventKind.ClockMeasured, _node.Server, (Math.Round(Difference.TotalSeconds, 1) + 0.0).ToString("0.0", CultureInfo.InvariantCulture)));
    }
}
