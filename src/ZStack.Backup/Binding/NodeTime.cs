using System;
using System.Globalization;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A time that a user gives: one with an offset, or one on the clock of each node that is asked.</summary>
public sealed class NodeTime
{
    private readonly DateTime _clock;
    private readonly TimeSpan? _offset;

    private NodeTime(DateTime clock, TimeSpan? offset)
    {
        _clock = clock;
        _offset = offset;
    }

    /// <returns><c>null</c> when it is no time.</returns>
    internal static NodeTime? From(object? input)
    {
        object? value = Arguments.Unwrap(input);
        // 20261125 is a number to PowerShell.
        if (value is int or long)
            return Iso8601.Parse(Arguments.Typed(input)) is { } number ? new NodeTime(number.Clock, number.Offset) : null;
        return value switch
        {
            NodeTime time => time,
            DateTime { Kind: DateTimeKind.Unspecified } clock => new NodeTime(clock, null),
            DateTime instant => FromInstant(new DateTimeOffset(instant)),
            string text => FromText(text),
            _ => PointInTime.Of(input) is { } time ? FromInstant(time) : null,
        };
    }

    /// <summary>On the clock of this node where no offset was given.</summary>
    internal DateTimeOffset On(ZStackSession session) => _offset is { } offset ? new DateTimeOffset(_clock, offset) : session.ServerTimeZone.At(_clock);

    /// <summary>On a clock of that offset where none was given.</summary>
    internal DateTimeOffset At(TimeSpan offset) => new(_clock, _offset ?? offset);

    public override string ToString() => _offset is { } offset
        ? new DateTimeOffset(_clock, offset).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)
        : _clock.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private static NodeTime FromInstant(DateTimeOffset time) => new(time.DateTime, time.Offset);

    private static NodeTime? FromText(string text)
    {
        if (Iso8601.Parse(text) is { } iso)
            return new NodeTime(iso.Clock, iso.Offset);
        // The words of a culture: its own calendar, and the order of day and month that it writes.
        if (DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.RoundtripKind, out DateTime time)
            || DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time))
        {
            return time.Kind == DateTimeKind.Unspecified ? new NodeTime(time, null) : FromInstant(new DateTimeOffset(time));
        }

        return null;
    }
}
