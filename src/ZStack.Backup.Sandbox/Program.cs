using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using ZStack.Backup.Sandbox.Shell;

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

        try
        {
            await using SandboxNode node = await SandboxNode.StartAsync(arguments.Options);
            foreach (Fault fault in arguments.Faults)
                node.Faults.Add(fault);
            return await RunAsync(node, arguments);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"Port {arguments.Options.Port} is in use. Give another -Port, or none for a free one.");
            return 1;
        }
    }

    private static async Task<int> RunAsync(SandboxNode node, Arguments arguments) => arguments.Mode switch
    {
        Mode.Serve => await Server.RunAsync(node),
        Mode.Command => await NodeShell.RunCommandAsync(node, arguments.Command),
        _ => await NodeShell.RunTourAsync(node),
    };
}
