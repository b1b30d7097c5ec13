using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Retention;

namespace ZStack.Backup.Client.Tests.Retention;

/// <summary>What holds for every history and every policy.</summary>
public sealed class RetentionInvariantTests
{
    private const int Count = 100_000;

    [Fact]
    public void Plans_of_random_histories_keep_their_promises()
    {
        TimeZoneInfo[] zones = [.. Histories.Zones.Select(TimeZoneInfo.FindSystemTimeZoneById)];
        for (int seed = 0; seed < Count; seed++)
        {
            var random = new Random(seed);
            TimeZoneInfo zone = zones[seed % zones.Length];
            List<RetentionCandidate> history = Histories.Random(random, zone);
            RetentionPolicy policy = Histories.Policy(random, random.Next(2) == 0 ? zone : null);

            IReadOnlyList<RetentionDecision> plan = RetentionPlanner.Plan(history, policy, Histories.Now);

            Assert.True(plan.Count == history.Count, $"seed {seed}: a decision for each");
            HashSet<object> kept = [.. plan.Where(decision => decision.Action == RetentionAction.Keep).Select(decision => decision.Backup!)];
            AssertOrderDoesNotMatter(seed, history, policy, kept);
            AssertGuards(seed, history, policy, kept);
            Assert.True(kept.SetEquals(Histories.Kept([.. history.Where(candidate => kept.Contains(candidate.Backup))], policy)), $"seed {seed}: planning again removes more");
            Assert.True(kept.IsSubsetOf(Histories.Kept(history, WithOneMore(policy))), $"seed {seed}: a further rule keeps less");
            Assert.All(plan, decision => Assert.True(decision.Reasons.Count > 0 && (decision.Action == RetentionAction.Remove) == (decision.Reasons[0].Id == RetentionRule.NoRule), $"seed {seed}: reasons"));
        }
    }

    private static void AssertOrderDoesNotMatter(int seed, List<RetentionCandidate> history, RetentionPolicy policy, HashSet<object> kept)
    {
        RetentionCandidate[] shuffled = [.. history];
        new Random(seed + 1).Shuffle(shuffled);
        Assert.True(kept.SetEquals(Histories.Kept(shuffled, policy)), $"seed {seed}: the order of the input matters");
    }

    private static void AssertGuards(int seed, List<RetentionCandidate> history, RetentionPolicy policy, HashSet<object> kept)
    {
        foreach (IGrouping<string, RetentionCandidate> group in history.GroupBy(candidate => candidate.Group))
        {
            RetentionCandidate[] ready = [.. group.Where(candidate => candidate.IsReady && candidate.Created is not null).OrderByDescending(candidate => candidate.Created)];
            // Of several at the same moment one is enough.
            AssertOneKept(ready, "newest");
            AssertOneKept([.. ready.Where(candidate => candidate.Created <= Histories.Now)], "newest that is not of the future");
            AssertOneKept([.. ready.Where(candidate => candidate.IsProven)], "newest proven");
            if (ready.FirstOrDefault(candidate => candidate.Version is not null)?.Version is not null)
                AssertOneKept([.. ready.Where(candidate => candidate.Version is not null)], "newest of a version");
            if (policy.Proven > 0 && !ready.Any(candidate => candidate.IsProven))
                Assert.True(ready.Count(candidate => kept.Contains(candidate.Backup)) >= Math.Min(3, ready.Length), $"seed {seed}: three stay when none is proven");
            Assert.All(group.Where(candidate => !candidate.IsReady || candidate.Created is null), candidate => Assert.True(kept.Contains(candidate.Backup), $"seed {seed}: unknown ones are left alone"));
        }

        void AssertOneKept(RetentionCandidate[] sorted, string what) =>
            Assert.True(sorted.Length == 0 || sorted.Where(candidate => candidate.Created == sorted[0].Created).Any(candidate => kept.Contains(candidate.Backup)), $"seed {seed}: {what} is removed");
    }

    private static RetentionPolicy WithOneMore(RetentionPolicy policy) => new()
    {
        Last = policy.Last,
        Hourly = policy.Hourly,
        Daily = policy.Daily + 2,
        Weekly = policy.Weekly,
        Monthly = policy.Monthly + 1,
        Yearly = policy.Yearly,
        Within = policy.Within ?? RetentionDuration.Parse("9d"),
        WithinHourly = policy.WithinHourly,
        WithinDaily = policy.WithinDaily,
        WithinWeekly = policy.WithinWeekly,
        WithinMonthly = policy.WithinMonthly,
        WithinYearly = policy.WithinYearly,
        Proven = policy.Proven,
        Name = policy.Name,
        TimeZone = policy.TimeZone,
    };
}
