using System;
using System.Collections.Generic;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client;

/// <summary>What the client can report while an operation runs.</summary>
/// <remarks>The facts of each kind stand with it, in the order of their names.</remarks>
[Sentences("Event_")]
public enum ClientEventKind
{
    /// <summary>A request goes out.</summary>
    /// <remarks>Facts: method; path and query without secrets.</remarks>
    [Facts("method", "target")]
    RequestSent,

    /// <summary>The head of an answer is there.</summary>
    /// <remarks>Facts: HTTP status; milliseconds; path.</remarks>
    [Facts("status", "milliseconds", "path")]
    ResponseReceived,

    /// <summary>The request goes through a proxy. Comes with every such request.</summary>
    /// <remarks>Facts: host; proxy; what names it.</remarks>
    [Facts("host", "proxy", "source")]
    ProxyUsed,

    /// <summary>An attempt failed, and the next one follows after a pause.</summary>
    /// <remarks>Facts: server; reason; seconds until the next try; number of that try.</remarks>
    [Facts("server", "reason", "seconds", "attempt")]
    Retrying,

    /// <summary>The session had expired, and a new one was opened with the same credentials.</summary>
    /// <remarks>Facts: server.</remarks>
    [Facts("server")]
    SessionRenewed,

    /// <summary>The zone of the node's times is known.</summary>
    /// <remarks>Facts: server; zone; where it comes from.</remarks>
    [Facts("server", "zone", "source")]
    TimeZoneFound,

    /// <summary>Nothing tells the zone of the node's times: the local one stands in, and times may be hours off.</summary>
    /// <remarks>Facts: server; local zone used instead.</remarks>
    [Facts("server", "zone")]
    TimeZoneUnknown,

    /// <summary>A time of the node is in a form that is not known; it is <c>null</c> in the object.</summary>
    /// <remarks>Facts: what it belongs to; text of the server.</remarks>
    [Facts("owner", "text")]
    TimeUnreadable,

    /// <summary>The node's clock was compared with this machine's.</summary>
    /// <remarks>Facts: server; seconds the server's clock is ahead.</remarks>
    [Facts("server", "seconds")]
    ClockMeasured,

    /// <summary>This version of the node has no call to check an access key with: a wrong one shows at the first real call.</summary>
    /// <remarks>Facts: server.</remarks>
    [Facts("server")]
    AccessKeyNotChecked,

    /// <summary>Whether the node has the change is open, and it is asked.</summary>
    /// <remarks>Facts: server; job id; reason.</remarks>
    [Facts("server", "job", "reason")]
    AnswerLost,

    /// <summary>A change goes out: from now on the node may have it.</summary>
    /// <remarks>Facts: server; operation; job id.</remarks>
    [Facts("server", "operation", "job")]
    JobSending,

    /// <summary>The node has the change.</summary>
    /// <remarks>Facts: server; operation; job id.</remarks>
    [Facts("server", "operation", "job")]
    JobAccepted,

    /// <summary>The node has not done the change because of a dead session; it is sent again as another job.</summary>
    /// <remarks>Facts: server; operation; job id.</remarks>
    [Facts("server", "operation", "job")]
    JobRefused,

    /// <summary>The node does not answer; waiting for the job goes on.</summary>
    /// <remarks>Facts: server; job id; reason.</remarks>
    [Facts("server", "job", "reason")]
    NodeAway,

    /// <summary>The job runs. Only for jobs that take more than two seconds.</summary>
    /// <remarks>Facts: server; operation; job id; seconds so far; per cent or -1.</remarks>
    [Facts("server", "operation", "job", "seconds", "percent")]
    JobProgress,

    /// <summary>An export that an ended process had made was removed.</summary>
    /// <remarks>Facts: server; uuid of the backup.</remarks>
    [Facts("server", "backup")]
    LeftExportRemoved,

    /// <summary>An export that an ended process had made could not be removed.</summary>
    /// <remarks>Facts: server; uuid of the backup; reason.</remarks>
    [Facts("server", "backup", "reason")]
    LeftExportStays,

    /// <summary>There is an export, and nothing tells whether the ended process has made it: it is left alone.</summary>
    /// <remarks>Facts: server; uuid of the backup.</remarks>
    [Facts("server", "backup")]
    LeftExportUnclear,

    /// <summary>What an ended process had downloaded was removed.</summary>
    /// <remarks>Facts: folder.</remarks>
    [Facts("folder")]
    LeftFolderRemoved,

    /// <summary>What is made now would not be found and removed if this process were killed.</summary>
    /// <remarks>Facts: reason.</remarks>
    [Facts("reason")]
    LeftoversNotNoted,

    /// <summary>The list is short: rows were removed while it was read, or the node did not give them.</summary>
    /// <remarks>Facts: server; rows promised; rows received.</remarks>
    [Facts("server", "promised", "received")]
    RowsMissing,

    /// <summary>How far a long read or download is, for a progress bar: at most five times a second, and not in the first one. There is no sentence for it.</summary>
    /// <remarks>Facts: a <see cref="ProgressActivity"/>; what it is about; bytes done; bytes in all or -1; bytes a second.</remarks>
    [Facts("activity", "subject", "done", "total", "rate")]
    Progress,

    /// <summary>A throw-away database server is started.</summary>
    /// <remarks>Facts: program and version; folder.</remarks>
    [Facts("program", "folder")]
    DatabaseServerStarting,

    /// <summary>The throw-away database server was stopped and its folder removed.</summary>
    /// <remarks>Facts: folder.</remarks>
    [Facts("folder")]
    DatabaseServerRemoved,

    /// <summary>A restore has come to its next station.</summary>
    /// <remarks>Facts: server; station (one of <see cref="RestoreStage"/>); what made it begin, or nothing.</remarks>
    [Facts("server", "stage", "detail")]
    RestorePhase,

    /// <summary>A restore goes on.</summary>
    /// <remarks>Facts: server; station; seconds so far.</remarks>
    [Facts("server", "stage", "seconds")]
    RestoreProgress,

    /// <summary>The node wrote a line into its log.</summary>
    /// <remarks>Facts: server; the line, without secrets.</remarks>
    [Facts("server", "line")]
    RestoreLogLine,

    /// <summary>The node's log is read while it restores.</summary>
    /// <remarks>Facts: server; address that is read.</remarks>
    [Facts("server", "address")]
    RestoreLogOpened,

    /// <summary>The node's log cannot be read; the restore is followed without it.</summary>
    /// <remarks>Facts: server; reason.</remarks>
    [Facts("server", "reason")]
    RestoreLogAbsent,

    /// <summary>No more lines of the node's log come.</summary>
    /// <remarks>Facts: server; reason.</remarks>
    [Facts("server", "reason")]
    RestoreLogEnded,
}

/// <summary>One thing that happened inside the client, already free of secrets.</summary>
/// <remarks>Immutable. Comes from whatever thread it happened on: a receiver of several operations at once has to be thread-safe.</remarks>
public sealed class ClientEvent
{
    internal ClientEvent(ClientEventKind kind, params object[] facts)
    {
        Kind = kind;
        Statement = new Statement(kind, facts);
    }

    /// <summary>One whose facts take time to make, and are made when somebody reads them.</summary>
    internal ClientEvent(ClientEventKind kind, Func<object[]> facts)
    {
        Kind = kind;
        Statement = new Statement(kind, facts);
    }

    /// <summary>Decides what the facts are.</summary>
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
