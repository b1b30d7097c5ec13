namespace ZStack.Backup.Sandbox;

/// <summary>How the node prints its times: see docs/zstack-api.md section 8.</summary>
public enum TimestampStyle
{
    Java8,
    Java9,
    Java20,
    Iso,
    IsoOffset,
    SqlText,
    EpochMilliseconds,
    Unreadable,
}
