using System;
using System.Collections.Generic;
using System.Globalization;

namespace ZStack.Backup.Sandbox.Shell;

internal enum Mode
{
    Tour,
    Command,
    Serve,
}

/// <summary>The command line, in PowerShell's own style.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        ZStack.Backup.Sandbox: a simulated management node, and a PowerShell on it.

          dotnet run --project src/ZStack.Backup.Sandbox                         a tour, then PowerShell's own prompt
          dotnet run --project src/ZStack.Backup.Sandbox -- -Command "<script>"  run one script there; exit code 1 on error
          dotnet run --project src/ZStack.Backup.Sandbox -- -Serve [-Port n]     only serve, for any other shell

        Everywhere:
          -Port <1-65535>
          -Number <n>              which of several nodes it is: the backups of each are its own; 0 unless said
          -Backups <n>             backups on the store, 25 unless said
          -Records <n>             records of backups in the node's database, 12 unless said
          -Cloud <n>               VMs of the node's cloud and all that belongs to them, 20 unless said; 0 for none,
                                   where all backups are one small sample
          -Shape infos|backups     which of its two answers the list of a store gives
          -Speed <1-100000>        how many times as fast the node's clock runs, and its schedules with it; 1 unless said
          -NoSchedules             the node's schedules stand still
          -TimeZone <id>           the node's time zone, Asia/Shanghai unless said
          -Fault kind[:match[:times]]
                                   what goes wrong, and how often (once unless said, * for ever); may be repeated.
                                   match is a part of the path, with a method before it if wanted.
                                   Kinds: ResetBeforeRead ResetAfterAccept CutHeader ResetMidBody TruncateBody Stall
                                   StallAfterAccept SlowDrip EndlessDrip CloseBeforeRead CloseAfterAccept ForeignNotFound
                                   ProxyPage ProxyPageAfterAccept TomcatPage TrailingGarbage Redirect SessionExpired
                                   NestedExpiry LateExpiry JobLost Skewed
                                   Example: -Fault "ResetAfterAccept:POST database-backups:3"
        """;

    private const int Most = 1_000_000;

    // A day in less than a second.
    private const int MaxSpeed = 100_000;

    public Mode Mode { get; init; }

    public string Command { get; init; } = "";

    public SandboxOptions Options { get; init; } = new() { RunSchedules = true, Cloud = 20 };

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <returns><c>null</c> when it is none of what <see cref="Usage"/> says.</returns>
    public static Arguments? Parse(string[] args)
    {
        var result = new Arguments();
        for (int i = 0; i < args.Length; i++)
        {
            SandboxOptions options = result.Options;
            Arguments? next = args[i].ToLowerInvariant() switch
            {
                "-serve" when result.Mode == Mode.Tour => result with { Mode = Mode.Serve },
                "-command" when result.Mode == Mode.Tour && i + 1 < args.Length => result with { Mode = Mode.Command, Command = args[++i] },
                "-port" when Number(args, ++i, 65535) is { } port => result with { Options = options with { Port = port } },
                "-number" when Number(args, ++i, Most, least: 0) is { } number => result with { Options = options with { Number = number } },
                "-backups" when Number(args, ++i, Most) is { } backups => result with { Options = options with { Backups = backups } },
                "-records" when Number(args, ++i, Most) is { } records => result with { Options = options with { Records = records } },
                "-cloud" when Number(args, ++i, Most, least: 0) is { } vms => result with { Options = options with { Cloud = vms } },
                "-shape" when ++i < args.Length && Enum.TryParse(args[i], ignoreCase: true, out AnswerShape shape) && Enum.IsDefined(shape) => result with { Options = options with { Shape = shape } },
                "-speed" when Number(args, ++i, MaxSpeed) is { } speed => result with { Options = options with { ClockSpeed = speed } },
                "-noschedules" => result with { Options = options with { RunSchedules = false } },
                "-timezone" when ++i < args.Length && TimeZoneInfo.TryFindSystemTimeZoneById(args[i], out _) => result with { Options = options with { TimeZone = args[i] } },
                "-fault" when ++i < args.Length && FaultText.Parse(args[i]) is { } fault => result with { Faults = [.. result.Faults, fault] },
                _ => null,
            };
            if (next is null)
                return null;
            result = next;
        }

        return result;
    }

    private static int? Number(string[] args, int index, int most, int least = 1) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value : null;
}
