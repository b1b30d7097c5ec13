using System;
using System.Collections.Generic;
using System.Globalization;

namespace ZStack.Backup.Client.Retention;

/// <summary>One rule on its way from the newest backup to the oldest: it takes the first backup of each bucket.</summary>
internal sealed class RetentionBuckets
{
    private readonly RetentionRule _rule;
    private readonly Bucket _bucket;
    private readonly TimeZoneInfo? _zone;

    // Either a number of buckets, or the time before which nothing is taken.
    private readonly DateTimeOffset? _after;
    private int _left;
    private long? _last;

    private RetentionBuckets(RetentionRule rule, Bucket bucket, TimeZoneInfo? zone, int left, DateTimeOffset? after)
    {
        _rule = rule;
        _bucket = bucket;
        _zone = zone;
        _left = left;
        _after = after;
    }

    /// <param name="latest">Where spans start; <c>null</c> when all backups are of the future, which all spans hold then.</param>
    public static RetentionBuckets[] Of(RetentionPolicy policy, DateTimeOffset? latest)
    {
        var rules = new List<RetentionBuckets>();
        Count(RetentionRule.Last, policy.Last, Each);
        Count(RetentionRule.Hourly, policy.Hourly, Hour);
        Count(RetentionRule.Daily, policy.Daily, Day);
        Count(RetentionRule.Weekly, policy.Weekly, Week);
        Count(RetentionRule.Monthly, policy.Monthly, Month);
        Count(RetentionRule.Yearly, policy.Yearly, Year);
        Span(RetentionRule.Within, policy.Within, Each);
        Span(RetentionRule.WithinHourly, policy.WithinHourly, Hour);
        Span(RetentionRule.WithinDaily, policy.WithinDaily, Day);
        Span(RetentionRule.WithinWeekly, policy.WithinWeekly, Week);
        Span(RetentionRule.WithinMonthly, policy.WithinMonthly, Month);
        Span(RetentionRule.WithinYearly, policy.WithinYearly, Year);
        return [.. rules];

        void Count(RetentionRule rule, int count, Bucket bucket)
        {
            if (count > 0)
                rules.Add(new RetentionBuckets(rule, bucket, policy.TimeZone, count, null));
        }

        void Span(RetentionRule rule, RetentionDuration? span, Bucket bucket)
        {
            if (span is { IsZero: false })
                rules.Add(new RetentionBuckets(rule, bucket, policy.TimeZone, int.MaxValue, Start(span, latest, policy.TimeZone)));
        }
    }

    /// <returns>Why this backup is kept; <c>null</c> when not by this rule.</returns>
    public RetentionReason? Take(DateTimeOffset time, int position)
    {
        if (_left <= 0 || time <= _after)
            return null;
        DateTime local = Local(time, _zone);
        long bucket = _bucket.Number(local, position);
        if (bucket == _last)
            return null;
        _last = bucket;
        _left--;
        return new RetentionReason(_rule, _bucket.Name(local, position));
    }

    private static DateTimeOffset? Start(RetentionDuration span, DateTimeOffset? latest, TimeZoneInfo? zone)
    {
        if (latest is not { } time)
            return null;
        // On the wall clock, as a calendar counts: a day of daylight saving's change has 23 or 25 hours.
        DateTime start = span.Before(Local(time, zone));
        TimeSpan offset = zone?.GetUtcOffset(start) ?? time.Offset;
        return start.Ticks < TimeSpan.TicksPerDay ? DateTimeOffset.MinValue : new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Unspecified), offset);
    }

    private static DateTime Local(DateTimeOffset time, TimeZoneInfo? zone) => zone is null ? time.DateTime : TimeZoneInfo.ConvertTime(time, zone).DateTime;

    private static readonly Bucket Each = new((_, position) => position, (_, position) => (position + 1).ToString(CultureInfo.InvariantCulture));

    private static readonly Bucket Hour = new((time, _) => time.Ticks / TimeSpan.TicksPerHour, (time, _) => time.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture));

    private static readonly Bucket Day = new((time, _) => time.Ticks / TimeSpan.TicksPerDay, (time, _) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static readonly Bucket Week = new((time, _) => WeekNumber(time), (time, _) => WeekName(time));

    private static readonly Bucket Month = new((time, _) => (time.Year * 12) + time.Month, (time, _) => time.ToString("yyyy-MM", CultureInfo.InvariantCulture));

    private static readonly Bucket Year = new((time, _) => time.Year, (time, _) => time.ToString("yyyy", CultureInfo.InvariantCulture));

    private static long WeekNumber(DateTime time)
    {
        (int year, int week) = IsoWeek.Of(time);
        return (year * 100) + week;
    }

    private static string WeekName(DateTime time)
    {
        (int year, int week) = IsoWeek.Of(time);
        return string.Format(CultureInfo.InvariantCulture, "{0:0000}-W{1:00}", year, week);
    }

    /// <summary>What a rule counts. Most backups fall into the bucket of the one before: a name is only made for those that are taken.</summary>
    private sealed class Bucket
    {
        public Bucket(Func<DateTime, int, long> number, Func<DateTime, int, string> name)
        {
            Number = number;
            Name = name;
        }

        public Func<DateTime, int, long> Number { get; }

        public Func<DateTime, int, string> Name { get; }
    }
}
