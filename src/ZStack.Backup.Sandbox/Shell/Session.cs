using System;

namespace ZStack.Backup.Sandbox.Shell;

/// <summary>What every prompt on the node starts with.</summary>
internal static class Session
{
    /// <summary>Logs in with what <see cref="Preparation"/> has set.</summary>
    public const string Connection = "Connect-ZStack $node -Credential $admin";

    /// <summary>Imports the staged module and puts the credentials into the variables that the help pages use, so that nobody has to type a password.</summary>
    public static string Preparation(SandboxNode node) => $"""
        Import-Module '{StagedModule.Path.Replace("'", "''", StringComparison.Ordinal)}'
        $node = '{node.Server}'
        $admin = $credential = [pscredential]::new('{SandboxAccounts.Account}', [System.Net.NetworkCredential]::new('', '{SandboxAccounts.Password}').SecurePassword)
        $store = [pscredential]::new('{SandboxAccounts.StoreUser}', [System.Net.NetworkCredential]::new('', '{SandboxAccounts.StorePassword}').SecurePassword)
        $secret = [System.Net.NetworkCredential]::new('', '{SandboxAccounts.AccessKeySecret}').SecurePassword
        $mysql = [System.Net.NetworkCredential]::new('', '{SandboxAccounts.MySqlRootPassword}').SecurePassword

        """;
}
