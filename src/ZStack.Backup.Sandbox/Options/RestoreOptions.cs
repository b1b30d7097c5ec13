using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>Why the node refuses to restore, apart from what is wrong with the call.</summary>
public enum RestoreRefusal
{
    None,

    /// <summary>do not allow cover database from backup</summary>
    CoverForbidden,

    /// <summary>not pass the restore security check</summary>
    SecurityCheck,

    /// <summary>cannot get free port to listen</summary>
    NoFreePort,

    /// <summary>cannot ssh peer node via sshkey</summary>
    NoPeer,

    /// <summary>please stop other node first!</summary>
    StopOtherNode,
}

/// <summary>How the node's log can be read while it restores.</summary>
public enum LogAccess
{
    /// <summary>Port 0: it cannot.</summary>
    Absent,

    Plain,

    /// <summary>With the certificate of the node's web UI: <see cref="SandboxNode.LogCertificateThumbprint"/>.</summary>
    Tls,

    /// <summary>A port is told, but nobody listens there.</summary>
    Blocked,
}

/// <summary>The course of a restore: docs/zstack-api.md sections 3.9 and 10.</summary>
public sealed record RestoreOptions
{
    /// <summary>From the call to the result of its job, before any of the work.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The work begins when the log has its reader, however long that takes: every line of it is seen.</summary>
    public bool AwaitsReader { get; init; }

    /// <summary>From there until the node goes away.</summary>
    public TimeSpan WorkTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>All <see cref="Shapes"/> together, each an equal part.</summary>
    public TimeSpan OutageTime { get; init; } = TimeSpan.FromMilliseconds(900);

    public IReadOnlyList<OutageShape> Shapes { get; init; } =
        [OutageShape.Refused, OutageShape.Reset, OutageShape.Proxy502, OutageShape.Proxy503, OutageShape.Html404, OutageShape.NotReady];

    /// <summary>The last shape stays.</summary>
    public bool NeverReturns { get; init; }

    public RestoreRefusal Refusal { get; init; }

    public LogAccess Log { get; init; } = LogAccess.Plain;

    /// <summary>The log comes in fragments, with pings between them, an empty line and one of 70 000 characters.</summary>
    public bool OddFrames { get; init; }

    /// <summary>The log stops without a closing frame when the node goes away.</summary>
    public bool LogDiesWithNode { get; init; }

    /// <summary>Of <see cref="SandboxAccounts.Account"/> at the time of the backup; <c>null</c> for the same as now.</summary>
    public string? PasswordOfBackup { get; init; }
}
