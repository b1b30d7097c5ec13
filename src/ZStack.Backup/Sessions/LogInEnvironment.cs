using System;
using System.Globalization;
using System.Security;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Sessions;

/// <summary>The log-in that a runbook's environment variables describe.</summary>
internal static class LogInEnvironment
{
    private const string Parameter = "FromEnvironment";

    public static string Server => Read("ZSTACK_SERVER") ??
        throw new ZStackException(ZStackErrorKind.InvalidArgument, Parameter, string.Format(CultureInfo.CurrentCulture, Messages.Arg_EnvironmentMissing, "ZSTACK_SERVER"));

    /// <summary>The access key when there is one, else account and password.</summary>
    public static LogIn LogIn
    {
        get
        {
            if (Read("ZSTACK_ACCESS_KEY_ID") is { } id && Read("ZSTACK_ACCESS_KEY_SECRET") is { } secret)
                return new AccessKeyLogIn(id, Protect(secret));
            if (Read("ZSTACK_ACCOUNT") is { } account && Read("ZSTACK_PASSWORD") is { } password)
                return new PasswordLogIn(LogInType.Account, account, Protect(password));
            throw new ZStackException(ZStackErrorKind.InvalidArgument, Parameter, Messages.Arg_EnvironmentLogin);
        }
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static SecureString Protect(string text)
    {
        var secure = new SecureString();
        foreach (char c in text)
            secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
