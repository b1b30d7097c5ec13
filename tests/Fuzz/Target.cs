using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Fuzz;

/// <summary>Something that is fed with broken input.</summary>
internal abstract class Target : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public abstract string Name { get; }

    /// <returns>What is wrong with how it took the case; <c>null</c> when nothing is.</returns>
    public abstract Task<string?> TryAsync(Random random);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Runs the cases on all processors; each is a function of seed and number.</summary>
    /// <returns>Findings, each with the number of its case.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int seed, long first, long cases, int workers)
    {
        var findings = new ConcurrentBag<string>();
        long next = first - 1;
        async Task WorkAsync()
        {
            long number;
            while ((number = Interlocked.Increment(ref next)) < first + cases)
            {
                string? wrong = await TimedAsync(seed, number);
                // On a busy machine a case may wait for its turn: what is slow is slow again.
                if (wrong is not null && wrong.StartsWith("took", StringComparison.Ordinal))
                    wrong = await TimedAsync(seed, number);
                if (wrong is not null)
                    findings.Add($"{Name}, case {number}: {wrong}");
            }
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
        return [.. findings];
    }

    private async Task<string?> TimedAsync(int seed, long number)
    {
        var random = new Random((int)((uint)seed * 2654435761 ^ (uint)number * 2246822519));
        var watch = Stopwatch.StartNew();
        string? wrong = await TryAsync(random);
        return wrong ?? (watch.Elapsed > Limit ? $"took {watch.Elapsed.TotalSeconds:0.0} s" : null);
    }
}
