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
