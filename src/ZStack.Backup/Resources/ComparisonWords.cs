using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Resources;

/// <summary>What a comparison comes to, in words.</summary>
internal static class ComparisonWords
{
    // What an operator asks for first; the others are counted together.
    private static readonly (ResourceKind Kind, string One, string Many)[] Counted =
    [
        (ResourceKind.VmInstance, nameof(Messages.Count_VmInstance_One), nameof(Messages.Count_VmInstance)),
        (ResourceKind.Volume, nameof(Messages.Count_Volume_One), nameof(Messages.Count_Volume)),
        (ResourceKind.Image, nameof(Messages.Count_Image_One), nameof(Messages.Count_Image)),
    ];

    /// <summary>Kinds that a sentence names; all of them stand in the warning and in the lines of the summary.</summary>
    private const int MostNamed = 4;

    /// <summary>All of it in one sentence.</summary>
    public static string Sentence(CloudComparison comparison)
    {
        string reference = Wording.Sentence(nameof(Messages.Compare_Backup), [comparison.Reference.Name, Age(comparison.Reference.Created, comparison.Difference.Created)]);
        if (comparison.Reference.Created is null)
            reference = comparison.Reference.Name;
        List<string> clauses = [Wording.Sentence(nameof(Messages.Compare_Forget), [reference, comparison.Difference.Name, Forgotten(comparison)])];
        if (comparison.AsksForMoves)
            clauses.Add(Moved(comparison));
        int more = comparison.Unknown.Count - MostNamed;
        if (more > 1)
            clauses.Add(Wording.Sentence(nameof(Messages.Compare_UnknownMore), [string.Join(", ", comparison.Unknown.Take(MostNamed)), more]));
        else if (comparison.Unknown.Count > 0)
            clauses.Add(Wording.Sentence(nameof(Messages.Compare_Unknown), [string.Join(", ", comparison.Unknown)]));
        return string.Join(Messages.Compare_Then, clauses) + Messages.Compare_End;
    }

    /// <summary>What would be forgotten, such as "12 VMs, 15 volumes and 3 images"; that it may be more where a kind is unknown.</summary>
    public static string Forgotten(CloudComparison comparison)
    {
        List<string> counts = [];
        foreach ((ResourceKind kind, string one, string many) in Counted.Where(counted => comparison.Known.Contains(counted.Kind)))
            Add(counts, one, many, comparison.Count(ResourceChange.WouldBeForgotten, kind));
        Add(counts, nameof(Messages.Count_Other_One), nameof(Messages.Count_Other), comparison.Known.Except(Counted.Select(counted => counted.Kind)).Sum(kind => comparison.Count(ResourceChange.WouldBeForgotten, kind)));
        bool isWhole = comparison.Unknown.Count == 0 && comparison.SeesAll;
        if (counts.Count == 0)
            return isWhole ? Messages.Compare_Nothing : Messages.Compare_NothingKnown;
        return isWhole ? List(counts) : Wording.Sentence(nameof(Messages.Compare_AtLeast), [List(counts)]);
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
        if (moved == 0)
            return comparison.SeesAll ? Messages.Compare_MovedNone : Messages.Compare_MovesUnknown;
        return Wording.Sentence(moved == 1 ? nameof(Messages.Compare_MovedOne) : nameof(Messages.Compare_Moved), [moved]);
    }

    private static void Add(List<string> counts, string one, string many, long count)
    {
        if (count > 0)
            counts.Add(Wording.Sentence(count == 1 ? one : many, [count]));
    }

    private static string List(List<string> items) => items.Count == 1 ? items[0]
        : Wording.Sentence(nameof(Messages.Compare_And), [string.Join(Messages.Compare_Comma, items.Take(items.Count - 1)), items[items.Count - 1]]);

    private static string Age(DateTimeOffset? created, DateTimeOffset? until)
    {
        if (created is not { } made)
            return "";
        TimeSpan age = (until ?? DateTimeOffset.Now) - made;
        (string one, string many, double count) = age.TotalDays >= 1 ? (nameof(Messages.Age_Days_One), nameof(Messages.Age_Days), age.TotalDays)
            : age.TotalHours >= 1 ? (nameof(Messages.Age_Hours_One), nameof(Messages.Age_Hours), age.TotalHours)
            : (nameof(Messages.Age_Minutes_One), nameof(Messages.Age_Minutes), Math.Max(0, age.TotalMinutes));
        return Wording.Sentence((int)count == 1 ? one : many, [(int)count]);
    }

    private static string Capital(string words) => words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words.Substring(1);
}
