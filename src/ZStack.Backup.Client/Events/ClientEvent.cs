using System.Collections.Generic;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client;

/// <summary>What the client can report while an operation runs. Its facts have the names that stand with it.</summary>
[Sentences("Event_")]
public enum ClientEventKind
{
    /// <summary>Method, path and query without secrets.</summary>
    [Facts("method", "target")]
    RequestSent,

    /// <summary>Status, milliseconds, path.</summary>
    [Facts("status", "milliseconds", "path")]
    ResponseReceived,

    /// <summary>Host, proxy, what names it. Comes with every request.</summary>
    [Facts("host", "proxy", "source")]
    ProxyUsed,

    /// <summary>Server, reason, seconds until the next try, number of that try.</summary>
    [Facts("server", "reason", "seconds", "attempt")]
    Retrying,

    /// <summary>Server.</summary>
    [Facts("server")]
    SessionRenewed,

    /// <summary>Server, zone, where it comes from.</summary>
    [Facts("server", "zone", "source")]
    TimeZoneFound,

    /// <summary>Server, local zone used instead.</summary>
    [Facts("server", "zone")]
    TimeZoneUnknown,

    /// <summary>What it belongs to, text of the server.</summary>
    [Facts("owner", "text")]
    TimeUnreadable,

    /// <summary>Server, seconds the server's clock is ahead.</summary>
    [Facts("server", "seconds")]
    ClockMeasured,

    /// <summary>Server: this version has no call to check an access key with.</summary>
    [Facts("server")]
    AccessKeyNotChecked,

    /// <summary>Server, job id, reason: the node is asked whether it has the change.</summary>
    [Facts("server", "job", "reason")]
    AnswerLost,

    /// <summary>Server, operation, job id: from now on the node may have it.</summary>
    [Facts("server", "operation", "job")]
    JobSending,

    /// <summary>Server, operation, job id.</summary>
    [Facts("server", "operation", "job")]
    JobAccepted,

    /// <summary>Server, operation, job id: the node has not done it, and it is sent again as another job.</summary>
    [Facts("server", "operation", "job")]
    JobRefused,

    /// <summary>Server, job id, reason: waiting goes on.</summary>
    [Facts("server", "job", "reason")]
    NodeAway,

    /// <summary>Server, operation, job id, seconds so far, per cent or -1. Only for jobs that take their time.</summary>
    [Facts("server", "operation", "job", "seconds", "percent")]
    JobProgress,

    /// <summary>Server, uuid of the backup: an export that an ended process had made is removed.</summary>
    [Facts("server", "backup")]
    LeftExportRemoved,

    /// <summary>Server, uuid of the backup, reason: it is still there.</summary>
    [Facts("server", "backup", "reason")]
    LeftExportStays,

    /// <summary>Server, uuid of the backup: there is an export, and nothing tells whether the ended process has made it.</summary>
    [Facts("server", "backup")]
    LeftExportUnclear,

    /// <summary>Folder: what an ended process had downloaded to it is removed.</summary>
    [Facts("folder")]
    LeftFolderRemoved,

    /// <summary>Reason: what is made now would not be found when this process were killed.</summary>
    [Facts("reason")]
    LeftoversNotNoted,

    /// <summary>Server, rows promised, rows received.</summary>
    [Facts("server", "promised", "received")]
    RowsMissing,

    /// <summary>
    /// 0 a <see cref="ProgressActivity"/>, 1 what it is about, 2 done, 3 total or -1, 4 done in a second. Not worded as a line:
    /// it moves the progress bar.
    /// </summary>
    [Facts("activity", "subject", "done", "total", "rate")]
    Progress,

    /// <summary>Server, folder: a throw-away database server is started.</summary>
    [Facts("program", "folder")]
    DatabaseServerStarting,

    /// <summary>Folder: it has been stopped and removed.</summary>
    [Facts("folder")]
    DatabaseServerRemoved,

    /// <summary>Server, phase of a restore (one of <see cref="RestoreStage"/>), what made it begin, or nothing.</summary>
    [Facts("server", "stage", "detail")]
    RestorePhase,

    /// <summary>Server, phase, seconds so far.</summary>
    [Facts("server", "stage", "seconds")]
    RestoreProgress,

    /// <summary>Server, line of the node's log.</summary>
    [Facts("server", "line")]
    RestoreLogLine,

    /// <summary>Server, address that is read.</summary>
    [Facts("server", "address")]
    RestoreLogOpened,

    /// <summary>Server, reason: the restore is followed without it.</summary>
    [Facts("server", "reason")]
    RestoreLogAbsent,

    /// <summary>Server, reason.</summary>
    [Facts("server", "reason")]
    RestoreLogEnded,
}

/// <summary>One thing that happened inside the client, already free of secrets.</summary>
public sealed class ClientEvent
{
    internal ClientEvent(ClientEventKind kind, params object[] facts)
    {
        Kind = kind;
        Statement = new Statement(kind, facts);
    }

    public ClientEventKind Kind { get; }

    /// <summary>What happened, to be said in another language.</summary>
    public Statement Statement { get; }

    /// <summary>The facts that <see cref="ClientEventKind"/> lists for the kind, by their names.</summary>
    public IReadOnlyDictionary<string, object?> Facts => Statement.Facts;

    /// <summary>In English.</summary>
    public override string ToString() => Statement.ToString();

    /// <summary>A fact that the kind always has.</summary>
    internal T Get<T>(string name) => (T)Facts[name]!;
}
