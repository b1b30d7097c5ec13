using System;
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
    /// <summary>An account, such as <c>admin</c>: <c>LogInByAccount</c>.</summary>
    Account,

    /// <summary>A user of an account: <c>LogInByUser</c>, with <see cref="PasswordLogIn.AccountName"/>.</summary>
    User,

    /// <summary>An LDAP user: <c>LogInByLdap</c>. The node gets the password in clear text, so use https.</summary>
    Ldap,

    /// <summary>A virtual id of IAM2: <c>LoginIAM2VirtualID</c>, with <see cref="PasswordLogIn.ProjectName"/> to enter a project.</summary>
    VirtualId,
}

/// <summary>How somebody proves who they are.</summary>
public abstract class LogIn
{
    /// <summary>The name a person logs in with; <c>null</c> when only a session id is known.</summary>
    public abstract string? User { get; }

    internal abstract string[] Secrets { get; }
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

    /// <inheritdoc/>
    public override string? User => null;

    internal string SessionId { get; }

    internal override string[] Secrets => [SessionId];
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

    /// <summary>Id of the access key.</summary>
    public override string? User => Id;

    internal string Id { get; }

    internal string KeySecret { get; }

    internal override string[] Secrets => [KeySecret];
}

/// <summary>Name and password, by the API of its own kind: the unified one is missing on old servers and drops captchas.</summary>
public sealed class PasswordLogIn : LogIn
{
    private readonly string _user;
    private readonly string _password;

    /// <param name="type">Which log-in of the API is called.</param>
    /// <param name="user">Name of the account, user, LDAP user or virtual id.</param>
    /// <param name="password">Kept to log in again when the session has expired. Sent as SHA-512, for LDAP as it is.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: there is no password, or it cannot be sent as it is.</exception>
    public PasswordLogIn(LogInType type, string user, SecureString password)
    {
        Type = type;
        _user = user;
        _password = Secret.Reveal(password);
    }

    /// <summary>Which log-in of the API is called.</summary>
    public LogInType Type { get; }

    /// <inheritdoc/>
    public override string? User => _user;

    /// <summary>The account that a user of type <see cref="LogInType.User"/> belongs to.</summary>
    public string? AccountName { get; init; }

    /// <summary>The project to enter after a log-in of type <see cref="LogInType.VirtualId"/>.</summary>
    public string? ProjectName { get; init; }

    /// <summary>What a person has read in the captcha picture; <c>null</c> without captcha. The node wants one after <c>LOGIN_CONTROL.1005</c>. A session with it is not renewed by itself.</summary>
    public string? VerifyCode { get; init; }

    /// <summary>Uuid that came with the captcha picture; <c>null</c> without captcha.</summary>
    public string? CaptchaUuid { get; init; }

    /// <summary>One-time code of the second factor; <c>null</c> without. A session with it is not renewed by itself.</summary>
    public string? TwoFactorCode { get; init; }

    /// <summary>A one-time code or captcha works once: such a log-in cannot be repeated by itself.</summary>
    internal bool IsRepeatable => TwoFactorCode is null && VerifyCode is null;

    internal override string[] Secrets => TwoFactorCode is null ? [_password] : [_password, TwoFactorCode];

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
