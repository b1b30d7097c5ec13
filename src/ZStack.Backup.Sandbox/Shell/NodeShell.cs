using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Shell;

/// <summary>A PowerShell on the node: the staged module imported, the credentials in variables.</summary>
internal static class NodeShell
{
    private const string Tour = "Tour.ps1";

    private const string End = """

        "`nThis is PowerShell $($PSVersionTable.PSVersion), connected to the node. 'exit' ends both."
        """;

    /// <summary>Shows the main job; at a terminal the user is left at the shell's own prompt.</summary>
    /// <returns>1 when the tour wrote an error and nobody is there; else what the shell ended with.</returns>
    public static async Task<int> RunTourAsync(SandboxNode node)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("zstack-sandbox-");
        try
        {
            bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
            string script = $"$folder = {Quoted(folder.FullName)}{Environment.NewLine}{ReadTour()}";
            return isTerminal
                ? await RunAsync(PinnedShell.Start("-NoLogo", "-NoProfile", "-NoExit", "-Command", Session.Preparation(node) + script + End))
                : await RunCommandAsync(Session.Preparation(node), script);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a script on the node that this shell is connected to.</summary>
    /// <returns>1 when an error came out of the script, or ended it; what it exits with.</returns>
    public static Task<int> RunCommandAsync(SandboxNode node, string script) =>
        RunCommandAsync($"{Session.Preparation(node)}$null = {Session.Connection} -ErrorAction Stop{Environment.NewLine}", script);

    // With nobody at a terminal a question is an error. An error that was silenced or handled does not come out, and so does not count.
    private static async Task<int> RunCommandAsync(string preparation, string script)
    {
        bool isAttended = !Console.IsInputRedirected;
        ProcessStartInfo start = PinnedShell.Start("-NoLogo", "-NoProfile", isAttended ? "-Interactive" : "-NonInteractive", "-Command", $$"""
            {{preparation}}
            $hadErrors = $false
            . { . ([scriptblock]::Create({{Quoted(script)}})) } 2>&1 | . { process { if ($_ -is [System.Management.Automation.ErrorRecord]) { $hadErrors = $true }; $_ } } | Out-Default
            exit [int] $hadErrors
            """);
        start.RedirectStandardInput = !isAttended;
        return await RunAsync(start);
    }

    private static async Task<int> RunAsync(ProcessStartInfo start)
    {
        // Ctrl+C goes to the shell as well, which stops the command that it runs; the node stays.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using Process shell = Process.Start(start)!;
        if (start.RedirectStandardInput)
            shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    private static string ReadTour()
    {
        using var reader = new StreamReader(typeof(NodeShell).Assembly.GetManifestResourceStream(Tour)!);
        return reader.ReadToEnd();
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
