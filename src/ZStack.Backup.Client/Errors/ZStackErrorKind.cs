using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What went wrong, in the terms of the person who has to act. The name is part of the stable error id.</summary>
/// <remarks>The facts of each kind stand with it, in the order of their names; <see cref="ZStackException.Facts"/> holds them.</remarks>
[Sentences("Error_")]
public enum ZStackErrorKind
{
    /// <summary>There is no session. The client itself never reports this: it is for shells that keep one.</summary>
    NotConnected,

    /// <summary>The session is over, and no new one could be opened.</summary>
    /// <remarks>Facts: server; why no new log-in was made.</remarks>
    [Facts("server", "reason")]
    SessionExpired,

    /// <summary>The node, or something in front of it, refused the credentials.</summary>
    /// <remarks>Facts: server; what the server said; HTTP status.</remarks>
    [Facts("server", "words", "status")]
    AuthenticationFailed,

    /// <summary>The node refused the time of a request that was signed with an access key: the clocks differ by more than 15 minutes.</summary>
    /// <remarks>Facts: server; server's clock; our clock.</remarks>
    [Facts("server", "theirs", "ours")]
    ClockSkewed,

    /// <summary>No connection could be made, or a proxy answered for the node. The same request may succeed later.</summary>
    /// <remarks>Facts: server; reason; number of tries.</remarks>
    [Facts("server", "reason", "tries")]
    Unreachable,

    /// <summary>The certificate is not trusted, or not the one that was asked for. Nothing was sent.</summary>
    /// <remarks>Facts: server; subject; issuer; valid from; valid to; SHA-256 thumbprint; reason.</remarks>
    [Facts("server", "subject", "issuer", "from", "to", "thumbprint", "reason")]
    CertificateNotTrusted,

    /// <summary>Nothing came within the time limit. The node may still work on the request.</summary>
    /// <remarks>Facts: server; seconds; what was waited for.</remarks>
    [Facts("server", "seconds", "awaited")]
    Timeout,

    /// <summary>A web page answered: wrong port or path, or something in front of the node.</summary>
    /// <remarks>Facts: address; title of the page that answered; HTTP status where it says more than the page.</remarks>
    [Facts("address", "title", "status")]
    NotAnApi,

    /// <summary>This version or edition of the node does not have the operation.</summary>
    /// <remarks>Facts: server; operation; what the server said; lists that its answer should hold, where that is the reason.</remarks>
    [Facts("server", "operation", "words", "lists")]
    ApiNotSupported,

    /// <summary>The answer broke off, or is not what the API sends. Items that were given before are whole.</summary>
    /// <remarks>Facts: server; reason.</remarks>
    [Facts("server", "reason")]
    InvalidResponse,

    /// <summary>The text is no URL of an image store. Nothing was sent.</summary>
    /// <remarks>Facts: reason (one of <see cref="Client.ImageStore.ImageStoreUrlFault"/>); the part at fault, without secrets.</remarks>
    [Facts("fault", "part")]
    InvalidImageStoreUrl,

    /// <summary>A value cannot be sent as it is. Nothing was sent.</summary>
    /// <remarks>Facts: name of the argument; reason.</remarks>
    [Facts("parameter", "reason")]
    InvalidArgument,

    /// <summary>The node named another address. Redirects are not followed: a change could be made twice, or as something else.</summary>
    /// <remarks>Facts: server; address that the server names.</remarks>
    [Facts("server", "location")]
    Redirected,

    /// <summary>HTTP 500 and the like without an error of the API.</summary>
    /// <remarks>Facts: server; HTTP status; what the server said.</remarks>
    [Facts("server", "status", "words")]
    ServerError,

    /// <summary>The node calls the request malformed.</summary>
    /// <remarks>Facts: server; HTTP status; what the server said.</remarks>
    [Facts("server", "status", "words")]
    BadRequest,

    /// <summary>The node answers, and has no such thing.</summary>
    /// <remarks>Facts: server; what kind of thing (a <see cref="ResourceThing"/>); its name or uuid; where no copy of a backup fits, why.</remarks>
    [Facts("server", "thing", "name", "why")]
    ObjectNotFound,

    /// <summary>Several objects have this name; use a uuid.</summary>
    /// <remarks>Facts: server; name; what it could mean.</remarks>
    [Facts("server", "name", "matches")]
    AmbiguousName,

    /// <summary>Several storages hold the backup, and none was named.</summary>
    /// <remarks>Facts: server; backup; storages that hold it; the parameter that names one.</remarks>
    [Facts("server", "backup", "storages", "parameter")]
    AmbiguousBackupStorage,

    /// <summary>The object is from another node than the session. Nothing was sent.</summary>
    /// <remarks>Facts: server that the object is from; server of the session.</remarks>
    [Facts("owner", "server")]
    SessionMismatch,

    /// <summary>Somebody had to confirm, and did not. Nothing was changed.</summary>
    /// <remarks>Facts: what was not confirmed; parameters with values that count for nothing, where there are any.</remarks>
    [Facts("what", "defaults")]
    NotConfirmed,

    /// <summary>The node does not know the job, and nothing shows that the operation completed: whether the change was made is open.</summary>
    /// <remarks>Facts: server; job id; operation.</remarks>
    [Facts("server", "job", "operation")]
    JobLost,

    /// <summary>The job did not end within the limit, or nobody could tell. It may go on.</summary>
    /// <remarks>Facts: server; job id; seconds; operation.</remarks>
    [Facts("server", "job", "seconds", "operation")]
    JobTimeout,

    /// <summary>A file of that name exists, and was not touched.</summary>
    /// <remarks>Facts: path; the word <c>Written</c> when the same call has written it.</remarks>
    [Facts("path", "written")]
    FileExists,

    /// <summary>A file cannot be written or removed.</summary>
    /// <remarks>Facts: path; reason.</remarks>
    [Facts("path", "reason")]
    FileNotWritable,

    /// <summary>There is not enough room for the file.</summary>
    /// <remarks>Facts: path; bytes needed or nothing; bytes free.</remarks>
    [Facts("path", "needed", "free")]
    NoSpace,

    /// <summary>The downloaded file is not the backup of the record. It was removed.</summary>
    /// <remarks>Facts: name of the backup; MD5 of its record; MD5 of the file.</remarks>
    [Facts("backup", "expected", "found")]
    ChecksumMismatch,

    /// <summary>The download broke off. What there is can be resumed.</summary>
    /// <remarks>Facts: host; bytes so far; path of the partial file; reason.</remarks>
    [Facts("host", "bytes", "part", "reason")]
    IncompleteDownload,

    /// <summary>There is no such file or folder.</summary>
    /// <remarks>Facts: path.</remarks>
    [Facts("path")]
    FileNotFound,

    /// <summary>The saved backup is the newest of its node that is proven to restore, so it is not removed without being told to.</summary>
    /// <remarks>Facts: path; server.</remarks>
    [Facts("path", "server")]
    NewestProven,

    /// <summary>The newest backup of a group is older than the limit. No retention plan is made: old backups are all there is.</summary>
    /// <remarks>Facts: group of backups; time of its newest; the span that it is older than.</remarks>
    [Facts("group", "newest", "limit")]
    StaleBackups,

    /// <summary>A retention plan keeps the backup, so it is not removed.</summary>
    /// <remarks>Facts: name of the backup.</remarks>
    [Facts("backup")]
    KeptByPolicy,

    /// <summary>A folder, a device, or a place that is not in the file system, where a file is needed.</summary>
    /// <remarks>Facts: path; the word <c>Target</c> when it was to be replaced.</remarks>
    [Facts("path", "target")]
    NotAFile,

    /// <summary>What lies there is not replaced by a recovery kit: it is none, or it was changed since.</summary>
    /// <remarks>Facts: path; reason.</remarks>
    [Facts("path", "reason")]
    NotAKit,

    /// <summary>A report could not be written; what was there before is unchanged.</summary>
    /// <remarks>Facts: path; reason.</remarks>
    [Facts("path", "reason")]
    ReportNotWritable,

    /// <summary>This user may not read the file.</summary>
    /// <remarks>Facts: path.</remarks>
    [Facts("path")]
    FileAccessDenied,

    /// <summary>The file, or the disk that it is on, failed while it was read.</summary>
    /// <remarks>Facts: path; reason.</remarks>
    [Facts("path", "reason")]
    FileReadFailed,

    /// <summary>A backup cannot be compared: its file is broken, or it has what cannot be compared.</summary>
    /// <remarks>Facts: what was to be compared; reason.</remarks>
    [Facts("what", "reason")]
    NotComparable,

    /// <summary>A restore was not begun, was refused by the node, or was not seen to its end.</summary>
    /// <remarks>Facts: what is wrong (one of <see cref="RestoreFault"/>, also part of the id); server; on what it is about.</remarks>
    [Facts("fault", "server", "words", "code", "seconds", "seen", "again")]
    Restore,

    /// <summary>The node did not do it and answered with an error of the API: a <see cref="ZStackApiException"/>. The id is the server's code.</summary>
    /// <remarks>Facts: server; code; what the server said.</remarks>
    [Facts("server", "code", "words")]
    Api,
}
