using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Tests.Schedules;

/// <summary>A next run is named where it is certain, and nowhere else; and there are words for the common forms.</summary>
public sealed class NextRunTests
{
    private static readonly ServerTimeZone Shanghai = ServerTimeZone.TryParse("Asia/Shanghai")!;
    private static readonly ServerTimeZone Berlin = ServerTimeZone.TryParse("Europe/Berlin")!;

    [Theory]
    [InlineData("0 0 1 * * ?", "2026-11-23T17:00:00Z", "2026-11-25T01:00:00+08:00")]
    [InlineData("0 0 1 * * ?", "2026-11-23T16:59:59Z", "2026-11-24T01:00:00+08:00")]
    [InlineData("0 0 1 ? * 6#3", "2026-11-23T17:00:00Z", null)]
    public void A_cron_trigger_runs_by_the_wall_clock_of_the_node(string cron, string now, string? next) =>
        Assert.Equal(Time(next), NextRun.Of(new BackupScheduleTrigger { Cron = cron }, Time(now)!.Value, Shanghai));

    [Theory]
    [InlineData("0 30 2 * * ?", "2027-03-27T12:00:00+01:00", null)]
    [InlineData("0 30 2 * * ?", "2027-10-30T12:00:00+02:00", null)]
    [InlineData("0 30 3 * * ?", "2027-03-27T12:00:00+01:00", "2027-03-28T03:30:00+02:00")]
    [InlineData("0 30 3 * * ?", "2027-10-30T12:00:00+02:00", "2027-10-31T03:30:00+01:00")]
    public void An_hour_that_comes_twice_or_never_is_not_certain(string cron, string now, string? next) =>
        Assert.Equal(Time(next), NextRun.Of(new BackupScheduleTrigger { Cron = cron }, Time(now)!.Value, Berlin));

    [Fact]
    public void Without_the_zone_of_the_node_no_wall_clock_is_certain() =>
        Assert.Null(NextRun.Of(new BackupScheduleTrigger { Cron = "0 0 1 * * ?" }, DateTimeOffset.UtcNow, ServerTimeZone.Local));

    [Theory]
    [InlineData(null, 3600, null, null, null)]
    [InlineData("2026-11-24T06:00:00Z", null, null, null, "2026-11-24T06:00:00Z")]
    [InlineData("2026-11-24T03:00:00Z", null, null, null, null)]
    [InlineData("2026-11-24T03:10:00Z", 3600, null, null, "2026-11-24T05:10:00Z")]
    [InlineData("2026-11-24T04:00:00Z", 3600, null, null, "2026-11-24T06:00:00Z")]
    [InlineData("2026-11-24T04:00:00Z", 3600, null, "2026-11-24T05:59:59Z", null)]
    [InlineData("2026-11-24T04:00:00Z", 3600, null, "2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z")]
    [InlineData("2026-11-24T04:00:00Z", 3600, 0L, null, null)]
    [InlineData("2026-11-24T04:00:00Z", 3600, 2L, null, null)]
    [InlineData("2026-11-24T04:00:00Z", 3600, 3L, null, "2026-11-24T06:00:00Z")]
    public void A_simple_trigger_counts_from_its_start(string? start, int? interval, long? repeats, string? stop, string? next)
    {
        var trigger = new BackupScheduleTrigger { StartTime = Time(start), Interval = interval is { } seconds ? TimeSpan.FromSeconds(seconds) : null, RepeatCount = repeats, StopTime = Time(stop) };

        Assert.Equal(Time(next), NextRun.Of(trigger, Time("2026-11-24T05:00:00Z")!.Value, Shanghai));
    }

    [Fact]
    public void Of_several_triggers_the_earliest_counts_and_none_may_be_uncertain()
    {
        DateTimeOffset early = DateTimeOffset.UtcNow;
        BackupScheduleTrigger[] certain = [new() { NextRun = early.AddHours(1) }, new() { NextRun = early }];

        Assert.Equal(early, NextRun.Of(new ItemList<BackupScheduleTrigger>(certain)));
        Assert.Null(NextRun.Of(new ItemList<BackupScheduleTrigger>([.. certain, new()])));
        Assert.Null(NextRun.Of(ItemList<BackupScheduleTrigger>.Empty));
    }

    [Theory]
    [InlineData("0 0 1 * * ?", "Daily 01:00")]
    [InlineData("0 0 1 ? * *", "Daily 01:00")]
    [InlineData("0 30 0/12 * * ?", "Daily 00:30, 12:30")]
    [InlineData("0 0 1 ? * MON-FRI", "WorkDays 01:00")]
    [InlineData("0 0 1 ? * SUN,SAT", "Weekly 01:00 Sunday, Saturday")]
    [InlineData("0 0 1 1,15 * ?", "Monthly 01:00 1, 15")]
    [InlineData("0 0 1 L * ?", "MonthEnd 01:00")]
    [InlineData("0 5 * * * ?", "Hourly 5")]
    [InlineData("0 0/10 * * * ?", "EveryMinutes 10")]
    [InlineData("0 5 */3 * * ?", "EveryHours 3 5")]
    [InlineData("30 0 1 * * ?", null)]
    [InlineData("0 0 1 * 3 ?", null)]
    [InlineData("0 0 1 * * ? 2027", null)]
    [InlineData("0 0/7 * * * ?", null)]
    [InlineData("0 0 1/3 * * ?", null)]
    [InlineData("0 0 1 1-20 * ?", null)]
    [InlineData("0 0/10 1 * * ?", null)]
    [InlineData("0 0 0/6 ? * SUN", "Weekly 00:00, 06:00, 12:00, 18:00 Sunday")]
    [InlineData("nonsense", null)]
    public void The_common_forms_have_words(string cron, string? words) =>
        Assert.Equal(words, Words(ScheduleForm.Of(new BackupScheduleTrigger { Cron = cron })));

    [Theory]
    [InlineData(90, "IntervalSeconds 90")]
    [InlineData(60, "IntervalSeconds 60")]
    [InlineData(3600, "IntervalMinutes 60")]
    [InlineData(21600, "IntervalHours 6")]
    [InlineData(86400, "IntervalHours 24")]
    [InlineData(172800, "IntervalDays 2")]
    public void Intervals_have_words(int seconds, string words) =>
        Assert.Equal(words, Words(ScheduleForm.Of(new BackupScheduleTrigger { Interval = TimeSpan.FromSeconds(seconds) })));

    private static string? Words(Statement? form) => form is null ? null
        : string.Join(" ", [form.Kind.ToString(), .. form.Facts.Values.Select(fact => fact is DayOfWeek[] days ? string.Join(", ", days) : fact!.ToString()!)]);

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
