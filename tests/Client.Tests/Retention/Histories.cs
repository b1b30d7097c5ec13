using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Retention;

namespace ZStack.Backup.Client.Tests.Retention;

/// <summary>Random histories of backups and policies, the same for the same seed.</summary>
internal static class Histories
{
    public static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Zones = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "Pacific/Kiritimati"];

    public static List<RetentionCandidate> Random(Random random, TimeZoneInfo zone)
    {
        int count = random.Next(0, 25);
        // Hours, days or weeks apart: each rule meets histories that are finer and coarser than its buckets.
        double step = new[] { 0.5, 6, 24, 100, 800 }[random.Next(5)];
        DateTimeOffset time = Now.AddHours(-random.Next(0, 100));
        var history = new List<RetentionCandidate>();
        for (int i = 0; i < count; i++)
        {
            // Sometimes two within one second.
            time = time.AddHours(-random.NextDouble() * (random.Next(8) == 0 ? 0 : step));
            history.Add(new RetentionCandidate(i)
            {
                Name = "backup-" + random.Next(count),
                Id = i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Created = random.Next(20) == 0 ? null : TimeZoneInfo.ConvertTime(random.Next(30) == 0 ? Now.AddDays(random.Next(1, 400)) : time, zone),
                Group = "node-" + random.Next(2),
                Version = new[] { "5.1.8", "5.2.1", null }[random.Next(3)],
                IsReady = random.Next(12) != 0,
                IsProven = random.Next(4) == 0,
                Size = random.Next(5) == 0 ? null : random.Next(1000),
            });
        }

        return history;
    }

    public static RetentionPolicy Policy(Random random, TimeZoneInfo? zone)
    {
        int Count() => random.Next(3) == 0 ? random.Next(1, 8) : 0;
        RetentionDuration? Span() => random.Next(8) == 0 ? RetentionDuration.Parse(new[] { "5h", "3d", "2m", "1y", "1m10d", "1y5m7d2h" }[random.Next(6)]) : null;
        RetentionPolicy policy = new()
        {
            Last = Count(),
            Hourly = Count(),
            Daily = Count(),
            Weekly = Count(),
            Monthly = Count(),
            Yearly = Count(),
            Within = Span(),
            WithinHourly = Span(),
            WithinDaily = Span(),
            WithinWeekly = Span(),
            WithinMonthly = Span(),
            WithinYearly = Span(),
            Proven = random.Next(5) == 0 ? random.Next(1, 4) : 0,
            Name = random.Next(6) == 0 ? name => name.EndsWith('1') : null,
            TimeZone = zone,
        };
        return policy.IsEmpty ? Policy(random, zone) : policy;
    }

    public static HashSet<object> Kept(IEnumerable<RetentionCandidate> history, RetentionPolicy policy) =>
        [.. RetentionPlanner.Plan(history, policy, Now).Where(decision => decision.Action == RetentionAction.Keep).Select(decision => decision.Backup!)];
}
