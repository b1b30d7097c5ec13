using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

/// <summary>The pwsh of this machine, connected to the node.</summary>
internal static class InstalledShell
{
    public static async Task<int> RunAsync(SandboxNode node)
    {
        var start = new ProcessStartInfo("pwsh") { ArgumentList = { "-NoExit", "-NoLogo", "-Command", Session.Preparation(node) + Environment.NewLine + Session.Connection } };
        try
        {
            using Process shell = Process.Start(start) ?? throw new Win32Exception();
            await shell.WaitForExitAsync();
            return shell.ExitCode;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("pwsh is not on the PATH. Install PowerShell 7.4 or newer, or leave -Pwsh out for the built-in prompt.");
            return 1;
        }
    }
}
