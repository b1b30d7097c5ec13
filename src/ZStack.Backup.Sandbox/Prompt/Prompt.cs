using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ZStack.Backup.Sandbox;

/// <summary>The built-in prompt: PowerShell's engine with the staged module, connected to the node.</summary>
internal static class Prompt
{
    private const string Mark = "PS> ";

    private static readonly string[] Demo =
    [
        Session.Connection,
        $"Get-ZStackDatabaseBackup {SandboxAccounts.StoreHost} -Credential $store",
        $"Get-ZStackDatabaseBackup {SandboxAccounts.StoreHost} -Credential $store -Name nightly-* | Where-Object Created -gt ([DateTimeOffset]::Now.AddDays(-3)) | ForEach-Object BackupName",
        "Test-ZStackConnection",
    ];

    /// <summary>Shows the main job, then stays at a prompt when there is a person.</summary>
    public static int RunDemo(SandboxNode node)
    {
        var host = new ConsoleHost();
        using Runspace runspace = Open(host);
        bool succeeded = Run(runspace, Session.Preparation(node));
        Console.WriteLine($"A simulated management node listens on {node.Url}. $admin logs in there, $store reads its image store; $secret is the access key, $mysql the password of its database, as in the examples of Get-Help.");
        foreach (string command in Demo)
        {
            Console.WriteLine();
            Console.WriteLine(Mark + command);
            succeeded &= Run(runspace, command);
        }

        if (Console.IsInputRedirected)
            return succeeded ? 0 : 1;
        Console.WriteLine("This prompt has PowerShell's core commands only (no Select-Object, Sort-Object, Export-Csv ...); -Pwsh gives the full shell. 'exit' ends.");
        return Stay(host, runspace);
    }

    /// <returns>1 when the script wrote an error.</returns>
    public static int RunCommand(SandboxNode node, string script)
    {
        var host = new ConsoleHost();
        using Runspace runspace = Open(host);
        bool succeeded = Run(runspace, Session.Preparation(node)) && Run(runspace, "$null = " + Session.Connection) && Run(runspace, script);
        return host.ExitCode ?? (succeeded ? 0 : 1);
    }

    private static int Stay(ConsoleHost host, Runspace runspace)
    {
        while (host.ExitCode is null)
        {
            Console.Write(Mark);
            if (Console.ReadLine() is not { } line)
                break;
            Run(runspace, line);
        }

        return host.ExitCode ?? 0;
    }

    private static Runspace Open(ConsoleHost host)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        state.Commands.Add(new SessionStateCmdletEntry(CountErrorsCommand.Name, typeof(CountErrorsCommand), null));
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        // Module code and script blocks look for the default runspace of the thread.
        Runspace.DefaultRunspace = runspace;
        return runspace;
    }

    /// <summary>Everything that comes out goes to the console, formatted as PowerShell does it.</summary>
    /// <returns>False when an error came out, or ended the script.</returns>
    private static bool Run(Runspace runspace, string script)
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        var errors = new ErrorCount();
        shell.AddScript(script).AddCommand(CountErrorsCommand.Name).AddParameter(nameof(CountErrorsCommand.Count), errors).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        ConsoleCancelEventHandler stop = (_, e) =>
        {
            e.Cancel = true;
            shell.BeginStop(null, null);
        };
        Console.CancelKeyPress += stop;
        try
        {
            shell.Invoke();
            return errors.Value == 0;
        }
        catch (RuntimeException e)
        {
            Console.Error.WriteLine(Describe(e.ErrorRecord));
            return false;
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }
    }

    private static string Describe(ErrorRecord error)
    {
        string words = error.ErrorDetails?.Message ?? error.Exception.Message;
        return error.ErrorDetails?.RecommendedAction is { Length: > 0 } advice ? $"{words}{Environment.NewLine}  Recommendation: {advice}" : words;
    }
}
