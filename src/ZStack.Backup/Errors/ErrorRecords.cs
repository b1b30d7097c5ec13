using System;
using System.Collections.Generic;
using System.Management.Automation;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Errors;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Errors;

/// <summary>The one place where an exception becomes an <see cref="ErrorRecord"/>: id, category, target, words, advice.</summary>
internal static class ErrorRecords
{
    private const string BadArgument = "SYS.1007";

    private static readonly Dictionary<ZStackErrorKind, ErrorCategory> Categories = new()
    {
        [ZStackErrorKind.NotConnected] = ErrorCategory.ConnectionError,
        [ZStackErrorKind.SessionExpired] = ErrorCategory.AuthenticationError,
        [ZStackErrorKind.AuthenticationFailed] = ErrorCategory.AuthenticationError,
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
        var record = new ErrorRecord(failure, failure.ErrorId, Category(failure), target)
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

    internal static ErrorCategory Category(ZStackException failure) =>
        failure is ZStackApiException api ? Category(api.Code)
        : failure.Kind == ZStackErrorKind.Restore ? RestoreCategories[(RestoreFault)failure.Facts["fault"]!]
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
        { Kind: ZStackErrorKind.Restore } => Wording.Of("Advice_Restore_" + failure.Facts["fault"], failure.Statement),
        { Kind: ZStackErrorKind.JobTimeout } when failure.Statement["operation"] is Operations.Recover => Wording.Of(nameof(Messages.Advice_RestoreTimeout), failure.Statement),
        { Kind: ZStackErrorKind.JobLost } when Operations.IsOfSchedule(failure.Statement["operation"] as string) => Messages.Advice_JobLost_Schedule,
        { Kind: ZStackErrorKind.FileNotWritable } when failure.IsFor(ReasonKind.FileInUse) => Messages.Advice_FileNotWritable_FileInUse,
        { Kind: ZStackErrorKind.Unreachable } when failure.IsFor(ReasonKind.ThroughProxy) => Messages.Advice_Unreachable_ThroughProxy,
        { Kind: ZStackErrorKind.Unreachable } when failure.IsFor(ReasonKind.NoTls) => Messages.Advice_Unreachable_NoTls,
        { Kind: ZStackErrorKind.Unreachable } when failure.IsFor(ReasonKind.WantsTls) => Wording.Of(nameof(Messages.Advice_Unreachable_WantsTls), failure.Statement),
        { Kind: ZStackErrorKind.Unreachable, Through: not null } => Messages.Advice_Unreachable_ThroughProxy,
        { Kind: ZStackErrorKind.NotAnApi } when failure.Facts.ContainsKey("status") => Messages.Advice_NotAnApi_NotFound,
        { Kind: ZStackErrorKind.ObjectNotFound } => Wording.Of("Advice_ObjectNotFound_" + failure.Facts["thing"], failure.Statement),
        _ => Wording.Of("Advice_" + ErrorSentences.CaseOf(failure), failure.Statement),
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
