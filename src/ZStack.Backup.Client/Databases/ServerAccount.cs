using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Databases;

/// <summary>Who the database server and its client run as when we are root: the distribution's <c>mysql</c>, else <c>nobody</c>.</summary>
internal sealed class ServerAccount
{
    private static readonly string[] Names = ["mysql", "nobody"];
    private static readonly string[] Switchers = ["/usr/bin/setpriv", "/bin/setpriv"];

    private readonly string _name;
    private readonly uint _user;
    private readonly uint _group;
    private readonly string? _switcher;

    private ServerAccount(string name, uint user, uint group)
    {
        (_name, _user, _group) = (name, user, group);
        _switcher = Switchers.FirstOrDefault(File.Exists);
    }

    /// <returns><c>null</c> when we are not root, or the machine has neither account.</returns>
    public static ServerAccount? Find()
    {
        const string Accounts = "/etc/passwd";
        if (!PrivateFolder.IsRoot || !File.Exists(Accounts))
            return null;
        string[][] accounts = [.. File.ReadAllLines(Accounts).Select(line => line.Split(':')).Where(fields => fields.Length > 3)];
        foreach (string name in Names)
        {
            string[]? fields = accounts.FirstOrDefault(f => f[0] == name);
            if (fields is not null && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
                && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out uint group) && user != 0)
            {
                return new ServerAccount(name, user, group);
            }
        }

        return null;
    }

    /// <summary>Hands a file or folder over.</summary>
    /// <exception cref="IOException"/>
    public void Give(string path)
    {
        if (ChangeOwner(path, _user, _group) != 0)
            throw new ReasonException(ReasonKind.NoFolder, path);
    }

    /// <summary>A server that can change its user by itself is told so where nothing else can.</summary>
    public static string[] ServerOptions(ServerAccount? account) => account switch
    {
        null => PrivateFolder.IsRoot ? ["--user=root"] : [],
        { _switcher: null } => ["--user=" + account._name],
        _ => [],
    };

    /// <summary>Starts a program as this account, without a way back to more rights.</summary>
    public static ChildProcess Start(ServerAccount? account, string program, IEnumerable<string> arguments, Action<string>? output = null)
    {
        if (account?._switcher is not { } switcher)
            return new ChildProcess(program, arguments, output);
        string user = account._user.ToString(CultureInfo.InvariantCulture);
        string group = account._group.ToString(CultureInfo.InvariantCulture);
        return new ChildProcess(switcher, ["--reuid=" + user, "--regid=" + group, "--clear-groups", "--no-new-privs", "--", program, .. arguments], output);
    }

    [DllImport("libc", EntryPoint = "lchown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int ChangeOwner(string path, uint user, uint group);
}
