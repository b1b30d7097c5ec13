using System;

namespace ZStack.Backup.Sandbox;

/// <summary>The node's clock; may be wrong on purpose.</summary>
public sealed class SandboxClock
{
    internal SandboxClock(string timeZone) => Zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);

    /// <summary>How far it is ahead of the machine's.</summary>
    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow + Skew, Zone);

    internal TimeZoneInfo Zone { get; }
}
