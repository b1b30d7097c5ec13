using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;
using ZStack.Backup.Client.Retention;

namespace ZStack.Backup.Client.Tests.Retention;

/// <summary>Our plans against those of <c>restic forget</c>, whose rules they are.</summary>
public sealed class ResticTests
{
    private const int Snapshots = 48;
    private const int Plans = 50;
    private const string Zone = "Europe/Berlin";

    private static readonly bool IsHere = new[] { "/usr/bin/restic", "/usr/local/bin/restic" }.Any(File.Exists);

    [Fact]
    public void Restic_is_there_where_all_is_tested() => Assert.True(IsHere || Environment.GetEnvironmentVariable("CI") is null, "restic is missing: .ci/run installs it.");

    [Fact]
    public void Restic_keeps_the_same()
    {
        if (!IsHere)
            return;
        var random = new Random(2026);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        string repository = Directory.CreateTempSubdirectory("restic-").FullName;
        try
        {
            string file = Path.Combine(repository, "file");
            File.WriteAllText(file, "backed up");
            Restic(repository, "init", "--quiet");
            // Each history is the set of snapshots with its tag, so that few snapshots make many histories.
            var snapshots = new Dictionary<DateTime, int[]>();
            var time = new DateTime(2026, 11, 20, 3, 0, 0);
            for (int i = 0; i < Snapshots; i++)
            {
                time = time.AddMinutes(-random.Next(1, new[] { 90, 1500, 20_000, 60_000 }[random.Next(4)]));
                // An hour that the clock leaves out is moved by restic, and not by us.
                if (zone.IsInvalidTime(time) || zone.IsAmbiguousTime(time))
                    time = time.AddHours(-3);
                snapshots[time] = [.. Enumerable.Range(0, Plans).Where(_ => random.Next(3) > 0)];
                Restic(repository, "backup", "--quiet", "--force", "--host", "node", "--time", time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "--tag", string.Join(',', snapshots[time].Select(h => "h" + h)), file);
            }

            for (int plan = 0; plan < Plans; plan++)
            {
                RetentionPolicy policy = Policy(random, zone, out string[] arguments);
                RetentionCandidate[] history = [.. snapshots.Where(snapshot => snapshot.Value.Contains(plan)).Select(snapshot => new RetentionCandidate(Text(snapshot.Key)) { Created = new DateTimeOffset(snapshot.Key, zone.GetUtcOffset(snapshot.Key)) })];
                JsonNode answer = JsonNode.Parse(Restic(repository, ["forget", "--dry-run", "--json", "--group-by", "", "--tag", "h" + plan, .. arguments]))!;
                string[] theirs = [.. answer[0]!["keep"]!.AsArray().Select(snapshot => ((string)snapshot!["time"]!)[..19]).Order(StringComparer.Ordinal)];

                string[] ours = [.. RetentionPlanner.Plan(history, policy, DateTimeOffset.Now).Where(decision => decision.Action == RetentionAction.Keep).Select(decision => (string)decision.Backup!).Order(StringComparer.Ordinal)];

                Assert.True(theirs.SequenceEqual(ours), $"plan {plan}, {string.Join(' ', arguments)}: restic keeps {string.Join(", ", theirs)}; we keep {string.Join(", ", ours)}");
            }
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private static RetentionPolicy Policy(Random random, TimeZoneInfo zone, out string[] arguments)
    {
        var given = new Dictionary<string, string>();
        int Count(string name)
        {
            int count = random.Next(3) == 0 ? random.Next(1, 8) : 0;
            if (count > 0)
                given["--keep-" + name] = count.ToString(CultureInfo.InvariantCulture);
            return count;
        }

        RetentionDuration? Span(string name)
        {
            if (random.Next(7) != 0)
                return null;
            string span = new[] { "5h", "3d", "2m", "1y", "1m10d", "1y5m7d2h" }[random.Next(6)];
            given["--keep-within" + name] = span;
            return RetentionDuration.Parse(span);
        }

        // One of each moment at least: what we never remove, restic removes with some rules.
        var policy = new RetentionPolicy
        {
            Last = 1 + Count("last"),
            Hourly = Count("hourly"),
            Daily = Count("daily"),
            Weekly = Count("weekly"),
            Monthly = Count("monthly"),
            Yearly = Count("yearly"),
            Within = Span(""),
            WithinHourly = Span("-hourly"),
            WithinDaily = Span("-daily"),
            WithinWeekly = Span("-weekly"),
            WithinMonthly = Span("-monthly"),
            WithinYearly = Span("-yearly"),
            TimeZone = zone,
        };
        given["--keep-last"] = policy.Last.ToString(CultureInfo.InvariantCulture);
        arguments = [.. given.SelectMany(pair => new[] { pair.Key, pair.Value })];
        return policy;
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static string Restic(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("restic", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["RESTIC_REPOSITORY"] = Path.Combine(repository, "repository");
        start.Environment["RESTIC_PASSWORD"] = "x";
        start.Environment["RESTIC_CACHE_DIR"] = Path.Combine(repository, "cache");
        start.Environment["TZ"] = Zone;
        using Process restic = Process.Start(start)!;
        System.Threading.Tasks.Task<string> errors = restic.StandardError.ReadToEndAsync();
        string output = restic.StandardOutput.ReadToEnd();
        restic.WaitForExit();
        return restic.ExitCode == 0 ? output : throw new InvalidOperationException($"restic {string.Join(' ', arguments)} ended with {restic.ExitCode}: {errors.Result}");
    }
}
