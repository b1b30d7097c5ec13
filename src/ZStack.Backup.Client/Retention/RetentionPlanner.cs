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

    /// <summary>Decides for every candidate, group by group. Removes nothing.</summary>
    /// <param name="candidates">Backups, or single copies of them, in any order.</param>
    /// <param name="policy">The rules. One without any rule keeps only what is never removed.</param>
    /// <param name="now">Backups of the future do not move the start of <see cref="RetentionPolicy.Within"/>, and the newest that is not of the future stays.</param>
    /// <returns>Group by group in the order of their names, each from the newest to the oldest, those without a time last.</returns>
    public static IReadOnlyList<RetentionDecision> Plan(IEnumerable<RetentionCandidate> candidates, RetentionPolicy policy, DateTimeOffset now) =>
        [.. candidates.GroupBy(candidate => candidate.Group, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => PlanGroup(group, policy, now))];

    /// <summary>The time of the newest whole backup of each group; <c>null</c> where none is known.</summary>
    public static IEnumerable<(string Group, DateTimeOffset? Newest)> Newest(IEnumerable<RetentionCandidate> candidates) =>
        candidates.GroupBy(candidate => candidate.Group, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Where(candidate => candidate.IsReady).Max(candidate => candidate.Created)));

    private static List<RetentionDecision> PlanGroup(IEnumerable<RetentionCandidate> group, RetentionPolicy policy, DateTimeOffset now)
    {
        // One for all of a rule that names no bucket: most of many backups have a reason in common.
        var shared = new Dictionary<RetentionRule, RetentionReason>();
        Draft[] sorted = [.. group.OrderByDescending(c => c.Created).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal).Select(candidate => new Draft(candidate, shared))];
        // What counts: whole, and of a known time.
        Draft[] counted = Array.FindAll(sorted, draft => draft.Candidate.IsReady && draft.Candidate.Created is not null);
        ApplyRules(counted, policy, now);
        Guard(counted, policy, now);
        foreach (Draft draft in sorted)
        {
            if (!draft.Candidate.IsReady)
                draft.Keep(RetentionRule.NotReady);
            else if (draft.Candidate.Created is null)
                draft.Keep(RetentionRule.NoTime);
        }

        Draft[] removed = Array.FindAll(sorted, draft => !draft.IsKept);
        var totals = new RetentionTotals { Kept = sorted.Length - removed.Length, Removed = removed.Length, Freed = removed.Sum(draft => draft.Candidate.Size ?? 0) };
        // One for all of them: most of many backups go.
        var none = new ItemList<RetentionReason>([new RetentionReason(RetentionRule.NoRule)]);
        return [.. sorted.Select(draft => draft.Decide(none, totals))];
    }

    private static void ApplyRules(Draft[] counted, RetentionPolicy policy, DateTimeOffset now)
    {
        DateTimeOffset? latest = counted.Select(draft => draft.Candidate.Created).FirstOrDefault(time => time <= now);
        RetentionBuckets[] buckets = RetentionBuckets.Of(policy, latest);
        int proven = policy.Proven;
        for (int i = 0; i < counted.Length; i++)
        {
            Draft draft = counted[i];
            RetentionCandidate candidate = draft.Candidate;
            if (candidate.Name is not null && policy.Name?.Invoke(candidate.Name) == true)
                draft.Keep(RetentionRule.Name);
            foreach (RetentionBuckets rule in buckets)
            {
                if (rule.Take(candidate.Created!.Value, i) is { } reason)
                    draft.Keep(reason);
            }

            if (candidate.IsProven && proven-- > 0)
                draft.Keep(RetentionRule.NewestProven);
        }
    }

    /// <summary>What no policy removes.</summary>
    private static void Guard(Draft[] counted, RetentionPolicy policy, DateTimeOffset now)
    {
        if (counted.Length == 0)
            return;
        counted[0].KeepOnce(RetentionRule.Newest);
        // A clock that went wrong once must not make the backup of last night an old one.
        Array.Find(counted, draft => draft.Candidate.Created <= now)?.KeepOnce(RetentionRule.Newest);
        if (Array.Find(counted, draft => draft.Candidate.IsProven) is { } proven)
            proven.KeepOnce(RetentionRule.NewestProven);
        else if (policy.Proven > 0)
            Array.ForEach([.. counted.Take(Unproven)], draft => draft.KeepOnce(RetentionRule.Newest));
        // The node has the version that its newest backup says: a restore needs the same.
        if (Array.Find(counted, draft => draft.Candidate.Version is not null) is { } present)
            present.KeepOnce(RetentionRule.NewestOfVersion, present.Candidate.Version);
        if (counted.Length == 1)
            counted[0].KeepOnce(RetentionRule.LastReadyCopy);
    }

    /// <summary>A decision that is being made.</summary>
    private sealed class Draft
    {
        private readonly Dictionary<RetentionRule, RetentionReason> _shared;

        private List<RetentionReason>? _reasons;

        public Draft(RetentionCandidate candidate, Dictionary<RetentionRule, RetentionReason> shared)
        {
            Candidate = candidate;
            _shared = shared;
        }

        public RetentionCandidate Candidate { get; }

        public bool IsKept => _reasons is not null;

        public void Keep(RetentionReason reason) => (_reasons ??= []).Add(reason);

        public void Keep(RetentionRule rule)
        {
            if (!_shared.TryGetValue(rule, out RetentionReason? reason))
                _shared.Add(rule, reason = new RetentionReason(rule));
            Keep(reason);
        }

        public void KeepOnce(RetentionRule rule, string? bucket = null)
        {
            if (_reasons?.Exists(reason => reason.Id == rule) != true)
                Keep(new RetentionReason(rule, bucket));
        }

        /// <param name="none">The reasons of what no rule keeps.</param>
        public RetentionDecision Decide(ItemList<RetentionReason> none, RetentionTotals totals) => new()
        {
            Action = IsKept ? RetentionAction.Keep : RetentionAction.Remove,
            Reasons = _reasons is null ? none : new ItemList<RetentionReason>(_reasons),
            Name = Candidate.Name,
            Created = Candidate.Created,
            Group = Candidate.Group,
            Size = Candidate.Size,
            BackupStorageUuid = Candidate.BackupStorageUuid,
            Backup = Candidate.Backup,
            Totals = totals,
        };
    }
}
