using System;

namespace ZStack.Backup.Sandbox;

/// <summary>The node's clock; may be wrong on purpose.</summary>
public sealed class SandboxClock
{
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly double _speed;

    internal SandboxClock(string timeZone, double speed = 1)
    {
        Zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        _speed = speed;
    }

    /// <summary>How far it is ahead of the machine's.</summary>
    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(_started + ((DateTimeOffset.UtcNow - _started) * _speed) + Skew, Zone);

    internal TimeZoneInfo Zone { get; }
}
