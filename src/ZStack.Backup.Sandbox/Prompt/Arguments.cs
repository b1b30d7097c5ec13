using System.Globalization;

namespace ZStack.Backup.Sandbox;

internal enum Mode
{
    Demo,
    Command,
    Serve,
    Pwsh,
}

/// <summary>The command line, in PowerShell's own style.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        ZStack.Backup.Sandbox: a simulated management node, and a prompt on it.

          dotnet run --project src/ZStack.Backup.Sandbox                         show the main job, then stay at a prompt
          dotnet run --project src/ZStack.Backup.Sandbox -- -Command "<script>"  run one script there; exit code 1 on error
          dotnet run --project src/ZStack.Backup.Sandbox -- -Serve [-Port n]     only serve, for any other shell
          dotnet run --project src/ZStack.Backup.Sandbox -- -Pwsh                the prompt is the pwsh of this machine

        Everywhere: -Port <1-65535>, -Backups <number of backups on the store, 25 unless said>
        """;

    private const int MostBackups = 1_000_000;

    public Mode Mode { get; init; }

    public string Command { get; init; } = "";

    public int Port { get; init; }

    public int Backups { get; init; } = 25;

    /// <returns><c>null</c> when it is none of what <see cref="Usage"/> says.</returns>
    public static Arguments? Parse(string[] args)
    {
        var result = new Arguments();
        for (int i = 0; i < args.Length; i++)
        {
            Arguments? next = args[i].ToLowerInvariant() switch
            {
                "-serve" when result.Mode == Mode.Demo => result with { Mode = Mode.Serve },
                "-pwsh" when result.Mode == Mode.Demo => result with { Mode = Mode.Pwsh },
                "-command" when result.Mode == Mode.Demo && i + 1 < args.Length => result with { Mode = Mode.Command, Command = args[++i] },
                "-port" when Number(args, ++i, 65535) is { } port => result with { Port = port },
                "-backups" when Number(args, ++i, MostBackups) is { } backups => result with { Backups = backups },
                _ => null,
            };
            if (next is null)
                return null;
            result = next;
        }

        return result;
    }

    private static int? Number(string[] args, int index, int most) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value : null;
}
