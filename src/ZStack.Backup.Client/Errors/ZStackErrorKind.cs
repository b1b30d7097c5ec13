using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What went wrong, in the terms of the person who has to act. The name is part of the stable error id.</summary>
/// <remarks>The numbered facts of each kind are what <see cref="ZStackException.Facts"/> holds.</remarks>
[Sentences("Error_")]
public enum ZStackErrorKind
{
    /// <summary>No session in this runspace.</summary>
    NotConnected,

    /// <summary>Server, why no new log-in was made.</summary>
    [Facts("server", "reason")]
    SessionExpired,

    /// <summary>Server, what the server said, HTTP status.</summary>
    [Facts("server", "words", "status")]
    AuthenticationFailed,

    /// <summary>Server, reason.</summary>
    [Facts("server", "words")]
    PermissionDenied,

    /// <summary>Server, server's clock, our clock.</summary>
    [Facts("server", "theirs", "ours")]
    ClockSkewed,

    /// <summary>Server, reason, number of tries.</summary>
    [Facts("server", "reason", "tries")]
    Unreachable,

    /// <summary>Server, subject, issuer, valid from, valid to, SHA-256 thumbprint, reason.</summary>
    [Facts("server", "subject", "issuer", "from", "to", "thumbprint", "reason")]
    CertificateNotTrusted,

    /// <summary>Server, seconds, what was waited for.</summary>
    [Facts("server", "seconds", "awaited")]
    Timeout,

    /// <summary>Address, title of the page that answered, HTTP status where it says more than the page.</summary>
    [Facts("address", "title", "status")]
    NotAnApi,

    /// <summary>Server, operation, what the server said, lists that its answer should hold, where that is the reason.</summary>
    [Facts("server", "operation", "words", "lists")]
    ApiNotSupported,

    /// <summary>Server, reason.</summary>
    [Facts("server", "reason")]
    InvalidResponse,

    /// <summary>Reason (one of <see cref="Client.ImageStore.ImageStoreUrlFault"/>), the part at fault, without secrets.</summary>
    [Facts("fault", "part")]
    InvalidImageStoreUrl,

    /// <summary>Name of the argument, reason.</summary>
    [Facts("parameter", "reason")]
    InvalidArgument,

    /// <summary>Server, address that the server names.</summary>
    [Facts("server", "location")]
    Redirected,

    /// <summary>Server, HTTP status, what the server said.</summary>
    [Facts("server", "status", "words")]
    ServerError,

    /// <summary>Server, HTTP status, what the server said: a request it calls malformed.</summary>
    [Facts("server", "status", "words")]
    BadRequest,

    /// <summary>Server, what kind of thing (a sentence <c>Thing_*</c>), its name or uuid. With 3, no copy of a backup fits: the sentence on that, why.</summary>
    [Facts("server", "thing", "name", "why")]
    ObjectNotFound,

    /// <summary>Server, name, what it could mean.</summary>
    [Facts("server", "name", "matches")]
    AmbiguousName,

    /// <summary>Server, backup, storages that hold it, the parameter that names one.</summary>
    [Facts("server", "backup", "storages", "parameter")]
    AmbiguousBackupStorage,

    /// <summary>Server that the object is from, server of the session.</summary>
    [Facts("owner", "server")]
    SessionMismatch,

    /// <summary>What was not confirmed, parameters with values that count for nothing, where there are any.</summary>
    [Facts("what", "defaults")]
    NotConfirmed,

    /// <summary>Server, job id, operation: the node does not know the job, and nothing shows that the operation completed.</summary>
    [Facts("server", "job", "operation")]
    JobLost,

    /// <summary>Server, job id, seconds, operation: it may go on.</summary>
    [Facts("server", "job", "seconds", "operation")]
    JobTimeout,

    /// <summary>Path, the word <c>Written</c> when the same call has written it.</summary>
    [Facts("path", "written")]
    FileExists,

    /// <summary>Path, reason.</summary>
    [Facts("path", "reason")]
    FileNotWritable,

    /// <summary>Path, bytes needed or nothing, bytes free.</summary>
    [Facts("path", "needed", "free")]
    NoSpace,

    /// <summary>Name of the backup, MD5 of its record, MD5 of the file.</summary>
    [Facts("backup", "expected", "found")]
    ChecksumMismatch,

    /// <summary>Host, bytes so far, path of the partial file, reason.</summary>
    [Facts("host", "bytes", "part", "reason")]
    IncompleteDownload,

    /// <summary>Path.</summary>
    [Facts("path")]
    FileNotFound,

    /// <summary>Path, server: the newest backup of that node that is proven to restore.</summary>
    [Facts("path", "server")]
    NewestProven,

    /// <summary>Group of backups, time of its newest, the span that it is older than.</summary>
    [Facts("group", "newest", "limit")]
    StaleBackups,

    /// <summary>Name of the backup: a retention plan keeps it.</summary>
    [Facts("backup")]
    KeptByPolicy,

    /// <summary>Path: a folder, or a place that is not in the file system. the word <c>Target</c> when it was to be replaced.</summary>
    [Facts("path", "target")]
    NotAFile,

    /// <summary>Path, reason: what lies there is not to be replaced by a recovery kit.</summary>
    [Facts("path", "reason")]
    NotAKit,

    /// <summary>Path, reason: what was there before is unchanged.</summary>
    [Facts("path", "reason")]
    ReportNotWritable,

    /// <summary>Path.</summary>
    [Facts("path")]
    FileAccessDenied,

    /// <summary>Path, reason.</summary>
    [Facts("path", "reason")]
    FileReadFailed,

    /// <summary>What was to be compared, reason: a broken file, or none that can be compared.</summary>
    [Facts("what", "reason")]
    NotComparable,

    /// <summary>What is wrong (one of <see cref="RestoreFault"/>, also part of the id), server, and on what it is about.</summary>
    [Facts("fault", "server", "words", "code")]
    Restore,

    /// <summary>Server, code, what the server said. The id is the server's code.</summary>
    [Facts("server", "code", "words")]
    Api,
}
