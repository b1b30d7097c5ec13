using System;
using System.Security;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Sessions;

/// <summary>The log-in that a runbook's environment variables describe.</summary>
internal static class LogInEnvironment
{
    private const string Parameter = "FromEnvironment";

    public static string Server => Read("ZSTACK_SERVER") ?? throw Missing("ZSTACK_SERVER");

    /// <summary>The access key when there is one, else account and password. Half of either is a mistake and not the wish for the other.</summary>
    public static LogIn LogIn
    {
        get
        {
            if (Pair("ZSTACK_ACCESS_KEY_ID", "ZSTACK_ACCESS_KEY_SECRET") is { } key)
                return new AccessKeyLogIn(key.Name, Protect(key.Secret));
            if (Pair("ZSTACK_ACCOUNT", "ZSTACK_PASSWORD") is { } account)
                return new PasswordLogIn(LogInType.Account, account.Name, Protect(account.Secret));
            throw new ZStackException(ZStackErrorKind.InvalidArgument, Parameter, Messages.Arg_EnvironmentLogin);
        }
    }

    private static (string Name, string Secret)? Pair(string name, string secret) => (Read(name), Read(secret)) switch
    {
        (null, null) => null,
        (null, _) => throw Missing(name),
        (_, null) => throw Missing(secret),
        var (first, second) => (first, second),
    };

    private static ZStackException Missing(string name) =>
        new(ZStackErrorKind.InvalidArgument, Parameter, Wording.Sentence(nameof(Messages.Arg_EnvironmentMissing), [name]));

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
