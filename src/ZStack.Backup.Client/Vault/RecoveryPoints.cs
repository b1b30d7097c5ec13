using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Vault;

/// <summary>Which backup to take: one point for each backup, the best first. A function of what is known; reads nothing.</summary>
public static class RecoveryPoints
{
    // What lies further apart in size says little of the time.
    private const double FurthestSize = 10;

    // The other phases are those of the throw-away server.
    private static readonly string[] PhasesOfRestore = ["read", "load"];

    /// <summary>The points that were asked for: usable ones first, proven before unproven ones, then the newest.</summary>
    public static IReadOnlyList<RecoveryPoint> Find(RecoveryFacts facts)
    {
        IEnumerable<RecoverySighting> sightings = facts.Records.Select(record => new RecoverySighting(record))
            .Concat(facts.Images.Select(image => new RecoverySighting(image)))
            .Concat(facts.Saved.Select(saved => new RecoverySighting(saved)));
        RecoveryPoint[] all = [.. RecoveryJoin.Join(sightings).Select(group => RecoveryJudge.Judge(facts, group))];
        Estimate(all);
        RecoveryPoint[] asked =
        [
            .. all.Where(facts.IsAsked)
                .OrderBy(point => point.Usable)
                .ThenBy(point => point.ProvenAt is null)
                .ThenByDescending(point => point.Created)
                .ThenBy(point => point.BackupName, StringComparer.Ordinal)
                .ThenBy(point => point.Places[0].Name, StringComparer.Ordinal)
                .ThenBy(point => point.Record?.Uuid ?? point.Image?.InstallPath ?? point.FullName, StringComparer.Ordinal),
        ];
        SayAge(asked);
        for (int i = 0; i < asked.Length; i++)
            asked[i].Rank = i + 1;
        return asked;
    }

    /// <summary>Says what would be lost by taking one and not the newest of its node that may be usable.</summary>
    private static void SayAge(RecoveryPoint[] asked)
    {
        foreach (IGrouping<string, RecoveryPoint> node in asked.Where(point => point.Created is not null).GroupBy(point => point.Server ?? ""))
        {
            RecoveryPoint? newest = node.Where(point => point.Usable != RecoveryUse.No && !point.Reasons.Any(reason => reason.Id == RecoveryReasonId.FromFuture)).OrderByDescending(point => point.Created).FirstOrDefault();
            foreach (RecoveryPoint point in node.Where(point => point.Created < newest?.Created))
                point.Reasons = new ItemList<RecoveryReason>(point.Reasons.Append(new RecoveryReason(RecoveryReasonId.OlderThanAsked, newest!.Created!.Value - point.Created!.Value, newest.ToString())).OrderBy(reason => reason.Id));
        }
    }

    private static void Estimate(RecoveryPoint[] points)
    {
        foreach (RecoveryPoint point in points.Where(point => point.ProvenAt is not null))
        {
            double seconds = point.Saved!.ProofPhases.Where(phase => PhasesOfRestore.Contains(phase.Name)).Sum(phase => phase.Seconds);
            // A number of somebody else's making may be anything.
            if (seconds > 0 && seconds < TimeSpan.MaxValue.TotalSeconds / FurthestSize)
                point.EstimatedRestore = TimeSpan.FromSeconds(seconds);
        }

        RecoveryPoint[] measured = [.. points.Where(point => point.EstimatedRestore is not null && point.Size > 0).OrderBy(point => point.ToString(), StringComparer.Ordinal).ThenBy(point => point.FullName, StringComparer.Ordinal)];
        foreach (RecoveryPoint point in points.Where(point => point.EstimatedRestore is null && point.Size > 0))
        {
            RecoveryPoint? nearest = measured.OrderBy(other => Apart(point, other)).FirstOrDefault();
            if (nearest is null || Apart(point, nearest) > FurthestSize)
                continue;
            point.EstimatedRestore = TimeSpan.FromTicks((long)(nearest.EstimatedRestore!.Value.Ticks * ((double)point.Size!.Value / nearest.Size!.Value)));
            point.EstimatedFrom = nearest.ToString();
        }
    }

    private static double Apart(RecoveryPoint one, RecoveryPoint other)
    {
        double ratio = (double)one.Size!.Value / other.Size!.Value;
        return Math.Max(ratio, 1 / ratio);
    }
}
