using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>The ways in which a node, or what is in front of it, fails.</summary>
public enum FaultKind
{
    /// <summary>The connection is reset before anything is done.</summary>
    ResetBeforeRead,

    /// <summary>The request is executed; its answer never leaves.</summary>
    ResetAfterAccept,

    /// <summary>The request is executed; the connection is reset in the middle of the answer's header.</summary>
    CutHeader,

    /// <summary>The connection is reset after <see cref="Fault.AfterBytes"/> of the answer.</summary>
    ResetMidBody,

    /// <summary>A whole HTTP answer with only the first <see cref="Fault.AfterBytes"/> of the JSON in it.</summary>
    TruncateBody,

    /// <summary>Silence for <see cref="Fault.Delay"/>, after <see cref="Fault.AfterBytes"/> of the answer.</summary>
    Stall,

    /// <summary>The answer comes in tiny pieces, <see cref="Fault.Delay"/> apart.</summary>
    SlowDrip,

    /// <summary>The request is executed; the head of its answer comes, then one blank every <see cref="Fault.Delay"/> without end.</summary>
    EndlessDrip,

    /// <summary>The connection is closed in order, without a byte, before anything is done.</summary>
    CloseBeforeRead,

    /// <summary>The request is executed; the connection is closed in order, without a byte.</summary>
    CloseAfterAccept,

    /// <summary>404 of something in front of the node that knows no such page, in its own plain words.</summary>
    ForeignNotFound,

    /// <summary>A proxy's page with <see cref="Fault.Status"/>.</summary>
    ProxyPage,

    /// <summary>The request is executed, but a proxy answers in its place with <see cref="Fault.Status"/>.</summary>
    ProxyPageAfterAccept,

    /// <summary>The page of the server that the node runs in, with <see cref="Fault.Status"/>.</summary>
    TomcatPage,

    /// <summary>The request is executed, then silence for <see cref="Fault.Delay"/>.</summary>
    StallAfterAccept,

    /// <summary>Exactly the given status and body.</summary>
    Answer,

    /// <summary>The request is executed, but somebody answers in its place with exactly the given status and body.</summary>
    AnswerAfterAccept,

    /// <summary>Something behind the end of the JSON.</summary>
    TrailingGarbage,

    /// <summary>302 to <see cref="Fault.Body"/>.</summary>
    Redirect,

    /// <summary>The session of the request has expired; an asynchronous call learns it from its job.</summary>
    SessionExpired,

    /// <summary>The job works, and fails in the end because a part of it has found its session expired: the reason is a cause of its error.</summary>
    NestedExpiry,

    /// <summary>The same, and the expired session is the error itself.</summary>
    LateExpiry,

    /// <summary>On a call: it is executed, but nobody knows its job. On a poll: a job that is done is gone from now on.</summary>
    JobLost,

    /// <summary>403 requestTimeTooSkewed.</summary>
    Skewed,
}

/// <summary>A failure on request.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>Part of the paths that it hits; empty for all.</summary>
    public string Match { get; init; } = "";

    /// <summary>The one method that it hits; empty for all.</summary>
    public string Method { get; init; } = "";

    /// <summary>How often it hits; <see cref="int.MaxValue"/> for ever.</summary>
    public int Times { get; init; } = 1;

    public TimeSpan Delay { get; init; }

    public long AfterBytes { get; init; }

    public int Status { get; init; } = 503;

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    internal bool Hits(LoggedRequest request) =>
        request.Path.Contains(Match, StringComparison.Ordinal) && (Method.Length == 0 || Method == request.Method);
}

/// <summary>The failures that are still to come.</summary>
public sealed class FaultPlan
{
    private readonly object _gate = new();
    private readonly List<(Fault Fault, int Left)> _faults = [];

    /// <summary>Asked first for every request; <c>null</c> from it leaves the request to the others.</summary>
    public Func<LoggedRequest, Fault?>? Chooser { get; set; }

    public void Add(Fault fault)
    {
        lock (_gate)
            _faults.Add((fault, fault.Times));
    }

    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    internal Fault? Take(LoggedRequest request)
    {
        if (Chooser?.Invoke(request) is { } chosen)
            return chosen;
        lock (_gate)
        {
            int index = _faults.FindIndex(f => f.Fault.Hits(request));
            if (index < 0)
                return null;
            (Fault fault, int left) = _faults[index];
            if (left == 1)
                _faults.RemoveAt(index);
            else if (left != int.MaxValue)
                _faults[index] = (fault, left - 1);
            return fault;
        }
    }
}
