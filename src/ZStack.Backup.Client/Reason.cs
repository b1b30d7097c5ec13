using System;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client;

/// <summary>Why something is as it is, where that is ours to say. The module has a sentence for each; the numbered facts go with it.</summary>
internal enum ReasonKind
{
    NotOneJsonObject,

    /// <summary>0 what the reader said.</summary>
    BrokenJson,

    EndsInTheMiddle,

    /// <summary>0 what it holds.</summary>
    NotAListOfObjects,

    Empty,

    MoreBehindTheEnd,

    /// <summary>0 most characters.</summary>
    ElementTooLong,

    NoSession,

    NoWordOnTheSession,

    NoCurrentTime,

    NoExportUrl,

    /// <summary>0 HTTP status.</summary>
    NotAccepted,

    /// <summary>0 job id: it ended without an error, and without what it should give.</summary>
    NoResult,

    /// <summary>0 member, 1 digits.</summary>
    NotAHash,

    /// <summary>0 HTTP status.</summary>
    BrokeWithStatus,

    BrokeInTheMiddle,

    EndedEarly,

    NoGoodbye,

    /// <summary>The host of an export does not have it (any more).</summary>
    NoSuchExport,

    /// <summary>0 the proxy, 1 what names it, 2 how the connection through it failed.</summary>
    ThroughProxy,

    /// <summary>0 the proxy, 1 what names it: something that failed went through it.</summary>
    WentThroughProxy,

    /// <summary>The parameter names the proxy.</summary>
    ProxyOfParameter,

    /// <summary>0 variable.</summary>
    ProxyOfEnvironment,

    ProxyOfSystem,

    /// <summary>0 what the system says.</summary>
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

    /// <summary>0 HTTP status.</summary>
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

    /// <summary>0 scheme.</summary>
    OtherScheme,

    UserInAddress,

    QueryInAddress,

    NoSuchPort,

    NotAThumbprint,

    NotAKeyId,

    NoInstallPath,

    NotASessionId,

    /// <summary>0 what stands there instead of an id.</summary>
    NotAnId,

    /// <summary>0 what stands there instead of an install path.</summary>
    NotAnInstallPath,

    NoText,

    HoldsNul,

    NoPassword,

    NotUnpacked,

    /// <summary>0 address.</summary>
    Ipv6WithoutBrackets,

    /// <summary>0 what the installer said.</summary>
    NoDataFolder,

    /// <summary>0 seconds, 1 what it printed.</summary>
    ServerSilent,

    /// <summary>0 path.</summary>
    NoFolder,

    NoLogPort,

    LogClosed,

    /// <summary>A file or a link, where a folder is meant.</summary>
    NotAFolderOfItsOwn,

    NotWrittenHere,

    /// <summary>0 SHA-256 of its manifest, 1 of the file.</summary>
    OtherThanSaved,

    /// <summary>Files were added, changed or taken away.</summary>
    ChangedSince,

    /// <summary>0 what failed, 1 how.</summary>
    Failure,

    /// <summary>0 resources of one kind so far.</summary>
    TooManyResources,

    /// <summary>0 table: the dump has none of that name.</summary>
    NoTable,

    /// <summary>0 rows promised, 1 rows that came.</summary>
    RowsMissing,

    /// <summary>0 character set of the dump.</summary>
    OtherCharacters,

    /// <summary>A folder, a device, a link: nothing to replace with a file.</summary>
    NotAnOrdinaryFile,

    /// <summary>0 bytes free.</summary>
    DiskFull,

    /// <summary>0 the checks that failed, each with what it found.</summary>
    FailedChecks,
}

/// <summary>A reason among the facts of a failure or an event.</summary>
internal sealed class Reason
{
    private Reason(ReasonKind kind, object[] facts)
    {
        Kind = kind;
        Facts = facts;
    }

    public ReasonKind Kind { get; }

    public object[] Facts { get; }

    public static Reason Of(ReasonKind kind, params object[] facts) => new(kind, facts);

    /// <summary>What an exception says: our own reason, or the words of the system.</summary>
    /// <param name="clean">Takes out of words from outside what must not be shown.</param>
    public static object Why(Exception e, Func<string, string>? clean = null)
    {
        clean ??= words => words;
        return e is ReasonException own ? Of(own.Reason.Kind, [.. own.Reason.Facts.Select(fact => fact is string words ? clean(words) : fact)]) : clean(e.Message.TrimEnd('.'));
    }

    /// <summary>For developers; users get the sentence.</summary>
    public override string ToString() =>
        Facts.Length == 0 ? Kind.ToString() : $"{Kind} ({string.Join("; ", Facts.Select(fact => Convert.ToString(fact, CultureInfo.InvariantCulture)))})";
}
