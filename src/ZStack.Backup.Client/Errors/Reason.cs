using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client;

/// <summary>Why something is as it is, where that is ours to say. The module has a sentence for each; the numbered facts go with it.</summary>
[Sentences("Reason_")]
internal enum ReasonKind
{
    NotOneJsonObject,

    /// <summary>What the reader said.</summary>
    [Facts("words")]
    BrokenJson,

    EndsInTheMiddle,

    /// <summary>What it holds.</summary>
    [Facts("found")]
    NotAListOfObjects,

    Empty,

    MoreBehindTheEnd,

    /// <summary>Most characters.</summary>
    [Facts("limit")]
    ElementTooLong,

    NoSession,

    NoWordOnTheSession,

    NoCurrentTime,

    NoExportUrl,

    /// <summary>HTTP status.</summary>
    [Facts("status")]
    NotAccepted,

    /// <summary>Job id: it ended without an error, and without what it should give.</summary>
    [Facts("job")]
    NoResult,

    /// <summary>Member, digits.</summary>
    [Facts("member", "digits")]
    NotAHash,

    /// <summary>HTTP status.</summary>
    [Facts("status")]
    BrokeWithStatus,

    BrokeInTheMiddle,

    EndedEarly,

    NoGoodbye,

    /// <summary>The host of an export does not have it (any more).</summary>
    NoSuchExport,

    /// <summary>The proxy, what names it, how the connection through it failed.</summary>
    [Facts("proxy", "source", "reason")]
    ThroughProxy,

    /// <summary>The proxy, what names it: something that failed went through it.</summary>
    [Facts("proxy", "source")]
    WentThroughProxy,

    /// <summary>The parameter names the proxy.</summary>
    ProxyOfParameter,

    /// <summary>Variable.</summary>
    [Facts("variable")]
    ProxyOfEnvironment,

    ProxyOfSystem,

    /// <summary>What the system says.</summary>
    [Facts("words")]
    NoTls,

    /// <summary>Plain http was spoken to a port that speaks TLS.</summary>
    WantsTls,

    /// <summary>A file that another call is writing.</summary>
    FileInUse,

    /// <summary>What was waited for.</summary>
    AnAnswer,

    /// <summary>What was waited for.</summary>
    TheRest,

    /// <summary>What was waited for.</summary>
    TheBackup,

    /// <summary>What was waited for.</summary>
    TheWebSocket,

    NotHttp,

    /// <summary>HTTP status.</summary>
    [Facts("status")]
    NoWebSocket,

    KeyDoesNotFit,

    UnwantedExtensions,

    HeadWithoutEnd,

    FrameWithExtensions,

    BadControlFrame,

    FrameOutOfOrder,

    MaskedFrame,

    ImpossibleFrame,

    UnknownFrame,

    NotThePinnedCertificate,

    NotAnAddress,

    /// <summary>Scheme.</summary>
    [Facts("scheme")]
    OtherScheme,

    UserInAddress,

    QueryInAddress,

    NoSuchPort,

    NotAThumbprint,

    NotAKeyId,

    NoInstallPath,

    NotASessionId,

    /// <summary>What stands there instead of an id.</summary>
    [Facts("text")]
    NotAnId,

    /// <summary>What stands there instead of an install path.</summary>
    [Facts("text")]
    NotAnInstallPath,

    NoText,

    HoldsNul,

    NoPassword,

    NotUnpacked,

    /// <summary>Address.</summary>
    [Facts("address")]
    Ipv6WithoutBrackets,

    /// <summary>What the installer said.</summary>
    [Facts("words")]
    NoDataFolder,

    /// <summary>Seconds, what it printed.</summary>
    [Facts("seconds", "words")]
    ServerSilent,

    /// <summary>Path.</summary>
    [Facts("path")]
    NoFolder,

    NoLogPort,

    LogClosed,

    /// <summary>A file or a link, where a folder is meant.</summary>
    NotAFolderOfItsOwn,

    NotWrittenHere,

    /// <summary>SHA-256 of its manifest, of the file.</summary>
    [Facts("expected", "found")]
    OtherThanSaved,

    /// <summary>Files were added, changed or taken away.</summary>
    ChangedSince,

    /// <summary>What failed, how.</summary>
    [Facts("what", "how")]
    Failure,

    /// <summary>Resources of one kind so far.</summary>
    [Facts("count")]
    TooManyResources,

    /// <summary>Table: the dump has none of that name.</summary>
    [Facts("table")]
    NoTable,

    /// <summary>Rows promised, rows that came.</summary>
    [Facts("promised", "received")]
    RowsMissing,

    /// <summary>Character set of the dump.</summary>
    [Facts("charset")]
    OtherCharacters,

    /// <summary>A folder, a device, a link: nothing to replace with a file.</summary>
    NotAnOrdinaryFile,

    /// <summary>Bytes free.</summary>
    [Facts("free")]
    DiskFull,

    /// <summary>The checks that failed, each with what it found.</summary>
    [Facts("checks")]
    FailedChecks,
}

/// <summary>Reasons among the facts of a failure or an event.</summary>
internal static class Reason
{
    public static Statement Of(ReasonKind kind, params object[] facts) => new(kind, facts);

    /// <summary>What an exception says: our own reason, or the words of the system.</summary>
    /// <param name="clean">Takes out of words from outside what must not be shown.</param>
    public static object Why(Exception e, Func<string, string>? clean = null)
    {
        clean ??= words => words;
        return e is ReasonException own ? own.Reason.Cleaned(clean) : clean(e.Message.TrimEnd('.'));
    }
}
