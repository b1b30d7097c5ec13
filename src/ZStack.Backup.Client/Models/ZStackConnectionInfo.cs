using System;

namespace ZStack.Backup;

/// <summary>What a node says of itself without a log-in.</summary>
public sealed class ZStackConnectionInfo
{
    private string? _reason;

    /// <summary>Name of the node: its host, with the port where it is not the usual one.</summary>
    public string Server { get; internal init; } = "";

    /// <summary>Scheme, host, port and context path, without a slash at the end: <c>http://10.0.0.9:8080/zstack</c>.</summary>
    public string Url { get; internal init; } = "";

    /// <summary>The node answers and takes work.</summary>
    public bool Ready { get; internal init; }

    /// <summary>Product version, such as <c>5.2.1</c>; <c>null</c> when the node did not say.</summary>
    public string? Version { get; internal init; }

    /// <summary>The node's clock, at its offset when that is known, else in UTC; <c>null</c> when the node did not say.</summary>
    public DateTimeOffset? ServerTime { get; internal init; }

    /// <summary>How far the node's clock is ahead of ours; negative when it is behind. <c>null</c> when the node did not say.</summary>
    public TimeSpan? ClockDifference { get; internal init; }

    /// <summary>Zone of the node: an id or an offset such as <c>+08:00</c>. <c>null</c> when the node does not say; nodes before 4.1.0 do not.</summary>
    public string? TimeZone { get; internal init; }

    /// <summary>Time from the first request to its answer, with making the connection; <c>null</c> without an answer.</summary>
    public TimeSpan? ResponseTime { get; internal init; }

    /// <summary>Error id of what keeps the node from being ready, such as <c>ZStack.Unreachable</c>.</summary>
    public string? ErrorId => Failure?.ErrorId;

    /// <summary>Why the node is not ready. English until the PowerShell module has worded it for its user.</summary>
    public string? Reason
    {
        get => _reason ?? Failure?.Message;
        internal set => _reason = value;
    }

    /// <summary>The same, to be worded for the user.</summary>
    internal ZStackException? Failure { get; init; }

    /// <returns>The name of the node.</returns>
    public override string ToString() => Server;
}
