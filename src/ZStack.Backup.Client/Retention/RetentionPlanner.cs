using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Retention;

/// <summary>Decides which backups a policy keeps, and why. Sends nothing and looks at no clock but the one it is given.</summary>
/// <remarks>
/// The rules and their combination are those of <c>restic forget</c> 0.14: each rule walks from the newest to the oldest and keeps the newest of
/// each bucket until its number is reached; only buckets with a backup count. On top of them, some backups are never removed.
/// </remarks>
public static class RetentionPlanner
{
    /// <summary>Without any proven backup that many of the newest stay where proof is asked for.</summary>
    private const int Unproven = 3;

    /// <param name="now">Backups of the future do not move the start of <see cref="RetentionPolicy.Within"/>.</param>
    /// <returns>Group by group in the order of their names, each from the newest to the oldest, those without a time last.</returns>
    public static IReadOnlyList<RetentionDecision> Plan(IEnumerable<RetentionCandidate> candidates, RetentionPolicy policy, DateTimeOffset now) =>
        [.. candidates.GroupBy(candidate => candidate.Group, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => PlanGroup(group, policy, now))];

    /// <summary>The time of the newest whole backup of each group; <c>null</c> where none is known.</summary>
    public static IEnumerable<(string Group, DateTimeOffset? Newest)> Newest(IEnumerable<RetentionCandidate> candidates) =>
        candidates.GroupBy(candidate => candidate.Group, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Where(candidate => candidate.IsReady).Max(candidate => candidate.Created)));

    private static List<RetentionDecision> PlanGroup(IEnumerable<RetentionCandidate> group, RetentionPolicy policy, DateTimeOffset now)
    {
        RetentionCandidate[] sorted = [.. group.OrderByDescending(c => c.Created).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal)];
        // What counts: whole, and of a known time.
        RetentionCandidate[] counted = [.. sorted.Where(candidate => candidate.IsReady && candidate.Created is not null)];
        Dictionary<RetentionCandidate, List<RetentionReason>> reasons = sorted.ToDictionary(candidate => candidate, _ => new List<RetentionReason>());
        ApplyRules(counted, policy, now, reasons);
        Guard(counted, policy, reasons);
        foreach (RetentionCandidate candidate in sorted)
        {
            if (!candidate.IsReady)
                reasons[candidate].Add(new RetentionReason(RetentionRule.NotReady));
            else if (candidate.Created is null)
                reasons[candidate].Add(new RetentionReason(RetentionRule.NoTime));
        }

        RetentionCandidate[] removed = [.. sorted.Where(candidate => reasons[candidate].Count == 0)];
        var totals = new RetentionTotals { Kept = sorted.Length - removed.Length, Removed = removed.Length, Freed = removed.Sum(candidate => candidate.Size ?? 0) };
        return [.. sorted.Select(candidate => Decide(candidate, reasons[candidate], totals))];
    }

    private static RetentionDecision Decide(RetentionCandidate candidate, List<RetentionReason> reasons, RetentionTotals totals) => new()
    {
        Action = reasons.Count > 0 ? RetentionAction.Keep : RetentionAction.Remove,
        Reasons = new ItemList<RetentionReason>(reasons.Count > 0 ? reasons : [new RetentionReason(RetentionRule.NoRule)]),
        Name = candidate.Name,
        Created = candidate.Created,
        Group = candidate.Group,
        Size = candidate.Size,
        BackupStorageUuid = candidate.BackupStorageUuid,
        Backup = candidate.Backup,
        Totals = totals,
    };

    private static void ApplyRules(RetentionCandidate[] counted, RetentionPolicy policy, DateTimeOffset now, Dictionary<RetentionCandidate, List<RetentionReason>> reasons)
    {
        DateTimeOffset? latest = counted.Select(candidate => candidate.Created).FirstOrDefault(time => time <= now);
        RetentionBuckets[] buckets = RetentionBuckets.Of(policy, latest);
        int proven = policy.Proven;
        for (int i = 0; i < counted.Length; i++)
        {
            RetentionCandidate candidate = counted[i];
            List<RetentionReason> why = reasons[candidate];
            if (candidate.Name is not null && policy.Name?.Invoke(candidate.Name) == true)
                why.Add(new RetentionReason(RetentionRule.Name));
            foreach (RetentionBuckets rule in buckets)
            {
                if (rule.Take(candidate.Created!.Value, i) is { } reason)
                    why.Add(reason);
            }

            if (candidate.IsProven && proven-- > 0)
                why.Add(new RetentionReason(RetentionRule.NewestProven));
        }
    }

    /// <summary>What no policy removes.</summary>
    private static void Guard(RetentionCandidate[] counted, RetentionPolicy policy, Dictionary<RetentionCandidate, List<RetentionReason>> reasons)
    {
        if (counted.Length == 0)
            return;
        RetentionCandidate? proven = counted.FirstOrDefault(candidate => candidate.IsProven);
        Add(counted[0], RetentionRule.Newest);
        if (proven is not null)
            Add(proven, RetentionRule.NewestProven);
        else if (policy.Proven > 0)
            Array.ForEach([.. counted.Take(Unproven)], candidate => Add(candidate, RetentionRule.Newest));
        // The node has the version that its newest backup says: a restore needs the same.
        if (counted.FirstOrDefault(candidate => candidate.Version is not null) is { } present)
            Add(present, RetentionRule.NewestOfVersion, present.Version);
        if (counted.Length == 1)
            Add(counted[0], RetentionRule.LastReadyCopy);

        void Add(RetentionCandidate candidate, RetentionRule rule, string? bucket = null)
        {
            if (!reasons[candidate].Exists(reason => reason.Id == rule))
                reasons[candidate].Add(new RetentionReason(rule, bucket));
        }
    }
}
