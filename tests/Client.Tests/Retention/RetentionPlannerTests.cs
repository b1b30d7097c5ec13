using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Retention;

namespace ZStack.Backup.Client.Tests.Retention;

/// <summary>The rules one by one, at the edges of the calendar.</summary>
public sealed class RetentionPlannerTests
{
    [Fact]
    public void A_rule_keeps_the_newest_of_each_bucket_until_its_number_is_reached() =>
        Assert.Equal(["2026-11-26 13:00", "2026-11-25 13:00"], Kept(new RetentionPolicy { Daily = 2 }, "2026-11-26 13:00", "2026-11-26 01:00", "2026-11-25 13:00", "2026-11-25 01:00", "2026-11-20 01:00"));

    [Fact]
    public void A_day_without_a_backup_does_not_count() =>
        Assert.Equal(["2026-11-26 01:00", "2026-11-20 01:00"], Kept(new RetentionPolicy { Daily = 2 }, "2026-11-26 01:00", "2026-11-20 01:00", "2026-11-19 01:00"));

    [Theory]
    // 2020 has a week 53, and 1 January 2021 belongs to it.
    [InlineData("2021-01-01", 2020, 53)]
    [InlineData("2021-01-04", 2021, 1)]
    [InlineData("2024-12-30", 2025, 1)]
    [InlineData("2016-01-03", 2015, 53)]
    [InlineData("2026-12-31", 2026, 53)]
    [InlineData("0001-01-01", 1, 1)]
    [InlineData("9999-12-31", 9999, 52)]
    public void Weeks_are_those_of_iso_8601(string date, int year, int week) =>
        Assert.Equal((year, week), IsoWeek.Of(DateTime.Parse(date, CultureInfo.InvariantCulture)));

    [Fact]
    public void Weeks_agree_with_the_framework_on_every_day_of_two_centuries()
    {
        for (var day = new DateTime(1900, 1, 1); day.Year < 2100; day = day.AddDays(1))
            Assert.Equal((ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day)), IsoWeek.Of(day));
    }

    [Theory]
    [InlineData("1m", "2026-03-31 10:00", "2026-03-03 10:00")]
    [InlineData("1m", "2024-03-31 10:00", "2024-03-02 10:00")]
    [InlineData("1y", "2024-02-29 10:00", "2023-03-01 10:00")]
    [InlineData("1y5m7d2h", "2026-11-27 12:00", "2025-06-20 10:00")]
    [InlineData("7d", "2026-03-03 00:00", "2026-02-24 00:00")]
    [InlineData("9000y", "2026-03-03 00:00", "0001-01-01 00:00")]
    public void A_span_goes_back_as_a_calendar_does(string span, string from, string expected) =>
        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), RetentionDuration.Parse(span).Before(DateTime.Parse(from, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("5x")]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-1d")]
    [InlineData("1d2d")]
    [InlineData("1.5d")]
    [InlineData("9999999d")]
    [InlineData("1d 2h")]
    public void A_span_that_is_none_is_refused(string text) => Assert.Throws<FormatException>(() => RetentionDuration.Parse(text));

    [Theory]
    [InlineData("2h1y", "1y2h")]
    [InlineData("7.00:00:00", "7d")]
    [InlineData("12:30:00", "12h00:30:00")]
    [InlineData("0h", "0h")]
    public void A_span_is_written_in_one_way(string text, string expected) => Assert.Equal(expected, RetentionDuration.Parse(text).ToString());

    [Fact]
    public void A_span_starts_at_the_newest_backup_that_is_not_of_the_future() =>
        Assert.Equal(["2027-06-01 01:00", "2026-11-26 01:00", "2026-11-24 01:00"], Kept(new RetentionPolicy { Within = RetentionDuration.Parse("3d") }, "2027-06-01 01:00", "2026-11-26 01:00", "2026-11-24 01:00", "2026-11-23 01:00"));

    [Fact]
    public void Days_are_those_of_the_zone()
    {
        // 23:30 and 00:30 in Berlin are one day in UTC.
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(2, Kept(new RetentionPolicy { Daily = 5, TimeZone = berlin }, "2026-11-20 23:30", "2026-11-20 22:30").Count);
        Assert.Single(Kept(new RetentionPolicy { Daily = 5 }, "2026-11-20 23:30", "2026-11-20 22:30"));
    }

    [Fact]
    public void The_hour_that_comes_twice_is_one_bucket()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        // 02:30 summer time and 02:30 winter time.
        Assert.Equal(["2026-10-25 01:30"], Kept(new RetentionPolicy { Hourly = 5, TimeZone = berlin }, "2026-10-25 01:30", "2026-10-25 00:30"));
    }

    [Fact]
    public void A_reason_says_which_bucket()
    {
        RetentionDecision first = RetentionPlanner.Plan([Backup("2026-11-26 13:00"), Backup("2026-11-25 13:00")], new RetentionPolicy { Hourly = 1, Daily = 1, Weekly = 1, Monthly = 1, Yearly = 1, Last = 1 }, Histories.Now)[0];

        Assert.Equal(
            ["Last 1", "Hourly 2026-11-26 13", "Daily 2026-11-26", "Weekly 2026-W48", "Monthly 2026-11", "Yearly 2026", "Newest"],
            first.Reasons.Select(reason => reason.ToString()));
    }

    [Fact]
    public void An_unready_backup_counts_for_nothing_and_is_left_alone()
    {
        IReadOnlyList<RetentionDecision> plan = RetentionPlanner.Plan(
            [new RetentionCandidate("creating") { Created = Histories.Now, IsReady = false }, Backup("2026-11-26 13:00"), Backup("2026-11-25 13:00")],
            new RetentionPolicy { Last = 1 },
            Histories.Now);

        Assert.Equal([RetentionAction.Keep, RetentionAction.Keep, RetentionAction.Remove], plan.Select(decision => decision.Action));
        Assert.Equal(RetentionRule.NotReady, Assert.Single(plan[0].Reasons).Id);
    }

    [Fact]
    public void The_newest_proven_backup_stays_however_old()
    {
        IReadOnlyList<RetentionDecision> plan = RetentionPlanner.Plan(
            [Backup("2026-11-26 13:00"), Backup("2026-11-25 13:00"), new RetentionCandidate("proven") { Created = Histories.Now.AddYears(-3), IsProven = true }],
            new RetentionPolicy { Last = 1 },
            Histories.Now);

        Assert.Equal([RetentionAction.Keep, RetentionAction.Remove, RetentionAction.Keep], plan.Select(decision => decision.Action));
        Assert.Equal(RetentionRule.NewestProven, Assert.Single(plan[2].Reasons).Id);
    }

    private static RetentionCandidate Backup(string time) => new(time) { Name = time, Created = DateTimeOffset.Parse(time + " +00:00", CultureInfo.InvariantCulture) };

    private static List<string> Kept(RetentionPolicy policy, params string[] times) =>
        [.. RetentionPlanner.Plan(times.Select(Backup), policy, Histories.Now).Where(decision => decision.Action == RetentionAction.Keep).Select(decision => (string)decision.Backup!)];
}
