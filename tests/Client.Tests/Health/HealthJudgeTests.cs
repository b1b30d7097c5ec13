using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Health;

namespace ZStack.Backup.Client.Tests.Health;

/// <summary>What facts mean: each finding by a case of its own, and what holds for thousands of random nodes.</summary>
public sealed class HealthJudgeTests
{
    private const string Node = "10.0.0.10";
    private const int Seeds = 4000;

    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.FromHours(8));
    private static readonly HealthLimits Limits = new();

    [Fact]
    public void A_node_with_proven_backups_in_two_places_is_healthy()
    {
        BackupHealth health = Judge(Well());

        Assert.Empty(health.Findings);
        Assert.Equal((HealthStatus.Healthy, 3, 10, TimeSpan.FromHours(11)), (health.Status, health.Copies!.Value, health.AtHome!.Value, health.NewestAge!.Value));
        Assert.Equal((90, HealthDayState.Proven), (health.Days.Count, health.Days[89].State));
        Assert.Equal(10, health.Sizes.Count);
        Assert.NotNull(health.SizeTrend);
    }

    [Fact]
    public void Nothing_known_is_unknown()
    {
        var facts = new HealthFacts(Node) { Now = Now };
        facts.Gaps.Add(new HealthGap(HealthQuestion.Records));

        BackupHealth health = Judge(facts);

        Assert.Equal(HealthStatus.Unknown, health.Status);
        Assert.Empty(health.Findings);
        Assert.Empty(health.Days);
        Assert.Null(health.AtHome);
        Assert.Null(health.Copies);
    }

    public static TheoryData<HealthFindingId, HealthStatus, HealthFacts> Cases => new()
    {
        { HealthFindingId.NoBackup, HealthStatus.Critical, Well(records: [], saved: null) },
        { HealthFindingId.TooOld, HealthStatus.Critical, Well(oldest: 3) },
        { HealthFindingId.NeverProven, HealthStatus.Warning, Well(proven: null) },
        { HealthFindingId.ProofTooOld, HealthStatus.Warning, Well(proven: 9) },
        { HealthFindingId.ProofFailed, HealthStatus.Critical, Well(saved: [Saved(0, proven: null, failed: true), Saved(1, proven: 1)]) },
        { HealthFindingId.EvidenceBroken, HealthStatus.Warning, Well(saved: [Saved(0), new SavedBackup { FullName = "/vault/old.gz", BackupName = "old", Server = Node, Evidence = EvidenceState.Broken }]) },
        { HealthFindingId.TooFewCopies, HealthStatus.Warning, Well(records: [Record(0, "second")], saved: [Saved(1)]) },
        { HealthFindingId.NothingAtHome, HealthStatus.Warning, Well(saved: []) },
        { HealthFindingId.StorageDisconnected, HealthStatus.Warning, Well(storages: [Storage("main"), Storage("second", status: "Disconnected")]) },
        { HealthFindingId.StorageFull, HealthStatus.Warning, Well(storages: [Storage("main", free: 9_000_000_000), Storage("second")]) },
        { HealthFindingId.FillsSoon, HealthStatus.Warning, Well(storages: [Storage("main", free: 110_000_000, total: 1_000_000_000), Storage("second")]) },
        { HealthFindingId.SizeJumped, HealthStatus.Warning, Well(newestSize: 20_000_000) },
        { HealthFindingId.SizeShrank, HealthStatus.Warning, Well(newestSize: 5000) },
        { HealthFindingId.VersionMismatch, HealthStatus.Warning, Well(version: "5.3.0") },
        { HealthFindingId.ScheduleMissing, HealthStatus.Warning, Well(schedules: []) },
        { HealthFindingId.ScheduleDisabled, HealthStatus.Warning, Well(schedules: [Schedule(state: "Disabled")]) },
        { HealthFindingId.LastRunFailed, HealthStatus.Warning, Well(schedules: [Schedule(outcome: BackupRunOutcome.Failed)]) },
        { HealthFindingId.LastRunSkipped, HealthStatus.Warning, Well(schedules: [Schedule(outcome: BackupRunOutcome.Skipped)]) },
        { HealthFindingId.NodeDown, HealthStatus.Critical, Silent(new ZStackException(ZStackErrorKind.Unreachable, Node, "refused", 1)) },
        { HealthFindingId.NodeStarting, HealthStatus.Warning, Silent(new ZStackApiException(Node, new ServerErrorText("SYS.1010", ["SYS.1010"], "not ready", null), 503)) },
        { HealthFindingId.SessionFailed, HealthStatus.Unknown, Silent(new ZStackException(ZStackErrorKind.SessionExpired, Node, "expired")) },
        { HealthFindingId.ClockOff, HealthStatus.Warning, Well(ahead: TimeSpan.FromHours(2)) },
        { HealthFindingId.CertificateSoon, HealthStatus.Warning, Well(certificate: Now.AddDays(20)) },
        { HealthFindingId.CertificateSoon, HealthStatus.Critical, Well(certificate: Now.AddDays(-1)) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_fault_is_found(HealthFindingId id, HealthStatus severity, HealthFacts facts)
    {
        BackupHealth health = Judge(facts);

        HealthFinding finding = Assert.Single(health.Findings, one => one.Id == id);
        Assert.Equal(severity, finding.Severity);
        Assert.True(health.Status >= severity);
        Assert.NotEmpty(finding.RemedyFacts);
    }

    [Fact]
    public void Every_finding_has_a_case() =>
        Assert.Equal(Enum.GetValues<HealthFindingId>(), Cases.Select(one => (HealthFindingId)one[0]).Distinct().Order());

    [Fact]
    public void A_clock_that_is_two_hours_ahead_makes_no_backup_too_young_or_too_old() =>
        Assert.Equal(TimeSpan.FromHours(13), Judge(Well(ahead: TimeSpan.FromHours(2))).NewestAge);

    [Fact]
    public void A_backup_of_the_future_does_not_count_as_the_newest()
    {
        BackupHealth health = Judge(Well(records: [Record(-3), Record(2)], saved: []));

        Assert.Contains(health.Findings, finding => finding.Id == HealthFindingId.TooOld);
        Assert.Equal("backup-2", health.NewestName);
    }

    [Fact]
    public void A_storage_of_1_GB_that_takes_10_MB_a_day_is_full_in_a_hundred_days() =>
        Assert.Equal(100, StorageTrend.DaysUntilFull(1_000_000_000, Enumerable.Range(0, 20).Select(day => Record(day, size: 10_000_000)))!.Value, 6);

    [Fact]
    public void Days_until_full_needs_five_backups()
    {
        Assert.Null(StorageTrend.DaysUntilFull(1000, Enumerable.Range(0, 4).Select(day => Record(day))));
        Assert.NotNull(StorageTrend.DaysUntilFull(1000, Enumerable.Range(0, 5).Select(day => Record(day))));
    }

    [Fact]
    public void Days_show_what_became_of_them()
    {
        HealthFacts facts = Well(records: [Record(0), Record(1), Record(3, status: "Error"), Record(4)], saved: [Saved(1, proven: 0), Saved(4, proven: null, failed: true)]);
        facts.Runs = [new BackupScheduleRun { StartTime = Now.AddDays(-1), Outcome = BackupRunOutcome.Failed }, new BackupScheduleRun { StartTime = Now.AddDays(-5), Outcome = BackupRunOutcome.Skipped }];

        BackupHealth health = Judge(facts);

        Assert.Equal(
            [HealthDayState.Failed, HealthDayState.Failed, HealthDayState.Failed, HealthDayState.None, HealthDayState.Proven, HealthDayState.Made],
            health.Days.Skip(84).Select(day => day.State));
    }

    [Fact]
    public void Random_nodes_keep_what_every_health_promises()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            HealthFacts facts = Random(random);
            var limits = new HealthLimits { MaximumAge = TimeSpan.FromHours(random.Next(1, 100)), MaximumProofAge = TimeSpan.FromDays(random.Next(1, 20)), MinimumCopies = random.Next(0, 4), MinimumFreePercent = random.Next(0, 100) };

            BackupHealth health = HealthJudge.Judge(facts, limits);

            AssertStatus(seed, facts, health);
            AssertByHand(seed, facts, limits, health);
            AssertLimits(seed, facts, limits, health);
            AssertOrderDoesNotMatter(seed, facts, limits, health);
            Assert.True(health.Days.Count == (facts.Records is null && facts.Saved is null ? 0 : 90), $"seed {seed}: days");
            Assert.True(health.NewestAge is null || health.NewestAge >= TimeSpan.Zero, $"seed {seed}: age");
            Assert.True(health.DaysUntilFull is null or (>= 0 and <= BackupHealth.MaxDaysUntilFull), $"seed {seed}: days until full {health.DaysUntilFull}");
            Assert.True(health.Findings.Select(finding => finding.Severity).SequenceEqual(health.Findings.Select(finding => finding.Severity).OrderDescending()), $"seed {seed}: the gravest first");
        }
    }

    private static void AssertStatus(int seed, HealthFacts facts, BackupHealth health)
    {
        HealthStatus worst = health.Findings.Select(finding => finding.Severity).Append(facts.Gaps.Count > 0 ? HealthStatus.Unknown : HealthStatus.Healthy).Max();
        Assert.True(health.Status == worst, $"seed {seed}: {health.Status} instead of {worst}");
    }

    /// <summary>A few findings once more, by the plain words of what they mean.</summary>
    private static void AssertByHand(int seed, HealthFacts facts, HealthLimits limits, BackupHealth health)
    {
        DateTimeOffset now = facts.Now + (facts.ClockDifference ?? TimeSpan.Zero);
        DateTimeOffset[] times =
        [
            .. (facts.Records ?? []).Where(record => record.Status == "Ready" && record.BackupStorageRefs.Count > 0).Select(record => record.CreateDate!.Value)
                .Concat((facts.Saved ?? []).Where(saved => saved.Problem is null).Select(saved => saved.CreateDate!.Value)).Where(time => time <= now.AddMinutes(10)),
        ];
        Assert.True(health.Newest == (times.Length == 0 ? null : times.Max()), $"seed {seed}: newest");
        Assert.True(Has(HealthFindingId.NoBackup) == (facts.Records is not null && times.Length == 0), $"seed {seed}: NoBackup");
        Assert.True(Has(HealthFindingId.TooOld) == (times.Length > 0 && now - times.Max() > limits.MaximumAge), $"seed {seed}: TooOld");
        Assert.True(Has(HealthFindingId.NothingAtHome) == (facts.Saved?.All(saved => saved.Problem is not null) == true), $"seed {seed}: NothingAtHome");
        Assert.True(Has(HealthFindingId.EvidenceBroken) == (facts.Saved?.Any(saved => saved.Evidence == EvidenceState.Broken) == true), $"seed {seed}: EvidenceBroken");
        Assert.True(Has(HealthFindingId.ScheduleMissing) == (facts.Schedules?.Count == 0), $"seed {seed}: ScheduleMissing");
        Assert.True(Has(HealthFindingId.ScheduleDisabled) == (facts.Schedules?.Count > 0 && facts.Schedules.All(one => one.State == "Disabled")), $"seed {seed}: ScheduleDisabled");
        Assert.True(Has(HealthFindingId.ClockOff) == (Math.Abs((facts.ClockDifference ?? TimeSpan.Zero).TotalSeconds) > 60), $"seed {seed}: ClockOff");
        Assert.True(Has(HealthFindingId.CertificateSoon) == (facts.CertificateExpires < facts.Now.AddDays(30)), $"seed {seed}: CertificateSoon");
        Assert.True(!Has(HealthFindingId.NeverProven) || health.Proven is null, $"seed {seed}: NeverProven");

        bool Has(HealthFindingId id) => health.Findings.Any(finding => finding.Id == id);
    }

    /// <summary>A limit that allows more never finds more.</summary>
    private static void AssertLimits(int seed, HealthFacts facts, HealthLimits limits, BackupHealth health)
    {
        BackupHealth milder = HealthJudge.Judge(facts, new HealthLimits { MaximumAge = limits.MaximumAge * 2, MaximumProofAge = limits.MaximumProofAge * 2, MinimumCopies = limits.MinimumCopies - 1, MinimumFreePercent = limits.MinimumFreePercent / 2 });
        // What is not full may still fill soon.
        Assert.True(milder.Findings.Select(finding => finding.Id).Where(id => id != HealthFindingId.FillsSoon).ToHashSet().IsSubsetOf(health.Findings.Select(finding => finding.Id)), $"seed {seed}: milder limits find more");
    }

    private static void AssertOrderDoesNotMatter(int seed, HealthFacts facts, HealthLimits limits, BackupHealth health)
    {
        HealthFacts other = new(facts.Server) { Now = facts.Now, Version = facts.Version, ClockDifference = facts.ClockDifference, CertificateExpires = facts.CertificateExpires, Vault = facts.Vault, Saved = facts.Saved?.Reverse().ToArray(), Records = facts.Records?.Reverse().ToArray(), Storages = facts.Storages?.Reverse().ToArray(), Schedules = facts.Schedules, Runs = [.. facts.Runs.Reverse()] };
        foreach (HealthGap gap in facts.Gaps)
            other.Gaps.Add(gap);
        BackupHealth again = HealthJudge.Judge(other, limits);
        Assert.True(health.Findings.Select(finding => finding.Id).Order().SequenceEqual(again.Findings.Select(finding => finding.Id).Order()), $"seed {seed}: the order of the input matters");
        Assert.True((health.Newest, health.Proven, health.FreeBytes, health.DaysUntilFull, health.AtHome) == (again.Newest, again.Proven, again.FreeBytes, again.DaysUntilFull, again.AtHome), $"seed {seed}: the order of the input matters");
        Assert.Equal(health.Days.Select(day => day.State), again.Days.Select(day => day.State));
    }

    private static HealthFacts Random(Random random)
    {
        string[] storages = ["main", "second", "third"];
        int count = random.Next(0, 15);
        DatabaseBackupRecord[]? records = random.Next(6) == 0 ? null : [.. Enumerable.Range(0, count).Select(i => Record(i, storages[random.Next(3)], random.Next(8) == 0 ? "Error" : "Ready", random.Next(1, 2000) * 1000L, random.Next(30) == 0 ? -5 : 0))];
        var facts = new HealthFacts(Node)
        {
            Now = Now.AddHours(random.Next(0, 100)),
            Version = random.Next(3) == 0 ? null : "5.2.1",
            ClockDifference = random.Next(3) == 0 ? null : TimeSpan.FromSeconds(random.Next(-200, 200)),
            Records = records,
            Storages = random.Next(5) == 0 ? null : [.. storages.Take(random.Next(4)).Select(name => Storage(name, random.Next(4) == 0 ? "Disconnected" : "Connected", random.NextInt64(0, 1_000_000_000_000)))],
            Schedules = random.Next(4) == 0 ? null : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Schedule(random.Next(3) == 0 ? "Disabled" : "Enabled", (BackupRunOutcome)random.Next(4)))],
            Runs = [.. Enumerable.Range(0, random.Next(5)).Select(i => new BackupScheduleRun { StartTime = Now.AddDays(-i), Outcome = (BackupRunOutcome)random.Next(4) })],
            CertificateExpires = random.Next(2) == 0 ? null : Now.AddDays(random.Next(-10, 100)),
            Vault = "/vault",
            Saved = random.Next(4) == 0 ? null : [.. Enumerable.Range(0, random.Next(8)).Select(i => Saved(i, random.Next(3) == 0 ? null : random.Next(0, 20), random.Next(5) == 0, random.Next(6) == 0))],
        };
        if (random.Next(3) == 0)
            facts.Gaps.Add(new HealthGap((HealthQuestion)random.Next(1, 8)));
        return facts;
    }

    private static BackupHealth Judge(HealthFacts facts) => HealthJudge.Judge(facts, Limits);

    private static HealthFacts Silent(ZStackException failure)
    {
        var facts = new HealthFacts(Node) { Now = Now };
        facts.Gaps.Add(new HealthGap(HealthQuestion.Node, failure));
        return facts;
    }

    private static HealthFacts Well(
        int oldest = 0,
        int? proven = 0,
        string version = "5.2.1",
        long newestSize = 10_000_000,
        TimeSpan? ahead = null,
        DateTimeOffset? certificate = null,
        DatabaseBackupRecord[]? records = null,
        SavedBackup[]? saved = null,
        BackupStorage[]? storages = null,
        BackupSchedule[]? schedules = null) => new(Node)
        {
            Now = Now,
            Version = version,
            ClockDifference = ahead ?? TimeSpan.Zero,
            CertificateExpires = certificate,
            Records = records ?? [.. Enumerable.Range(oldest, 10).Select(day => Record(day, size: day == 0 ? newestSize : 10_000_000 + (day * 1000)))],
            Storages = storages ?? [Storage("main"), Storage("second")],
            Schedules = schedules ?? [Schedule()],
            Vault = "/vault",
            Saved = saved ?? (records?.Length == 0 ? null : [.. Enumerable.Range(oldest, 10).Select(day => Saved(day, proven + day == 0 ? 0 : proven))]),
        };

    private static DatabaseBackupRecord Record(int day, string storage = "main", string status = "Ready", long size = 10_000_000, int moved = 0) => new()
    {
        Uuid = $"u{day}-{moved}",
        Name = moved == 0 ? "backup-" + day : "moved-" + day,
        Server = Node,
        State = "Enabled",
        Status = status,
        Version = "5.2.1",
        Md5 = moved == 0 ? "md5-" + day : "moved-" + day,
        Size = size,
        CreateDate = Made(day + moved),
        BackupStorageRefs = new ItemList<BackupStorageRef>(storage == "main" && status == "Ready" && moved == 0 ? [new() { BackupStorageUuid = "main", Status = "Ready" }, new() { BackupStorageUuid = "second", Status = "Ready" }] : [new() { BackupStorageUuid = storage, Status = "Ready" }]),
    };

    private static SavedBackup Saved(int day, int? proven = 0, bool failed = false, bool broken = false) => new()
    {
        FullName = $"/vault/backup-{day}.gz",
        BackupName = "backup-" + day,
        Server = Node,
        Version = "5.2.1",
        Md5 = "md5-" + day,
        Length = 10_000_000,
        CreateDate = Made(day),
        Evidence = broken ? EvidenceState.Broken : EvidenceState.Intact,
        ProvenAt = failed || broken || proven is null ? null : Now.AddDays(-proven.Value),
        LastTest = broken || (proven is null && !failed) ? null : new SavedBackupTest(Now.AddDays(-proven ?? 0), BackupTestLevel.Restore, failed ? BackupTestOutcome.Failed : BackupTestOutcome.Passed),
    };

    private static DateTimeOffset Made(int day) => Now.AddDays(-day).AddHours(-11);

    private static BackupStorage Storage(string name, string status = "Connected", long free = 500_000_000_000, long total = 1_000_000_000_000) =>
        new() { Uuid = name, Name = name, State = "Enabled", Status = status, AvailableCapacity = free, TotalCapacity = total };

    private static BackupSchedule Schedule(string state = "Enabled", BackupRunOutcome outcome = BackupRunOutcome.Succeeded) =>
        new() { Uuid = "s", Name = "nightly", State = state, LastRun = Made(0), LastOutcome = outcome };
}
