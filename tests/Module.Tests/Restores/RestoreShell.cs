using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What the tests of the restore share.</summary>
internal static class RestoreShell
{
    public const string Unattended = "-Force -Confirm:$false";
    public const string Restore = "Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql ";

    public static readonly RestoreOptions Quick = new()
    {
        AnswerTime = TimeSpan.FromMilliseconds(20),
        WorkTime = TimeSpan.FromMilliseconds(900),
        OutageTime = TimeSpan.FromMilliseconds(1300),
        Shapes = [OutageShape.Refused, OutageShape.NotReady],
    };

    /// <summary>Connected, with <c>$uuid</c> of the newest backup but one and <c>$mysql</c>.</summary>
    public static Shell Ready(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        Prepare(shell, node);
        return shell;
    }

    public static void Prepare(Shell shell, SandboxNode node)
    {
        shell.Set("uuid", node.Records.Where(r => r.Status == "Ready").OrderByDescending(r => r.CreateDate).ElementAt(1).Uuid);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
    }

    public static string Text(PSObject item, string property) => item.Properties[property].Value?.ToString() ?? "";

    public static IEnumerable<PSObject> Items(PSObject item, string property) => LanguagePrimitives.GetEnumerable(item.Properties[property].Value).Cast<object>().Select(PSObject.AsPSObject);
}
