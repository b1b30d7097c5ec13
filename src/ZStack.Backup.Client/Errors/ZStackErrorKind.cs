namespace ZStack.Backup;

/// <summary>What went wrong, in the terms of the person who has to act. The name is part of the stable error id.</summary>
/// <remarks>The numbered facts of each kind are what <see cref="ZStackException.Facts"/> holds.</remarks>
public enum ZStackErrorKind
{
    /// <summary>No session in this runspace.</summary>
    NotConnected,

    /// <summary>0 server, 1 why no new log-in was made.</summary>
    SessionExpired,

    /// <summary>0 server, 1 what the server said, 2 HTTP status.</summary>
    AuthenticationFailed,

    /// <summary>0 server, 1 reason.</summary>
    PermissionDenied,

    /// <summary>0 server, 1 server's clock, 2 our clock.</summary>
    ClockSkewed,

    /// <summary>0 server, 1 reason, 2 number of tries.</summary>
    Unreachable,

    /// <summary>0 server, 1 subject, 2 issuer, 3 valid from, 4 valid to, 5 SHA-256 thumbprint, 6 reason.</summary>
    CertificateNotTrusted,

    /// <summary>0 server, 1 seconds, 2 what was waited for.</summary>
    Timeout,

    /// <summary>0 address, 1 title of the page that answered, 2 HTTP status where it says more than the page.</summary>
    NotAnApi,

    /// <summary>0 server, 1 operation, 2 what the server said, 3 lists that its answer should hold, where that is the reason.</summary>
    ApiNotSupported,

    /// <summary>0 server, 1 reason.</summary>
    InvalidResponse,

    /// <summary>0 reason (one of <see cref="Client.ImageStore.ImageStoreUrlFault"/>), 1 the part at fault, without secrets.</summary>
    InvalidImageStoreUrl,

    /// <summary>0 name of the argument, 1 reason.</summary>
    InvalidArgument,

    /// <summary>0 server, 1 address that the server names.</summary>
    Redirected,

    /// <summary>0 server, 1 HTTP status, 2 what the server said.</summary>
    ServerError,

    /// <summary>0 server, 1 HTTP status, 2 what the server said: a request it calls malformed.</summary>
    BadRequest,

    /// <summary>0 server, 1 what kind of thing (a sentence <c>Thing_*</c>), 2 its name or uuid. With 3, no copy of a backup fits: 1 the sentence on that, 3 why.</summary>
    ObjectNotFound,

    /// <summary>0 server, 1 name, 2 what it could mean.</summary>
    AmbiguousName,

    /// <summary>0 server, 1 backup, 2 storages that hold it, 3 the parameter that names one.</summary>
    AmbiguousBackupStorage,

    /// <summary>0 server that the object is from, 1 server of the session.</summary>
    SessionMismatch,

    /// <summary>0 what was not confirmed, 1 parameters with values that count for nothing, where there are any.</summary>
    NotConfirmed,

    /// <summary>0 server, 1 job id, 2 operation: the node does not know the job, and what it worked on does not show it.</summary>
    JobLost,

    /// <summary>0 server, 1 job id, 2 seconds, 3 operation: it may go on.</summary>
    JobTimeout,

    /// <summary>0 path, 1 the word <c>Written</c> when the same call has written it.</summary>
    FileExists,

    /// <summary>0 path, 1 reason.</summary>
    FileNotWritable,

    /// <summary>0 path, 1 bytes needed or nothing, 2 bytes free.</summary>
    NoSpace,

    /// <summary>0 name of the backup, 1 MD5 of its record, 2 MD5 of the file.</summary>
    ChecksumMismatch,

    /// <summary>0 host, 1 bytes so far, 2 path of the partial file, 3 reason.</summary>
    IncompleteDownload,

    /// <summary>0 path.</summary>
    FileNotFound,

    /// <summary>0 path, 1 server: the newest backup of that node that is proven to restore.</summary>
    NewestProven,

    /// <summary>0 group of backups, 1 time of its newest, 2 the span that it is older than.</summary>
    StaleBackups,

    /// <summary>0 name of the backup: a retention plan keeps it.</summary>
    KeptByPolicy,

    /// <summary>0 path: a folder, or a place that is not in the file system. 1 the word <c>Target</c> when it was to be replaced.</summary>
    NotAFile,

    /// <summary>0 path, 1 reason: what lies there is not to be replaced by a recovery kit.</summary>
    NotAKit,

    /// <summary>0 path, 1 reason: what was there before is unchanged.</summary>
    ReportNotWritable,

    /// <summary>0 path.</summary>
    FileAccessDenied,

    /// <summary>0 path, 1 reason.</summary>
    FileReadFailed,

    /// <summary>0 what was to be compared, 1 reason: a broken file, or none that can be compared.</summary>
    NotComparable,

    /// <summary>0 what is wrong (one of <see cref="RestoreFault"/>, also part of the id), 1 server, 2 and on what it is about.</summary>
    Restore,

    /// <summary>0 server, 1 code, 2 what the server said. The id is the server's code.</summary>
    Api,
}
