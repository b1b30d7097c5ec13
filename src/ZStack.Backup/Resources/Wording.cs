using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;

namespace ZStack.Backup;

/// <summary>Turns the client's facts into sentences of <c>Messages.resx</c>.</summary>
internal static class Wording
{
    private static readonly Statement Nothing = new(ReasonKind.Empty);

    private static StatementLanguage Language => In(null, CultureInfo.CurrentCulture);

    public static string Of(ClientEvent what) => Of(what.Statement);

    public static string Of(Statement what) => Language.Say(what);

    /// <summary>Another sentence about the same facts.</summary>
    public static string Of(string sentence, Statement about) => Language.Say(sentence, about);

    /// <summary>What a check of a backup found.</summary>
    public static string Of(BackupTestCheck check) => Of(check.Found);

    /// <summary>Why a retention plan keeps or removes a backup.</summary>
    public static string Of(RetentionReason reason) => Sentence("Retention_" + reason.Id, [reason.Bucket ?? ""]);

    /// <summary>What speaks against a recovery point, or has to be done for it.</summary>
    public static string Of(RecoveryReason reason) => Of(reason.Statement);

    /// <summary>What a recovery kit lacks.</summary>
    public static string Of(RecoveryKitWarning warning) => Of(warning.Statement);

    /// <summary>The pages of a recovery kit in a language.</summary>
    /// <param name="code">Such as <c>zh-CN</c>.</param>
    public static KitLanguage Pages(string code)
    {
        CultureInfo language = CultureInfo.GetCultureInfo(code);
        return new KitLanguage(code, (name, facts) => SentenceIn(language, name, facts), VisibleText.Of, In(language, CultureInfo.InvariantCulture));
    }

    /// <summary>What speaks against a cloud's backups.</summary>
    public static string Of(HealthFinding finding) => Of(finding.Statement).TrimEnd();

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
    public static string? Of(BackupScheduleTrigger trigger) => ScheduleForm.Of(trigger) is { } form ? Of(form) : trigger.Cron;

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

    /// <summary>What went wrong, without what was tried.</summary>
    public static string Of(ZStackException failure) => failure.Say(Language);

    /// <summary>The sentence of that name, filled in. A name without a sentence is a bug that tests find.</summary>
    public static string Sentence(string name, IEnumerable<object> facts)
    {
        string text = Messages.ResourceManager.GetString(name, Messages.Culture) ?? throw new InvalidOperationException(name);
        return string.Format(CultureInfo.CurrentCulture, text, [.. facts.Select(Fact)]);
    }

    /// <summary>The same in a language of choice: pages are written in both.</summary>
    public static string SentenceIn(CultureInfo language, string name, IEnumerable<object> facts)
    {
        string text = Messages.ResourceManager.GetString(name, language) ?? throw new InvalidOperationException(name);
        return string.Format(CultureInfo.InvariantCulture, text, [.. facts.Select(Fact)]);
    }

    /// <summary>A fact as it stands in one of our own sentences.</summary>
    public static object Fact(object fact) => fact is ValueType and not (DateTime or DateTimeOffset or TimeSpan) ? fact : Language.Fact(fact, Nothing);

    /// <summary>The words of this module for what the client says, and for facts that look different in each language.</summary>
    private static StatementLanguage In(CultureInfo? language, CultureInfo numbers) => new(key => Messages.ResourceManager.GetString(key, language ?? Messages.Culture), Word, numbers);

    private static string? Word(object fact, Statement about) => fact switch
    {
        TimeSpan span => Amounts.LongSpan(span),
        CloudComparison comparison => ComparisonWords.Forgotten(comparison),
        DayOfWeek[] days => string.Join(", ", days.Select(day => Messages.Words_DaysOfTheWeek.Split(' ')[(int)day])),
        long bytes when about.Kind is HealthFindingId.SizeJumped or HealthFindingId.SizeShrank => Amounts.Size(bytes),
        _ => null,
    };
}
