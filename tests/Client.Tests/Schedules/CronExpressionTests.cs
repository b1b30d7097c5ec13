using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Schedules;

namespace ZStack.Backup.Client.Tests.Schedules;

/// <summary>What is read of Quartz expressions is what Quartz itself makes of them.</summary>
public sealed class CronExpressionTests
{
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    [Theory]
    [InlineData("0 0 1 * * ?", "2026-11-24T00:59:59", "2026-11-24T01:00:00")]
    [InlineData("0 0 1 * * ?", "2026-11-24T01:00:00", "2026-11-25T01:00:00")]
    [InlineData("0 30 2 ? * SUN", "2026-11-24T00:00:00", "2026-11-29T02:30:00")]
    [InlineData("0 0 3 ? * mon-fri", "2026-11-27T03:00:00", "2026-11-30T03:00:00")]
    [InlineData("0 0 0 L * ?", "2026-11-30T00:00:00", "2026-12-31T00:00:00")]
    [InlineData("0 0 0 29 2 ?", "2096-03-01T00:00:00", "2104-02-29T00:00:00")]
    [InlineData("0 0 0 29 2 ?", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 1 1 1 ? 2020", "2026-01-01T00:00:00", null)]
    [InlineData("*/20 0/15 8-10 ? 1,7 2,4-6 2027-2028", "2026-01-01T00:00:00", "2027-01-01T08:00:00")]
    public void The_next_time_is_that_of_the_expression(string cron, string after, string? next)
    {
        CronExpression? read = CronExpression.TryParse(cron);

        Assert.Equal(next is null ? null : DateTime.Parse(next, null), read!.After(DateTime.Parse(after, null)));
        Assert.Equal(next is null ? null : DateTime.Parse(next, null), Theirs(cron, DateTime.Parse(after, null)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 1 * * *")]
    [InlineData("30 0 1 * * *")]
    [InlineData("0 0 1 ? * ?")]
    [InlineData("0 0 24 * * ?")]
    [InlineData("0 60 1 * * ?")]
    [InlineData("0 0 1 0 * ?")]
    [InlineData("0 0 1 * 13 ?")]
    [InlineData("0 0 1 ? * 8")]
    [InlineData("0 0 1 ? * 0")]
    [InlineData("0 0 1 15W * ?")]
    [InlineData("0 0 1 LW * ?")]
    [InlineData("0 0 1 L-3 * ?")]
    [InlineData("0 0 1 ? * 6L")]
    [InlineData("0 0 1 ? * 6#3")]
    [InlineData("0 0 22-2 * * ?")]
    [InlineData("0 0 1 ? * FRI-MON")]
    [InlineData("0 0 1,? * * ?")]
    [InlineData("0 0/0 1 * * ?")]
    [InlineData("0 0/90 1 * * ?")]
    [InlineData("0 +1 1 * * ?")]
    [InlineData("0 -1 1 * * ?")]
    [InlineData("0 1- 1 * * ?")]
    [InlineData("0 ,1 1 * * ?")]
    [InlineData("0 0 1 * * ? 1969")]
    [InlineData("0 0 1 * * ? *x")]
    [InlineData("0 ١ 1 * * ?")]
    [InlineData("0 0 1 * * ? 2027 x")]
    public void An_uncertain_expression_is_not_read(string cron) => Assert.Null(CronExpression.TryParse(cron));

    [Fact]
    public void Three_thousand_random_expressions_run_when_Quartz_says_so()
    {
        var random = new Random(20261124);
        for (int i = 0; i < 3_000; i++)
        {
            string cron = Random(random);
            CronExpression? read = CronExpression.TryParse(cron);
            Assert.True(read is not null, cron);
            DateTime at = new DateTime(2026, 1, 1).AddSeconds(random.NextInt64(4L * 365 * 86_400));
            for (int run = 0; run < 4; run++)
            {
                DateTime? next = read.After(at);
                Assert.True(next == Theirs(cron, at), $"{cron} behind {at:s}: {next:s}, and by Quartz {Theirs(cron, at):s}");
                if (next is null)
                    break;
                at = next.Value;
            }
        }
    }

    private static DateTime? Theirs(string cron, DateTime after) =>
        new Quartz.CronExpression(cron) { TimeZone = TimeZoneInfo.Utc }.GetNextValidTimeAfter(new DateTimeOffset(after, TimeSpan.Zero))?.DateTime;

    private static string Random(Random random)
    {
        string days = random.Next(3) > 0 ? $"{(random.Next(6) == 0 ? "L" : Field(random, 1, 28))} {Field(random, 1, 12, MonthNames)} ?" : $"? {Field(random, 1, 12, MonthNames)} {Field(random, 1, 7, DayNames)}";
        return $"{Field(random, 0, 59)} {Field(random, 0, 59)} {Field(random, 0, 23)} {days}{(random.Next(4) == 0 ? " 2025-2031" : "")}";
    }

    private static string Field(Random random, int least, int most, string[]? names = null)
    {
        string One()
        {
            int value = random.Next(least, most + 1);
            return names is not null && random.Next(2) == 0 ? names[value - least] : value.ToString();
        }

        string Range()
        {
            int[] ends = [random.Next(least, most + 1), random.Next(least, most + 1)];
            return $"{ends.Min()}-{ends.Max()}";
        }

        int step = random.Next(1, Math.Max(2, most - least));
        return random.Next(7) switch
        {
            0 or 1 => "*",
            2 => One(),
            3 => string.Join(",", Enumerable.Range(0, 3).Select(_ => One())),
            4 => Range(),
            5 => $"{Range()}/{step}",
            _ => random.Next(2) == 0 ? $"{random.Next(least, most + 1)}/{step}" : $"*/{step}",
        };
    }
}
