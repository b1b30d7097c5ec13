using System;
using System.Collections.Generic;
using System.Management.Automation;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Errors;

/// <summary>The one place where an exception becomes an <see cref="ErrorRecord"/>: id, category, target, words, advice.</summary>
internal static class ErrorRecords
{
    private const string IdPrefix = "ZStack.";
    private const string BadArgument = "SYS.1007";

    private static readonly Dictionary<ZStackErrorKind, ErrorCategory> Categories = new()
    {
        [ZStackErrorKind.NotConnected] = ErrorCategory.ConnectionError,
        [ZStackErrorKind.SessionExpired] = ErrorCategory.AuthenticationError,
        [ZStackErrorKind.AuthenticationFailed] = ErrorCategory.AuthenticationError,
        [ZStackErrorKind.PermissionDenied] = ErrorCategory.PermissionDenied,
        [ZStackErrorKind.ClockSkewed] = ErrorCategory.AuthenticationError,
        [ZStackErrorKind.Unreachable] = ErrorCategory.ConnectionError,
        [ZStackErrorKind.CertificateNotTrusted] = ErrorCategory.SecurityError,
        [ZStackErrorKind.Timeout] = ErrorCategory.OperationTimeout,
        [ZStackErrorKind.NotAnApi] = ErrorCategory.ProtocolError,
        [ZStackErrorKind.ApiNotSupported] = ErrorCategory.NotImplemented,
        [ZStackErrorKind.InvalidResponse] = ErrorCategory.InvalidData,
        [ZStackErrorKind.InvalidImageStoreUrl] = ErrorCategory.InvalidArgument,
        [ZStackErrorKind.InvalidArgument] = ErrorCategory.InvalidArgument,
        [ZStackErrorKind.Redirected] = ErrorCategory.ProtocolError,
        [ZStackErrorKind.ServerError] = ErrorCategory.InvalidResult,
        [ZStackErrorKind.BadRequest] = ErrorCategory.InvalidOperation,
        [ZStackErrorKind.ObjectNotFound] = ErrorCategory.ObjectNotFound,
        [ZStackErrorKind.AmbiguousName] = ErrorCategory.InvalidArgument,
        [ZStackErrorKind.AmbiguousBackupStorage] = ErrorCategory.InvalidArgument,
        [ZStackErrorKind.SessionMismatch] = ErrorCategory.InvalidOperation,
        [ZStackErrorKind.NotConfirmed] = ErrorCategory.PermissionDenied,
        [ZStackErrorKind.JobLost] = ErrorCategory.ObjectNotFound,
        [ZStackErrorKind.JobTimeout] = ErrorCategory.OperationTimeout,
        [ZStackErrorKind.FileExists] = ErrorCategory.ResourceExists,
        [ZStackErrorKind.FileNotWritable] = ErrorCategory.WriteError,
        [ZStackErrorKind.NoSpace] = ErrorCategory.ResourceUnavailable,
        [ZStackErrorKind.ChecksumMismatch] = ErrorCategory.InvalidData,
        [ZStackErrorKind.IncompleteDownload] = ErrorCategory.ReadError,
        [ZStackErrorKind.FileNotFound] = ErrorCategory.ObjectNotFound,
        [ZStackErrorKind.NotAFile] = ErrorCategory.InvalidArgument,
        [ZStackErrorKind.NewestProven] = ErrorCategory.InvalidOperation,
        [ZStackErrorKind.StaleBackups] = ErrorCategory.InvalidData,
        [ZStackErrorKind.NotComparable] = ErrorCategory.InvalidData,
        [ZStackErrorKind.KeptByPolicy] = ErrorCategory.InvalidOperation,
        [ZStackErrorKind.NotAKit] = ErrorCategory.ResourceExists,
        [ZStackErrorKind.ReportNotWritable] = ErrorCategory.WriteError,
        [ZStackErrorKind.FileAccessDenied] = ErrorCategory.PermissionDenied,
        [ZStackErrorKind.FileReadFailed] = ErrorCategory.ReadError,
    };

    private static readonly Dictionary<RestoreFault, ErrorCategory> RestoreCategories = new()
    {
        [RestoreFault.SessionAlive] = ErrorCategory.AuthenticationError,
        [RestoreFault.NodeReady] = ErrorCategory.ResourceUnavailable,
        [RestoreFault.VersionMatch] = ErrorCategory.InvalidOperation,
        [RestoreFault.RecordReady] = ErrorCategory.InvalidOperation,
        [RestoreFault.StorageConnected] = ErrorCategory.ResourceUnavailable,
        [RestoreFault.VolumesMoved] = ErrorCategory.SecurityError,
        [RestoreFault.CoverForbidden] = ErrorCategory.PermissionDenied,
        [RestoreFault.SecurityCheck] = ErrorCategory.SecurityError,
        [RestoreFault.VersionMismatch] = ErrorCategory.InvalidOperation,
        [RestoreFault.BackupNotReady] = ErrorCategory.InvalidOperation,
        [RestoreFault.PeerUnreachable] = ErrorCategory.ConnectionError,
        [RestoreFault.OtherNodeRuns] = ErrorCategory.ResourceBusy,
        [RestoreFault.NoFreePort] = ErrorCategory.ResourceUnavailable,
        [RestoreFault.PathAndUrl] = ErrorCategory.InvalidArgument,
        [RestoreFault.MySqlPassword] = ErrorCategory.AuthenticationError,
        [RestoreFault.NodeDidNotReturn] = ErrorCategory.OperationTimeout,
    };

    /// <param name="target">What the user named, without secrets.</param>
    public static ErrorRecord From(ZStackException failure, Attempt? attempt, object? target)
    {
        string words = Wording.Of(failure);
        // `catch { $_.Exception.Message }` is what most scripts log.
        failure.Words = words;
        var record = new ErrorRecord(failure, Id(failure), Category(failure), target)
        {
            ErrorDetails = new ErrorDetails(attempt is null ? words : attempt.Sentence + Environment.NewLine + words)
            {
                RecommendedAction = Advice(failure, attempt),
            },
        };
        // Windows PowerShell prints it behind every error.
        record.CategoryInfo.TargetName = VisibleText.Of(record.CategoryInfo.TargetName);
        return record;
    }

    public static string Id(ZStackException failure) => IdPrefix + failure.Id;

    internal static ErrorCategory Category(ZStackException failure) =>
        failure is ZStackApiException api ? Category(api.Code)
        : failure.Kind == ZStackErrorKind.Restore ? RestoreCategories[(RestoreFault)failure.Facts[0]]
        : Categories[failure.Kind];

    private static ErrorCategory Category(string code) => code switch
    {
        "SYS.1001" => ErrorCategory.OperationTimeout,
        "SYS.1003" => ErrorCategory.ObjectNotFound,
        BadArgument => ErrorCategory.InvalidArgument,
        "SYS.1008" or "SYS.1009" or "SYS.1014" => ErrorCategory.NotImplemented,
        "SYS.1010" or "SYS.1012" => ErrorCategory.ResourceUnavailable,
        "SYS.1017" => ErrorCategory.OperationStopped,
        "ID.1002" => ErrorCategory.PermissionDenied,
        "ID.1003" or "ID.1004" or "ID.1006" => ErrorCategory.QuotaExceeded,
        _ when Is(code, "ID.") || Is(code, "LOGIN_CONTROL.") || Is(code, "LDAP.") => ErrorCategory.AuthenticationError,
        _ when Is(code, "LICENSE.") => ErrorCategory.PermissionDenied,
        _ => ErrorCategory.NotSpecified,
    };

    private static string Advice(ZStackException failure, Attempt? attempt) => failure switch
    {
        _ when attempt?.Remedy is { } remedy => remedy,
        ZStackApiException api => Advice(api.Code) ?? attempt?.Advice ?? (api.Code == BadArgument ? Messages.Advice_Api_Argument : Messages.Advice_Api),
        { Kind: ZStackErrorKind.Restore } => Wording.Sentence("Advice_Restore_" + failure.Facts[0], failure.Facts),
        { Kind: ZStackErrorKind.JobTimeout } when failure.Facts[3] is Operations.Recover => Wording.Sentence(nameof(Messages.Advice_RestoreTimeout), failure.Facts),
        { Kind: ZStackErrorKind.JobLost } when Operations.IsOfSchedule(failure.Facts[2] as string) => Messages.Advice_JobLost_Schedule,
        { Kind: ZStackErrorKind.JobTimeout or ZStackErrorKind.JobLost or ZStackErrorKind.IncompleteDownload or ZStackErrorKind.CertificateNotTrusted } => Wording.Sentence("Advice_" + Wording.Case(failure), failure.Facts),
        { Kind: ZStackErrorKind.FileNotWritable } when failure.Facts[1] is Reason { Kind: ReasonKind.FileInUse } => Messages.Advice_FileNotWritable_FileInUse,
        { Kind: ZStackErrorKind.Unreachable } when failure.Facts[1] is Reason { Kind: ReasonKind.ThroughProxy } => Messages.Advice_Unreachable_ThroughProxy,
        { Kind: ZStackErrorKind.Unreachable } when failure.Facts[1] is Reason { Kind: ReasonKind.NoTls } => Messages.Advice_Unreachable_NoTls,
        { Kind: ZStackErrorKind.Unreachable } when failure.Facts[1] is Reason { Kind: ReasonKind.WantsTls } => Wording.Sentence(nameof(Messages.Advice_Unreachable_WantsTls), [failure.Facts[0]]),
        { Kind: ZStackErrorKind.Unreachable, Through: not null } => Messages.Advice_Unreachable_ThroughProxy,
        { Kind: ZStackErrorKind.NotAnApi, Facts.Count: > 2 } => Messages.Advice_NotAnApi_NotFound,
        { Kind: ZStackErrorKind.AmbiguousBackupStorage or ZStackErrorKind.Unreachable } => Wording.Sentence("Advice_" + failure.Kind, failure.Facts),
        { Kind: ZStackErrorKind.ObjectNotFound, Facts.Count: 3 } => Wording.Sentence("Advice_ObjectNotFound_" + failure.Facts[1], []),
        { Kind: ZStackErrorKind.InvalidArgument } => Wording.Sentence(nameof(Messages.Advice_InvalidArgument), [failure.Facts[0]]),
        _ => Wording.Sentence("Advice_" + Wording.Case(failure), []),
    };

    private static string? Advice(string code) => code switch
    {
        "ID.1000" => Messages.Advice_Api_Login,
        "ID.1001" => Messages.Advice_SessionExpired,
        "ID.1002" => Messages.Advice_Api_Permission,
        "ID.1005" => Messages.Advice_Api_PasswordChange,
        "ID.1006" => Messages.Advice_Api_TooManySessions,
        "SYS.1001" => Messages.Advice_Api_Timeout,
        "SYS.1010" or "SYS.1012" => Messages.Advice_Api_NotReady,
        "SYS.1008" or "SYS.1009" => Messages.Advice_ApiNotSupported,
        _ when Is(code, "ID.2") => Messages.Advice_Api_TwoFactor,
        _ when Is(code, "LOGIN_CONTROL.") => Messages.Advice_Api_Captcha,
        _ when Is(code, "LDAP.") => Messages.Advice_Api_Login,
        _ when Is(code, "LICENSE.") => Messages.Advice_Api_License,
        _ => null,
    };

    private static bool Is(string code, string family) => code.StartsWith(family, StringComparison.Ordinal);
}
