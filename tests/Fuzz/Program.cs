using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace ZStack.Backup.Fuzz;

/// <summary>Feeds the parsers with broken input: <c>--seed N --cases K [--only answer|dump|url] [--first I]</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Dictionary<string, string> options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
        long Number(string name, long usual) => options.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
        int seed = (int)Number("--seed", 1);
        long cases = Number("--cases", 20_000), first = Number("--first", 0);
        string only = options.GetValueOrDefault("--only", "");
        int found = 0;
        foreach ((string name, Func<Target> make) in new (string, Func<Target>)[] { ("url", () => new UrlTarget()), ("dump", () => new DumpTarget()), ("answer", () => new AnswerTarget()) })
        {
            if (only.Length > 0 && only != name)
                continue;
            var watch = Stopwatch.StartNew();
            string[] findings = [.. await RunAsync(make, seed, first, cases)];
            foreach (string finding in findings.Take(10))
                Console.WriteLine(finding);
            found += findings.Length;
            Console.WriteLine($"fuzz {name}: {cases} cases, {findings.Length} findings, seed {seed}, {watch.Elapsed.TotalSeconds:0} s, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MiB");
        }

        return found == 0 ? 0 : 1;
    }

    /// <summary>In as many lanes as there are processors: a lane has its own server, so that cases do not mix.</summary>
    internal static async Task<IEnumerable<string>> RunAsync(Func<Target> make, int seed, long first, long cases)
    {
        int lanes = Math.Max(2, Environment.ProcessorCount) * 2;
        long share = (cases + lanes - 1) / lanes;
        IReadOnlyList<string>[] findings = await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            using Target target = make();
            return await target.RunAsync(seed, first + (lane * share), Math.Min(share, cases - (lane * share)), 1);
        }));
        return findings.SelectMany(f => f);
    }
}
