using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Comparisons;

/// <summary>What a comparison comes to, in words.</summary>
internal static class ComparisonWords
{
    // What an operator asks for first; the others are counted together.
    private static readonly ResourceKind[] Counted = [ResourceKind.VmInstance, ResourceKind.Volume, ResourceKind.Image];

    /// <summary>All of it in one sentence.</summary>
    public static string Sentence(CloudComparison comparison)
    {
        string reference = Wording.Sentence(nameof(Messages.Compare_Backup), [comparison.Reference.Name, Age(comparison.Reference.Created, comparison.Difference.Created)]);
        if (comparison.Reference.Created is null)
            reference = comparison.Reference.Name;
        List<string> clauses = [Wording.Sentence(nameof(Messages.Compare_Forget), [reference, comparison.Difference.Name, Forgotten(comparison)])];
        clauses.Add(Moved(comparison));
        if (comparison.Unknown.Count > 0)
            clauses.Add(Wording.Sentence(nameof(Messages.Compare_Unknown), [string.Join(", ", comparison.Unknown)]));
        return string.Join(Messages.Compare_Then, clauses) + Messages.Compare_End;
    }

    /// <summary>What would be forgotten, such as "12 VMs, 15 volumes and 3 images".</summary>
    public static string Forgotten(CloudComparison comparison)
    {
        List<string> counts = [];
        foreach (ResourceKind kind in Counted.Where(comparison.Known.Contains))
            Add(counts, "Count_" + kind, comparison.Count(ResourceChange.WouldBeForgotten, kind));
        Add(counts, "Count_Other", comparison.Known.Except(Counted).Sum(kind => comparison.Count(ResourceChange.WouldBeForgotten, kind)));
        return counts.Count == 0 ? Messages.Compare_Nothing : List(counts);
    }

    /// <summary>What keeps a kind from being compared; <c>null</c> when it can be.</summary>
    public static string? WhyUnknown(CloudComparison comparison, ResourceKind kind) => comparison.WhyUnknown(kind) switch
    {
        null => null,
        ZStackException failure => Wording.Of(failure),
        object reason => Capital(Wording.Fact(reason).ToString()!) + ".",
    };

    /// <summary>One warning for all kinds that cannot be compared; <c>null</c> when all can.</summary>
    public static string? Warning(CloudComparison comparison) => comparison.Unknown.Count == 0 ? null
        : Wording.Sentence(nameof(Messages.Warning_KindsUnknown), [string.Join(", ", comparison.Unknown), WhyUnknown(comparison, comparison.Unknown[0])!]);

    private static string Moved(CloudComparison comparison)
    {
        if (!comparison.KnowsMoves)
            return Messages.Compare_MovesUnknown;
        long moved = comparison.Count(ResourceChange.Moved, ResourceKind.Volume);
        return moved == 0 ? Messages.Compare_MovedNone : Wording.Sentence(moved == 1 ? nameof(Messages.Compare_MovedOne) : nameof(Messages.Compare_Moved), [moved]);
    }

    private static void Add(List<string> counts, string name, long count)
    {
        if (count > 0)
            counts.Add(Wording.Sentence(count == 1 ? name + "_One" : name, [count]));
    }

    private static string List(List<string> items) => items.Count == 1 ? items[0]
        : Wording.Sentence(nameof(Messages.Compare_And), [string.Join(Messages.Compare_Comma, items.Take(items.Count - 1)), items[items.Count - 1]]);

    private static string Age(DateTimeOffset? created, DateTimeOffset? until)
    {
        if (created is not { } made)
            return "";
        TimeSpan age = (until ?? DateTimeOffset.Now) - made;
        (string name, int count) = age.TotalDays >= 1 ? ("Age_Days", (int)age.TotalDays) : age.TotalHours >= 1 ? ("Age_Hours", (int)age.TotalHours) : ("Age_Minutes", Math.Max(0, (int)age.TotalMinutes));
        return Wording.Sentence(count == 1 ? name + "_One" : name, [count]);
    }

    private static string Capital(string words) => words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words.Substring(1);
}
