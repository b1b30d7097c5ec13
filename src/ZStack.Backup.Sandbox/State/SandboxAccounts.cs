namespace ZStack.Backup.Sandbox;

/// <summary>Who can log in at a sandbox node, and what its image stores want.</summary>
public static class SandboxAccounts
{
    public const string Account = "admin";
    public const string Password = "password";

    public const string User = "operator";
    public const string UserPassword = "operator-pass";

    public const string LdapUser = "ldap.user";

    /// <summary>With blanks: an LDAP password goes as it was typed.</summary>
    public const string LdapPassword = " ldap pass ";

    public const string VirtualId = "iam.user";
    public const string VirtualIdPassword = "iam-pass";
    public const string Project = "backup-project";

    public const string AccessKeyId = "SandboxKeyId0001";
    public const string AccessKeySecret = "SandboxSecret0123456789abcdefABCDEF0123";

    public const string CaptchaUuid = "0c7ac4a1d1b34f6f9a35bd2d1f3c8a11";
    public const string VerifyCode = "x7k2";
    public const string TwoFactorCode = "123456";

    public const string StoreHost = "127.0.0.1";
    public const string SecondStoreHost = "10.0.0.9";
    public const string StoreUser = "root";
    public const string StorePassword = "password";
    public const string StorePath = "/zstack_bs";

    public const string MySqlRootPassword = "zstack.mysql.password";

    internal const string AdminUuid = "36c27e8ff05c4780bf6d2fa65700f22e";
}
