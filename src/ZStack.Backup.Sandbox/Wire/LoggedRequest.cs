using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>One request as it came over the wire.</summary>
public sealed class LoggedRequest
{
    public required string Method { get; init; }

    /// <summary>Decoded, without the context path: starts with <c>/v1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Path and query exactly as sent.</summary>
    public required string RawTarget { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;

    /// <summary>When the answer began, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</summary>
    public long AnswerBegan { get; internal set; }

    /// <summary>0 while it runs and after a reset.</summary>
    public int Status { get; internal set; }

    /// <summary>The client went away before the answer was whole.</summary>
    public bool Aborted { get; internal set; }

    /// <summary>What went wrong with it on purpose.</summary>
    public FaultKind? FaultKind { get; internal set; }

    /// <summary>The answer has ended, one way or the other.</summary>
    public bool Ended { get; internal set; }

    public override string ToString() => $"{Method} {Path} {Status}";
}
