using System;

namespace ZStack.Backup;

/// <summary>The server did what was asked of it and answered with an error of its own (JSON member <c>error</c>).</summary>
public sealed class ZStackApiException : ZStackException
{
    /// <summary>The session is unknown or expired. Sent inside a 503, or as the result of a job; never as 401.</summary>
    internal const string SessionCode = "ID.1001";

    internal ZStackApiException(string server, ServerErrorText error, int httpStatus, string? jobId = null)
        : base(ZStackErrorKind.Api, server, error.Code, error.Words)
    {
        Code = error.Code;
        Details = error.Words;
        Cause = error.Cause;
        IsSessionExpired = error.Mentions(SessionCode);
        IsRefusedAtDoor = error.OwnCode == SessionCode;
        Word = IsOfTheNode(httpStatus) ? NodeWord.Refused : NodeWord.None;
        HttpStatus = httpStatus;
        JobId = jobId;
    }

    /// <summary>The same error, as the result of a job.</summary>
    internal ZStackApiException(ZStackApiException of, string jobId)
        : base(ZStackErrorKind.Api, of.Statement["server"]!, of.Code, of.Details)
    {
        Code = of.Code;
        Details = of.Details;
        Cause = of.Cause;
        IsSessionExpired = of.IsSessionExpired;
        IsRefusedAtDoor = of.IsRefusedAtDoor;
        Word = of.Word;
        HttpStatus = of.HttpStatus;
        JobId = jobId;
    }

    /// <summary>The server's code, such as <c>SYS.1006</c>. Match on this: the texts may be localised.</summary>
    public string Code { get; }

    /// <summary>The server's own words: <c>elaboration</c>, else <c>details</c>, else <c>description</c>, with the causes behind.</summary>
    public string Details { get; }

    /// <summary>The words of the deepest cause, or <c>null</c>.</summary>
    public string? Cause { get; }

    public int HttpStatus { get; }

    public string? JobId { get; }

    /// <summary>True when <c>ID.1001</c> stands anywhere in the chain.</summary>
    public bool IsSessionExpired { get; }

    /// <summary>The session itself was refused, before any work: a cause that says so may have come up in the middle of it.</summary>
    internal bool IsRefusedAtDoor { get; }

    public override string Id => Code;

    /// <summary>Its errors come with 503, as results of jobs and of some calls also with 200.</summary>
    private static bool IsOfTheNode(int httpStatus) => httpStatus is 200 or 503;
}

/// <summary>An <c>error</c> object of the server, read and redacted.</summary>
internal sealed class ServerErrorText
{
    /// <summary>Stands for a code that is missing or none.</summary>
    public const string Internal = "SYS.1000";

    private readonly string[] _codes;

    /// <param name="ownCode">That of the error itself; <c>null</c> when only its causes have one.</param>
    public ServerErrorText(string? ownCode, string[] codes, string words, string? cause)
    {
        OwnCode = ownCode;
        _codes = codes;
        Words = words;
        Cause = cause;
    }

    public string? OwnCode { get; }

    public string Code => _codes.Length > 0 ? _codes[0] : Internal;

    public string Words { get; }

    public string? Cause { get; }

    public bool Mentions(string code) => Array.IndexOf(_codes, code) >= 0;
}
