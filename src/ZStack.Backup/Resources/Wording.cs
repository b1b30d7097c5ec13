using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Comparisons;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup;

/// <summary>Turns the client's facts into sentences of <c>Messages.resx</c>.</summary>
internal static class Wording
{
    public static string Of(ClientEvent what) => Sentence("Event_" + what.Kind, what.Facts);

    /// <summary>What a check of a backup found.</summary>
    public static string Of(BackupTestCheck check) => Sentence("Found_" + check.Finding, check.Facts);

    /// <summary>Why a retention plan keeps or removes a backup.</summary>
    public static string Of(RetentionReason reason) => Sentence("Retention_" + reason.Id, [reason.Bucket ?? ""]);

    /// <summary>What speaks against a recovery point, or has to be done for it.</summary>
    public static string Of(RecoveryReason reason) => Sentence("Recovery_" + reason.Id, reason.Facts.Select(fact => fact is TimeSpan span ? ViewText.LongSpan(span) : fact));

    /// <summary>What a recovery kit lacks.</summary>
    public static string Of(RecoveryKitWarning warning) => Sentence("KitLacks_" + warning.Lack, warning.Facts);

    /// <summary>The pages of a recovery kit in a language.</summary>
    /// <param name="code">Such as <c>zh-CN</c>.</param>
    public static KitLanguage Pages(string code)
    {
        CultureInfo language = CultureInfo.GetCultureInfo(code);
        return new KitLanguage(code, (name, facts) => SentenceIn(language, name, facts), VisibleText.Of);
    }

    /// <summary>What speaks against a cloud's backups.</summary>
    public static string Of(HealthFinding finding) => Sentence("Health_" + finding.Id, finding.Facts.Select(fact => fact switch
    {
        TimeSpan span => ViewText.LongSpan(span),
        long bytes when finding.Id is HealthFindingId.SizeJumped or HealthFindingId.SizeShrank => ViewText.Size(bytes),
        ZStackException failure => Of(failure),
        _ => fact,
    })).TrimEnd();

    /// <summary>Gives the health of a node its words.</summary>
    public static BackupHealth Word(BackupHealth health)
    {
        foreach (HealthFinding finding in health.Findings.Where(finding => !finding.IsCopy))
        {
            finding.Reason = Of(finding);
            finding.Fix = HealthCommands.Of(finding);
        }

        foreach (HealthGap gap in health.NotKnown.Where(gap => !gap.IsCopy))
            gap.Reason = gap.Failure is { } failure ? Of(failure) : Sentence("Gap_" + gap.Question, []);
        if (health.EnabledSchedules.Count > 0)
            health.Schedule = string.Join("; ", health.EnabledSchedules.Select(schedule => When(schedule) is { } when ? $"{schedule.Name}: {when}" : schedule.Name));
        return health;
    }

    /// <summary>When a trigger runs: in words for the common forms, else its expression.</summary>
    public static string? Of(BackupScheduleTrigger trigger) => ScheduleForm.Of(trigger) is { } form ? Sentence("When_" + form.Kind, form.Facts.Select(ScheduleFact)) : trigger.Cron;

    /// <summary>When a schedule runs; <c>null</c> when it has no trigger, or nothing is known of it.</summary>
    public static string? When(BackupSchedule schedule) =>
        string.Join("; ", schedule.Triggers.Select(Of).Where(words => !string.IsNullOrEmpty(words))) is { Length: > 0 } words ? words : null;

    /// <summary>Gives a schedule its words.</summary>
    public static void Word(BackupSchedule schedule)
    {
        foreach (BackupScheduleTrigger trigger in schedule.Triggers)
            trigger.When = Of(trigger);
        schedule.When = When(schedule);
    }

    private static object ScheduleFact(object fact) => fact is DayOfWeek[] days ? string.Join(", ", days.Select(day => Messages.Words_DaysOfTheWeek.Split(' ')[(int)day])) : fact;


    /// <summary>What went wrong, without what was tried.</summary>
    public static string Of(ZStackException failure) => What(failure) + (failure.Through is { } proxy ? " " + Fact(proxy) : "");

    private static string What(ZStackException failure) => failure.Kind switch
    {
        ZStackErrorKind.SessionExpired when failure.Facts[1] is SessionExpiry.Disconnected => Sentence(nameof(Messages.Error_SessionExpired_Disconnected), failure.Facts),
        ZStackErrorKind.SessionExpired => Sentence("Error_SessionExpired", [failure.Facts[0], Sentence("Expiry_" + failure.Facts[1], [])]),
        ZStackErrorKind.ObjectNotFound when failure.Facts.Count == 3 => Sentence("Error_ObjectNotFound", [failure.Facts[0], Sentence("Thing_" + failure.Facts[1], []), failure.Facts[2]]),
        ZStackErrorKind.InvalidImageStoreUrl => Sentence("Url_" + failure.Facts[0], failure.Facts.Skip(1)),
        ZStackErrorKind.Restore => Sentence(RestoreSentence((RestoreFault)failure.Facts[0]), failure.Facts),
        ZStackErrorKind.Api when IsSilent(failure.Facts[2]) => Sentence("Error_Api_Silent", failure.Facts),
        ZStackErrorKind.NoSpace when IsSilent(failure.Facts[1]) => Sentence(nameof(Messages.Error_NoSpace_Full), failure.Facts),
        ZStackErrorKind.NotAnApi => Sentence("Error_NotAnApi", failure.Facts) + Clause("Said_Title", failure.Facts[1]),
        ZStackErrorKind.PermissionDenied or ZStackErrorKind.AuthenticationFailed => Sentence("Error_" + failure.Kind, failure.Facts) + Clause("Said", failure.Facts[1]),
        ZStackErrorKind.ServerError or ZStackErrorKind.BadRequest => Sentence("Error_" + failure.Kind, failure.Facts) + Clause("Said", failure.Facts[2]),
        ZStackErrorKind.ApiNotSupported => Sentence("Error_ApiNotSupported", failure.Facts) + Clause("Said", failure.Facts[2]) + Clause("Said_NoneOf", failure.Facts.ElementAtOrDefault(3)),
        _ => Sentence("Error_" + Case(failure), failure.Facts),
    };

    /// <summary>The sentence of that name, filled in. A name without a sentence is a bug that tests find.</summary>
    public static string Sentence(string name, IEnumerable<object> facts)
    {
        string text = Messages.ResourceManager.GetString(name, Messages.Culture) ?? throw new InvalidOperationException(name);
        return string.Format(CultureInfo.CurrentCulture, text, [.. facts.Select(Fact)]);
    }

    /// <summary>What the sentences on a failure are called behind <c>Error_</c> and <c>Advice_</c>: its kind, or a case of it with words of its own.</summary>
    public static string Case(ZStackException failure) => failure.Kind switch
    {
        ZStackErrorKind.NotConfirmed when failure.Facts.Count > 1 => "NotConfirmed_Defaults",
        ZStackErrorKind.FileExists when failure.Facts.Count > 1 => "FileExists_Written",
        ZStackErrorKind.NotAFile when failure.Facts.Count > 1 => "NotAFile_Target",
        ZStackErrorKind.ObjectNotFound when failure.Facts.Count > 3 => (string)failure.Facts[1],
        // It broke off before the first byte: there is nothing to go on from.
        ZStackErrorKind.IncompleteDownload when failure.Facts[1] is 0L => "IncompleteDownload_Nothing",
        _ => failure.Kind.ToString(),
    };

    /// <summary>The same in a language of choice: pages are written in both.</summary>
    public static string SentenceIn(CultureInfo language, string name, IEnumerable<object> facts)
    {
        string text = Messages.ResourceManager.GetString(name, language) ?? throw new InvalidOperationException(name);
        return string.Format(CultureInfo.InvariantCulture, text, [.. facts.Select(Fact)]);
    }

    private static string RestoreSentence(RestoreFault fault) => fault switch
    {
        RestoreFault.SessionAlive or RestoreFault.NodeReady or RestoreFault.VersionMatch or RestoreFault.RecordReady or RestoreFault.StorageConnected or RestoreFault.VolumesMoved => nameof(Messages.Error_RestoreCheck),
        RestoreFault.NodeDidNotReturn => nameof(Messages.Error_RestoreNoReturn),
        _ => nameof(Messages.Error_RestoreRefused),
    };

    /// <summary>A fact as it stands in a sentence: a reason in its own words, text from outside with everything in it visible, all without the full stop that the sentence brings.</summary>
    public static object Fact(object fact) => fact switch
    {
        Reason reason => Sentence("Reason_" + reason.Kind, reason.Facts),
        CloudComparison comparison => ComparisonWords.Forgotten(comparison),
        BackupTestCheck[] checks => string.Join(" ", checks.Select(Of)).TrimEnd('.', '。'),
        // The same in every culture: dates of its own calendar help nobody to find a backup.
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        string words => VisibleText.Of(words.TrimEnd().TrimEnd('.', '。')),
        ValueType => fact,
        _ => VisibleText.Of(fact?.ToString()),
    };

    /// <summary>One more sentence, where there is something to say.</summary>
    private static string Clause(string name, object? words) => IsSilent(words) ? "" : " " + Sentence(name, [words!]);

    private static bool IsSilent(object? words) => words is null or "";
}
