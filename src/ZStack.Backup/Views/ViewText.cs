using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Views;

/// <summary>What the views of <c>ZStack.Backup.Format.ps1xml</c> print: short, and the same in every culture.</summary>
public static class ViewText
{
    private const int NarrowWidth = 78;
    private const int MaxValues = 60;
    private const int BytesPerStep = 1024;

    // What a list has beside its labels in a window of 80 columns, the last of which PowerShell leaves free.
    private const int ListWidth = 63;

    // What the other columns of its table leave at 80.
    private const int ReasonWidth = 32;
    private const string Hanging = "  ";

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>What a comparison comes to, folded for the narrowest terminal.</summary>
    public static string Sentence(PSObject? item) => Folding.Fold(VisibleText.Of(item?.Properties[nameof(ResourceDifference.Sentence)]?.Value?.ToString()), NarrowWidth);

    /// <summary>Who it is, and what was before and is now.</summary>
    public static string NameAndValues(PSObject? difference)
    {
        string? Text(string property) => difference is null ? null : Arguments.Property(difference, [property]);
        string name = VisibleText.Of(Text(nameof(ResourceDifference.Name)) ?? Text(nameof(ResourceDifference.Uuid)));
        string? property = Text(nameof(ResourceDifference.Property));
        if (property is null)
            return name;
        string values = $"{VisibleText.Of(Text(nameof(ResourceDifference.Before)) ?? "-")} -> {VisibleText.Of(Text(nameof(ResourceDifference.Now)) ?? "-")}";
        // Paths of a hundred characters say nothing in a column; the list has them.
        return values.Length > MaxValues ? $"{name}\n{VisibleText.Of(property)}" : $"{name}\n{VisibleText.Of(property)}: {values}";
    }

    /// <summary>A number, or a mark that there is none.</summary>
    public static string CountOrUnknown(object? count) => count is null ? "?" : Convert.ToString(count, CultureInfo.InvariantCulture)!;

    public static string Day(object? time) => PointInTime.Of(time)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A property as it may be printed: nothing in it that a terminal obeys or hides.</summary>
    public static object? Shown(object? value) => VisibleValue.Of(value);

    /// <summary>The same by its name: a script hands over what a copy has kept of an enumeration as a bare number.</summary>
    public static object? Shown(PSObject? item, string property) => VisibleValue.Of(item?.Properties[property]?.Value);

    /// <summary><c>7.6 MiB</c>, <c>768 GiB</c>; nothing for a size that is not known.</summary>
    public static string Size(long? bytes) => Amounts.Size(bytes);

    /// <summary>The same in at most seven characters: <c>7.6 MiB</c>, <c>26 KiB</c>, <c>768 GiB</c>, <c>1.0 TiB</c>.</summary>
    public static string ShortSize(long? bytes) => Amounts.ShortSize(bytes);

    /// <summary><c>7.6 MiB (7969177 bytes)</c>, for lists, which have the room.</summary>
    public static string SizeAndBytes(long? bytes) =>
        bytes is null or < BytesPerStep ? Size(bytes) : string.Format(CultureInfo.InvariantCulture, "{0} ({1} bytes)", Size(bytes), bytes);

    // Times come as objects: in a table of copies from a file or another process they are none of the usual type.
    /// <summary>Time since then in its largest unit: <c>5m</c>, <c>3h</c>, <c>2d</c>, and from 10 000 days in years: at most five characters.</summary>
    public static string Age(object? time)
    {
        if (PointInTime.Of(time) is not { } then)
            return "";
        TimeSpan age = DateTimeOffset.UtcNow - then;
        if (age < TimeSpan.Zero)
            return "0m";
        if (age.TotalDays >= 10_000)
            return ((long)(age.TotalDays / 365.25)).ToString(CultureInfo.InvariantCulture) + "y";
        double value = age.TotalDays >= 1 ? age.TotalDays : age.TotalHours >= 1 ? age.TotalHours : age.TotalMinutes;
        string unit = age.TotalDays >= 1 ? "d" : age.TotalHours >= 1 ? "h" : "m";
        return ((long)value).ToString(CultureInfo.InvariantCulture) + unit;
    }

    /// <summary><c>2026-11-22 01:00:12 +08:00</c></summary>
    public static string Time(object? time) => PointInTime.Of(time)?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "";

    /// <summary><c>2026-11-22 01:00 +08:00</c></summary>
    public static string Minute(object? time) => PointInTime.Of(time)?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture) ?? "";

    /// <summary><c>2026-11-22 01:00</c>, by the clock that it came with.</summary>
    public static string ShortTime(object? time) => PointInTime.Of(time)?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary><c>2026-11-22 01:00:12</c>: a time that no zone is known for.</summary>
    public static string LocalTime(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    // Tests come as anything, too: results of last night come back from a file.
    /// <summary>The file, and what is wrong with it.</summary>
    public static string Tested(object result)
    {
        string name = System.IO.Path.GetFileName(Arguments.Property(result, [nameof(BackupTestResult.FullName), nameof(BackupTestResult.BackupName)]) ?? "");
        return Arguments.Property(result, [nameof(BackupTestResult.Reason)]) is { } reason ? VisibleText.Of($"{name}: {reason}") : VisibleText.Of(name);
    }

    /// <summary>One item for each check.</summary>
    public static string Checks(PSObject? result) => Lines(LanguagePrimitives.GetEnumerable(result?.Properties[nameof(BackupTestResult.Checks)]?.Value)?.Cast<object>().Select(Check));

    /// <summary>One item for each check of a restore; what did not pass says why, and what to do.</summary>
    public static string RestoreChecks(PSObject? result) => Lines(LanguagePrimitives.GetEnumerable(result?.Properties[nameof(RestoreResult.Checks)]?.Value)?.Cast<object>().Select(RestoreCheckLine));

    /// <summary>What was found, and what to do about it.</summary>
    public static string ReasonAndFix(object? check) => check is null ? "" : $"{Arguments.Property(check, [nameof(RestoreCheck.Reason)])} {Arguments.Property(check, [nameof(RestoreCheck.Fix)])}".Trim();

    /// <summary>In lines of so many columns, broken between words.</summary>
    public static string Folded(string? text, int width) => Folding.Fold(VisibleText.OfLines(text), width);

    /// <summary><c>4.2s</c>, <c>3m 20s</c>, <c>1h 12m</c></summary>
    public static string Span(TimeSpan time) => Amounts.Span(time);

    /// <summary><c>3d 4h</c>, and what is shorter than a day as <see cref="Span"/> has it.</summary>
    public static string LongSpan(TimeSpan time) => Amounts.LongSpan(time);

    /// <summary>A recovery point and what speaks against it, on lines of their own.</summary>
    public static string PointAndReasons(PSObject? point)
    {
        object?[] reasons = [.. LanguagePrimitives.GetEnumerable(point?.Properties[nameof(RecoveryPoint.Reasons)]?.Value)?.Cast<object>() ?? []];
        return string.Join("\n", new object?[] { Arguments.Property(point ?? new PSObject(), [nameof(RecoveryPoint.BackupName), nameof(RecoveryPoint.FullName)]) }.Select(name => VisibleText.Of(name?.ToString()))
            .Concat(reasons.Select(reason => Folded(reason?.ToString(), ReasonWidth))));
    }

    /// <summary>How long a restore is expected to take, and by what.</summary>
    public static string Estimate(PSObject? point)
    {
        if (point?.Properties[nameof(RecoveryPoint.EstimatedRestore)]?.Value is not { } value || !LanguagePrimitives.TryConvertTo(value, out TimeSpan time))
            return "";
        return Arguments.Property(point, [nameof(RecoveryPoint.EstimatedFrom)]) is { } other ? VisibleText.Of(Wording.Sentence(nameof(Messages.Word_EstimatedFrom), [Span(time), other])) : Span(time);
    }

    /// <summary>How long ago it was proven to restore: <c>2d</c>, <c>never</c>.</summary>
    public static string ProvenAge(object? time) => Age(time) is { Length: > 0 } age ? age : Messages.Word_Never;

    /// <summary>What is worst, and how much else was found: <c>TooFewCopies +2</c>. A name that breaks in the middle nobody finds again.</summary>
    public static string WorstFinding(PSObject? health)
    {
        object[] findings = [.. Findings(health)];
        if (findings.Length == 0)
            return "";
        string id = Arguments.Property(findings[0], [nameof(HealthFinding.Id)]) ?? (findings[0].ToString() ?? "").Split(':')[0];
        return VisibleText.Of(findings.Length == 1 ? id : FormattableString.Invariant($"{id} +{findings.Length - 1}"));
    }

    /// <summary>What was found, each with what to type on a line of its own.</summary>
    public static string FindingsAndFixes(PSObject? health) => Lines(Findings(health).SelectMany(finding => new[] { finding.ToString(), Arguments.Property(finding, [nameof(HealthFinding.Fix)]) }).OfType<string>());

    private static IEnumerable<object> Findings(PSObject? health) => LanguagePrimitives.GetEnumerable(health?.Properties[nameof(BackupHealth.Findings)]?.Value)?.Cast<object>() ?? [];

    /// <summary>Each item on lines of its own.</summary>
    public static string Lines(IEnumerable? items) => items is null ? "" : string.Join("\n", items.Cast<object>().Select(item => Folding.Fold(VisibleText.OfLines(item?.ToString()), ListWidth, Hanging)));

    /// <summary>Heading of the saved backups of one folder.</summary>
    public static string Folder(PSObject? item) => $"   Folder: {System.IO.Path.GetDirectoryName(FullName(item))}";

    public static string FileName(PSObject? item) => System.IO.Path.GetFileName(FullName(item));

    private static string FullName(PSObject? item) => item?.Properties[nameof(SavedBackup.FullName)]?.Value?.ToString() ?? "";

    /// <summary>Heading of the objects of one node, or of the backups of one store.</summary>
    public static string Heading(PSObject? item)
    {
        string node = $"   Node: {VisibleText.Of(item?.Properties[nameof(ServerObject.Server)]?.Value?.ToString())}";
        return item?.Properties[nameof(ImageInfo.ImageStore)] is { } store ? $"{node}   Store: {VisibleText.Of(store.Value?.ToString())}" : node;
    }

    /// <summary>How long ago it was proven to restore, or what is wrong with it: <c>2d</c>, <c>never</c>, <c>NoManifest</c>.</summary>
    public static string Proven(PSObject? backup)
    {
        string? problem = backup?.Properties[nameof(SavedBackup.Problem)]?.Value?.ToString();
        if (!string.IsNullOrEmpty(problem))
            return VisibleText.Of(problem);
        if (backup?.Properties[nameof(SavedBackup.Evidence)]?.Value?.ToString() == nameof(EvidenceState.Broken))
            return nameof(EvidenceState.Broken);
        string age = Age(backup?.Properties[nameof(SavedBackup.ProvenAt)]?.Value);
        return age.Length > 0 ? age : Messages.Word_Never;
    }

    /// <summary>Heading of a group of a retention plan, and what the plan does to it.</summary>
    public static string RetentionHeading(PSObject? item)
    {
        if (item?.BaseObject is not RetentionDecision { Totals: { } totals } decision)
            return "   " + VisibleText.Of(item?.Properties[nameof(RetentionDecision.Group)]?.Value?.ToString());
        string group = decision.Group.Length > 0 ? decision.Group : Messages.Heading_RetentionAll;
        return "   " + Wording.Sentence(nameof(Messages.Heading_Retention), [group, totals.Kept, totals.Removed, Size(totals.Freed)]);
    }

    /// <summary>The first reason, and how many more there are: <c>daily 2026-11-26 +2</c>.</summary>
    public static string Reasons(PSObject? decision)
    {
        object[] reasons = [.. LanguagePrimitives.GetEnumerable(decision?.Properties[nameof(RetentionDecision.Reasons)]?.Value)?.Cast<object>() ?? []];
        return VisibleText.Of(reasons.Length > 1 ? string.Format(CultureInfo.InvariantCulture, "{0} +{1}", reasons[0], reasons.Length - 1) : reasons.FirstOrDefault()?.ToString());
    }

    /// <summary>When it runs next; that it is switched off; nothing where neither is certain.</summary>
    public static string NextRun(PSObject? schedule)
    {
        string next = ShortTime(schedule?.Properties[nameof(BackupSchedule.NextRun)]?.Value);
        string? state = schedule?.Properties[nameof(BackupSchedule.State)]?.Value?.ToString();
        return next.Length > 0 || state == BackupSchedule.Enabled ? next : VisibleText.Of(state);
    }

    /// <summary>Heading of the runs of one schedule.</summary>
    public static string RunHeading(PSObject? run) =>
        $"{Heading(run)}   Schedule: {VisibleText.Of(run?.Properties[nameof(BackupScheduleRun.ScheduleName)]?.Value?.ToString())}";

    /// <summary>What a run made, or why not.</summary>
    public static string RunResult(PSObject? run) =>
        VisibleText.Of((run?.Properties[nameof(BackupScheduleRun.BackupName)]?.Value ?? run?.Properties[nameof(BackupScheduleRun.Reason)]?.Value)?.ToString());

    private static string RestoreCheckLine(object check) => Arguments.Property(check, [nameof(RestoreCheck.Id)]) is { } id
        ? $"{id}: {Arguments.Property(check, [nameof(RestoreCheck.Outcome)])}" + (Arguments.Property(check, [nameof(RestoreCheck.Outcome)]) == nameof(CheckOutcome.Passed) ? "" : ". " + ReasonAndFix(check))
        : check.ToString() ?? "";

    /// <summary>What a copy has kept of a check: all of it, or its text.</summary>
    private static string Check(object check) => Arguments.Property(check, [nameof(BackupTestCheck.Name)]) is { } name
        ? $"{name} {Arguments.Property(check, [nameof(BackupTestCheck.Outcome)])}: {Arguments.Property(check, [nameof(BackupTestCheck.Reason)])}"
        : check.ToString() ?? "";
}
