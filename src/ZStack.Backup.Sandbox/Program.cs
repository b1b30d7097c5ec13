using System;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

internal static class Program
{
    private const int UsageError = 2;

    private static async Task<int> Main(string[] args)
    {
        if (Arguments.Parse(args) is not { } arguments)
        {
            Console.Error.WriteLine(Arguments.Usage);
            return UsageError;
        }

        await using SandboxNode node = await SandboxNode.StartAsync(arguments.Options);
        foreach (Fault fault in arguments.Faults)
            node.Faults.Add(fault);
        return arguments.Mode switch
        {
            Mode.Serve => await Server.RunAsync(node),
            Mode.Pwsh => await InstalledShell.RunAsync(node),
            Mode.Command => Prompt.RunCommand(node, arguments.Command),
            _ => Prompt.RunDemo(node),
        };
    }
}
