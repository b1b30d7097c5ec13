using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Time;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>Log-ins, log-out and the question whether a session is valid: docs/zstack-api.md section 2.</summary>
internal sealed class LoginApi
{
    private static readonly string[] Extras = ["verifyCode", "captchaUuid", "clientInfo"];

    private readonly NodeContext _node;

    public LoginApi(NodeContext node) => _node = node;

    /// <returns><c>null</c> when the path is none of these.</returns>
    public Answer? Handle(Call call) => (call.Request.Path, call.Segments) switch
    {
        ("/v1/accounts/login", _) => Password(call, "logInByAccount", "accountName", SandboxAccounts.Account, Hash(_node.Data.AccountPassword), "accountType"),
        ("/v1/accounts/users/login", _) => Password(call, "logInByUser", "userName", SandboxAccounts.User, Hash(SandboxAccounts.UserPassword), "accountName", "accountUuid"),
        ("/v1/ldap/login", _) => Password(call, "logInByLdap", "uid", SandboxAccounts.LdapUser, SandboxAccounts.LdapPassword),
        ("/v1/iam2/virtual-ids/login", _) => Password(call, "loginIAM2VirtualID", "name", SandboxAccounts.VirtualId, Hash(SandboxAccounts.VirtualIdPassword)),
        ("/v1/iam2/projects/login", _) => Project(call),
        (_, ["", "v1", "accounts", "sessions", var id]) when call.Request.Method == "DELETE" => LogOut(id),
        (_, ["", "v1", "accounts", "sessions", var id, "valid"]) => Answer.Json(new JsonObject { ["valid"] = _node.Sessions.IsLive(id) }),
        _ => null,
    };

    private static string Hash(string password) => Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(password)));

    private Answer Password(Call call, string wrapper, string userField, string user, string password, params string[] more)
    {
        if (call.Action() is not { } action || action.Wrapper != wrapper)
            return Answer.Text(400, $"the body doesn't contain action mapping to the URL[{call.Request.Path}]");
        JsonObject fields = action.Fields;
        string[] extras = wrapper == "logInByUser" ? ["clientInfo"] : Extras;
        call.AllowFields(fields, [userField, "password", .. extras, .. more]);
        if (NotText(fields) is { } refusal)
            return refusal;
        if (fields[userField] is null || fields["password"] is null)
            return Answer.Error("SYS.1007", "One or more API argument is invalid", $"field[{(fields[userField] is null ? userField : "password")}] of message is mandatory, can not be null");
        if (_node.Options.RequireCaptcha && wrapper != "logInByUser")
        {
            if (fields["captchaUuid"] is null || fields["verifyCode"] is null)
                return Answer.Error("LOGIN_CONTROL.1005", "captcha is required", "the captcha is needed for this log-in");
            if ((string?)fields["captchaUuid"] != SandboxAccounts.CaptchaUuid || (string?)fields["verifyCode"] != SandboxAccounts.VerifyCode)
                return Answer.Error("LOGIN_CONTROL.1003", "captcha is wrong", "the captcha does not match");
        }

        bool inAccount = wrapper != "logInByUser" || (string?)fields["accountName"] == SandboxAccounts.Account || (string?)fields["accountUuid"] == SandboxAccounts.AdminUuid;
        if ((string?)fields[userField] != user || (string?)fields["password"] != password || !inAccount)
            return Answer.Error("ID.1000", "Authentication failed", "wrong account name or password");
        if (_node.Options.RequireTwoFactor)
        {
            string? code = call.SystemTags().FirstOrDefault(tag => tag.StartsWith("twofatoken::", StringComparison.Ordinal));
            if (code is null)
                return Answer.Error("ID.2001", "Additional authentication is needed", "two factor token is missing");
            if (code != "twofatoken::" + SandboxAccounts.TwoFactorCode)
                return Answer.Error("ID.2002", "Additional authentication failed", "two factor token is wrong");
        }

        return Opened();
    }

    private Answer Project(Call call)
    {
        if (_node.Gate.Refuse(call) is { } refusal)
            return refusal;
        if (call.Action() is not { Wrapper: "loginIAM2Project" } action)
            return Answer.Text(400, $"the body doesn't contain action mapping to the URL[{call.Request.Path}]");
        call.AllowFields(action.Fields, "projectName");
        return NotText(action.Fields) is { } fault ? fault : (string?)action.Fields["projectName"] == SandboxAccounts.Project
            ? Opened()
            : Answer.Error("SYS.1006", "An operation failed", "no such project of this virtual id");
    }

    /// <summary>All scalar fields of the log-ins are texts.</summary>
    private static Answer? NotText(JsonObject fields) =>
        fields.FirstOrDefault(field => field.Value is JsonValue value && value.GetValueKind() != JsonValueKind.String) is { Key: { } name }
            ? Answer.Text(400, $"Invalid value of the field[{name}], it must be a String")
            : null;

    private Answer LogOut(string id)
    {
        _node.Sessions.Close(id);
        return Answer.Json(new JsonObject());
    }

    private Answer Opened()
    {
        DateTimeOffset now = _node.Clock.Now;
        return Answer.Json(new JsonObject
        {
            ["inventory"] = new JsonObject
            {
                ["uuid"] = _node.Sessions.Open(),
                ["accountUuid"] = SandboxAccounts.AdminUuid,
                ["userUuid"] = SandboxAccounts.AdminUuid,
                ["expiredDate"] = ServerTimeText.Node(now + _node.Options.SessionLifetime, _node.Options.TimestampStyle),
                ["createDate"] = ServerTimeText.Node(now, _node.Options.TimestampStyle),
                ["noSessionEvaluation"] = false,
            },
        });
    }
}
