using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>Which of the server's log-ins to use.</summary>
public enum LogInType
{
    Account,
    User,
    Ldap,
    VirtualId,
}

/// <summary>How somebody proves who they are.</summary>
public abstract class LogIn
{
    /// <summary>The name a person logs in with; <c>null</c> when only a session id is known.</summary>
    public abstract string? User { get; }

    internal abstract IEnumerable<string> Secrets { get; }
}

/// <summary>A session that was opened elsewhere.</summary>
public sealed class SessionIdLogIn : LogIn
{
    internal const string TypeName = "SessionId";

    /// <param name="sessionId">With or without hyphens.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public SessionIdLogIn(string sessionId)
    {
        SessionId = sessionId.Trim().Replace("-", "");
        if (!Regex.IsMatch(SessionId, @"^[0-9A-Fa-f]{32}\z"))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "SessionId", Reason.Of(ReasonKind.NotASessionId));
    }

    public override string? User => null;

    internal string SessionId { get; }

    internal override IEnumerable<string> Secrets => [SessionId];
}

/// <summary>An access key: each request is signed, there is no session on the server.</summary>
public sealed class AccessKeyLogIn : LogIn
{
    internal const string TypeName = "AccessKey";

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: a colon would end the id in the header, and nothing but ASCII goes into one.</exception>
    public AccessKeyLogIn(string id, SecureString secret)
    {
        Id = id.Trim();
        if (!Regex.IsMatch(Id, @"^[!-9;-~]+\z"))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "AccessKeyId", Reason.Of(ReasonKind.NotAKeyId));
        KeySecret = Secret.Reveal(secret);
    }

    public override string? User => Id;

    internal string Id { get; }

    internal string KeySecret { get; }

    internal override IEnumerable<string> Secrets => [KeySecret];
}

/// <summary>Name and password, by the API of its own kind: the unified one is missing on old servers and drops captchas.</summary>
public sealed class PasswordLogIn : LogIn
{
    private readonly string _user;
    private readonly string _password;

    public PasswordLogIn(LogInType type, string user, SecureString password)
    {
        Type = type;
        _user = user;
        _password = Secret.Reveal(password);
    }

    public LogInType Type { get; }

    public override string? User => _user;

    /// <summary>The account that a user of type <see cref="LogInType.User"/> belongs to.</summary>
    public string? AccountName { get; init; }

    /// <summary>The project to enter after a log-in of type <see cref="LogInType.VirtualId"/>.</summary>
    public string? ProjectName { get; init; }

    public string? VerifyCode { get; init; }

    public string? CaptchaUuid { get; init; }

    public string? TwoFactorCode { get; init; }

    /// <summary>A one-time code or captcha works once: such a log-in cannot be repeated by itself.</summary>
    internal bool IsRepeatable => TwoFactorCode is null && VerifyCode is null;

    internal override IEnumerable<string> Secrets
    {
        get
        {
            yield return _password;
            if (TwoFactorCode is not null)
                yield return TwoFactorCode;
        }
    }

    internal ApiRequest Request() => Type switch
    {
        LogInType.Account => Put("/v1/accounts/login", "logInByAccount", ("accountName", _user), ("password", Secret.Sha512(_password))),
        LogInType.User => Put("/v1/accounts/users/login", "logInByUser", ("accountName", AccountName), ("userName", _user), ("password", Secret.Sha512(_password))),
        LogInType.Ldap => Put("/v1/ldap/login", "logInByLdap", ("uid", _user), ("password", _password)),
        LogInType.VirtualId => Put("/v1/iam2/virtual-ids/login", "loginIAM2VirtualID", ("name", _user), ("password", Secret.Sha512(_password))),
        _ => throw new InvalidOperationException(Type.ToString()),
    };

    /// <summary>Needs the session of the virtual id and answers with one of the project; <c>null</c> without project.</summary>
    internal ApiRequest? ProjectRequest() => ProjectName is null
        ? null
        : new ApiRequest(HttpMethod.Put, "/v1/iam2/projects/login") { Body = RequestBody.Write("loginIAM2Project", [("projectName", ProjectName)]), JobId = NewId() };

    private ApiRequest Put(string path, string wrapper, params (string, string?)[] fields) => new(HttpMethod.Put, path)
    {
        IsAnonymous = true,
        JobId = NewId(),
        Body = RequestBody.Write(
            wrapper,
            [.. fields, ("verifyCode", VerifyCode), ("captchaUuid", CaptchaUuid)],
            TwoFactorCode is null ? null : ["twofatoken::" + TwoFactorCode]),
    };

    private static string NewId() => Guid.NewGuid().ToString("N");
}
