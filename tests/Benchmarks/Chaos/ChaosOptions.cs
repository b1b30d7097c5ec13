using System;
using System.Globalization;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>What the command line of a chaos or fuzz run says.</summary>
internal sealed record ChaosOptions
{
    public int Seed { get; init; } = 1;

    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;

    public int Operations { get; init; } = int.MaxValue;

    /// <summary>The one operation to run, a few times over; <c>null</c> for all.</summary>
    public int? Only { get; init; }

    public int Threads { get; init; } = 20;

    public long Cases { get; init; } = 20_000;

    /// <exception cref="ArgumentException"/>
    public static ChaosOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ChaosOptions();
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            int Number() => int.Parse(value, CultureInfo.InvariantCulture);
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = Number() },
                "--minutes" => options with { Limit = TimeSpan.FromMinutes(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--operations" => options with { Operations = Number() },
                "--only" => options with { Only = Number(), Operations = Number() + 1 },
                "--threads" => options with { Threads = Number() },
                "--cases" => options with { Cases = Number() },
                _ => throw new ArgumentException("unknown: " + arguments[i]),
            };
        }

        // Without any end it would run for ever.
        return options.Operations == int.MaxValue && options.Limit == TimeSpan.MaxValue ? options with { Limit = TimeSpan.FromMinutes(1) } : options;
    }
}
