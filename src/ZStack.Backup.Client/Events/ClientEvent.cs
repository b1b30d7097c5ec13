using System.Collections.Generic;

namespace ZStack.Backup.Client;

/// <summary>What the client can report while an operation runs. The facts are listed in the order they come.</summary>
public enum ClientEventKind
{
    /// <summary>0 method, 1 path and query without secrets.</summary>
    RequestSent,

    /// <summary>0 status, 1 milliseconds, 2 path.</summary>
    ResponseReceived,

    /// <summary>0 host, 1 proxy, 2 what names it. Comes with every request.</summary>
    ProxyUsed,

    /// <summary>0 server, 1 reason, 2 seconds until the next try, 3 number of that try.</summary>
    Retrying,

    /// <summary>0 server.</summary>
    SessionRenewed,

    /// <summary>0 server, 1 zone, 2 where it comes from.</summary>
    TimeZoneFound,

    /// <summary>0 server, 1 local zone used instead.</summary>
    TimeZoneUnknown,

    /// <summary>0 what it belongs to, 1 text of the server.</summary>
    TimeUnreadable,

    /// <summary>0 server, 1 seconds the server's clock is ahead.</summary>
    ClockMeasured,

    /// <summary>0 server: this version has no call to check an access key with.</summary>
    AccessKeyNotChecked,

    /// <summary>0 server, 1 job id, 2 reason: the node is asked whether it has the change.</summary>
    AnswerLost,

    /// <summary>0 server, 1 operation, 2 job id: from now on the node may have it.</summary>
    JobSending,

    /// <summary>0 server, 1 operation, 2 job id.</summary>
    JobAccepted,

    /// <summary>0 server, 1 operation, 2 job id: the node has not done it, and it is sent again as another job.</summary>
    JobRefused,

    /// <summary>0 server, 1 job id, 2 reason: waiting goes on.</summary>
    NodeAway,

    /// <summary>0 server, 1 operation, 2 job id, 3 seconds so far, 4 per cent or -1. Only for jobs that take their time.</summary>
    JobProgress,

    /// <summary>0 server, 1 uuid of the backup: an export that an ended process had made is removed.</summary>
    LeftExportRemoved,

    /// <summary>0 server, 1 uuid of the backup, 2 reason: it is still there.</summary>
    LeftExportStays,

    /// <summary>0 server, 1 uuid of the backup: there is an export, and nothing tells whether the ended process has made it.</summary>
    LeftExportUnclear,

    /// <summary>0 folder: what an ended process had downloaded to it is removed.</summary>
    LeftFolderRemoved,

    /// <summary>0 reason: what is made now would not be found when this process were killed.</summary>
    LeftoversNotNoted,

    /// <summary>0 server, 1 rows promised, 2 rows received.</summary>
    RowsMissing,

    /// <summary>
    /// 0 a <see cref="ProgressActivity"/>, 1 what it is about, 2 done, 3 total or -1, 4 done in a second. Not worded as a line:
    /// it moves the progress bar.
    /// </summary>
    Progress,

    /// <summary>0 server, 1 folder: a throw-away database server is started.</summary>
    DatabaseServerStarting,

    /// <summary>0 folder: it has been stopped and removed.</summary>
    DatabaseServerRemoved,

    /// <summary>0 server, 1 phase of a restore (one of <see cref="RestoreStage"/>), 2 what made it begin, or nothing.</summary>
    RestorePhase,

    /// <summary>0 server, 1 phase, 2 seconds so far.</summary>
    RestoreProgress,

    /// <summary>0 server, 1 line of the node's log.</summary>
    RestoreLogLine,

    /// <summary>0 server, 1 address that is read.</summary>
    RestoreLogOpened,

    /// <summary>0 server, 1 reason: the restore is followed without it.</summary>
    RestoreLogAbsent,

    /// <summary>0 server, 1 reason.</summary>
    RestoreLogEnded,
}

/// <summary>One thing that happened inside the client, already free of secrets.</summary>
/// <remarks>The caller words it for its user: the client has no user language.</remarks>
public sealed class ClientEvent
{
    internal ClientEvent(ClientEventKind kind, params object[] facts)
    {
        Kind = kind;
        Facts = facts;
    }

    public ClientEventKind Kind { get; }

    public IReadOnlyList<object> Facts { get; }

    public override string ToString() => $"{Kind}: {string.Join(", ", Facts)}";
}
