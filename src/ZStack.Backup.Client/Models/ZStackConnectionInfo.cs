using System;

namespace ZStack.Backup;

/// <summary>What a node says of itself without a log-in.</summary>
public sealed class ZStackConnectionInfo
{
    public string Server { get; internal init; } = "";

    public string Url { get; internal init; } = "";

    /// <summary>The node answers and takes work.</summary>
    public bool Ready { get; internal init; }

    /// <summary>Product version, such as <c>5.2.1</c>.</summary>
    public string? Version { get; internal init; }

    /// <summary>The node's clock, at its offset when that is known.</summary>
    public DateTimeOffset? ServerTime { get; internal init; }

    /// <summary>How far the node's clock is ahead of ours.</summary>
    public TimeSpan? ClockDifference { get; internal init; }

    public string? TimeZone { get; internal init; }

    /// <summary>Time from request to answer.</summary>
    public TimeSpan? ResponseTime { get; internal init; }

    /// <summary>Error id of what keeps the node from being ready, such as <c>ZStack.Unreachable</c>.</summary>
    public string? ErrorId { get; internal set; }

    /// <summary>Why the node is not ready, in words.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The same, to be worded for the user.</summary>
    internal ZStackException? Failure { get; init; }

    public override string ToString() => Server;
}
