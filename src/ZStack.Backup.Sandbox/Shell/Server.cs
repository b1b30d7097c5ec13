using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Shell;

/// <summary>Serves until Ctrl+C, for any other shell.</summary>
internal static class Server
{
    public static async Task<int> RunAsync(SandboxNode node)
    {
        Console.WriteLine($"""
            Node:         {node.Url}
            Account:      {SandboxAccounts.Account} / {SandboxAccounts.Password}
            User:         {SandboxAccounts.User} / {SandboxAccounts.UserPassword} (account {SandboxAccounts.Account})
            LDAP:         {SandboxAccounts.LdapUser} / '{SandboxAccounts.LdapPassword}' (with the blanks)
            Virtual id:   {SandboxAccounts.VirtualId} / {SandboxAccounts.VirtualIdPassword} (project {SandboxAccounts.Project})
            Access key:   {SandboxAccounts.AccessKeyId} / {SandboxAccounts.AccessKeySecret}
            Image stores: {SandboxAccounts.StoreHost}, {SandboxAccounts.SecondStoreHost} as {SandboxAccounts.StoreUser} / {SandboxAccounts.StorePassword}
            MySQL root:   {SandboxAccounts.MySqlRootPassword} (for a restore)
            Exports:      http://127.0.0.1:{node.Exports.Port}/
            Ctrl+C ends it.
            """);
        var end = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await end.Task;
        return 0;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            end.TrySetResult();
        }
    }
}
