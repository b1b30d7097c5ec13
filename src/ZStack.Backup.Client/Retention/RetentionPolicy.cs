using System;

namespace ZStack.Backup.Client.Retention;

/// <summary>Which backups to keep: a backup that any rule keeps stays. A number of 0 and a span of none are rules that were not given.</summary>
public sealed class RetentionPolicy
{
    /// <summary>This many of the newest backups.</summary>
    public int Last { get; init; }

    /// <summary>The newest backup of each of this many hours; hours without a backup do not count.</summary>
    public int Hourly { get; init; }

    /// <summary>The newest backup of each of this many days; days without a backup do not count.</summary>
    public int Daily { get; init; }

    /// <summary>The newest backup of each of this many ISO 8601 weeks; weeks without a backup do not count.</summary>
    public int Weekly { get; init; }

    /// <summary>The newest backup of each of this many months; months without a backup do not count.</summary>
    public int Monthly { get; init; }

    /// <summary>The newest backup of each of this many years; years without a backup do not count.</summary>
    public int Yearly { get; init; }

    /// <summary>All that are younger than this, counted back from the newest backup of the group that is not of the future.</summary>
    public RetentionDuration? Within { get; init; }

    /// <summary>The newest backup of each hour within that span, which is counted back as for <see cref="Within"/>.</summary>
    public RetentionDuration? WithinHourly { get; init; }

    /// <summary>The newest backup of each day within that span.</summary>
    public RetentionDuration? WithinDaily { get; init; }

    /// <summary>The newest backup of each ISO 8601 week within that span.</summary>
    public RetentionDuration? WithinWeekly { get; init; }

    /// <summary>The newest backup of each month within that span.</summary>
    public RetentionDuration? WithinMonthly { get; init; }

    /// <summary>The newest backup of each year within that span.</summary>
    public RetentionDuration? WithinYearly { get; init; }

    /// <summary>Keeps every backup whose name this accepts.</summary>
    public Func<string, bool>? Name { get; init; }

    /// <summary>This many of the newest backups that are proven to restore.</summary>
    public int Proven { get; init; }

    /// <summary>The zone whose hours, days, weeks, months and years count; <c>null</c>: the offset that each time came with.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>No rule was given. Such a policy keeps only what is never removed, so callers refuse it.</summary>
    public bool IsEmpty => Last <= 0 && Hourly <= 0 && Daily <= 0 && Weekly <= 0 && Monthly <= 0 && Yearly <= 0 && Proven <= 0 && Name is null
        && IsNone(Within) && IsNone(WithinHourly) && IsNone(WithinDaily) && IsNone(WithinWeekly) && IsNone(WithinMonthly) && IsNone(WithinYearly);

    private static bool IsNone(RetentionDuration? span) => span is null || span.IsZero;
}
