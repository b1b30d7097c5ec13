using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Health;

/// <summary>What the facts of a node and its vault mean. A function of what is known; reads nothing.</summary>
public sealed class HealthJudge
{
    private const double FullSoonDays = 14;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(30);
    private static readonly TimeSpan CertificateCritical = TimeSpan.FromDays(7);

    private readonly HealthFacts _facts;
    private readonly HealthLimits _limits;
    private readonly List<HealthFinding> _findings = [];
    private readonly IReadOnlyList<RecoveryPoint> _whole;
    private readonly IReadOnlyList<BackupSize> _sizes;
    private readonly IReadOnlyList<HealthStorage> _storages;

    private HealthJudge(HealthFacts facts, HealthLimits limits)
    {
        _facts = facts;
        _limits = limits;
        All = RecoveryPoints.Find(new RecoveryFacts
        {
            Records = [.. facts.Records ?? []],
            Saved = [.. facts.Saved ?? []],
            Nodes = [new RecoveryNode(facts.Server) { Version = facts.Version, Storages = facts.Storages?.GroupBy(storage => storage.Uuid ?? "").ToDictionary(same => same.Key, same => same.First()) }],
            Now = NodeNow,
        });
        // A backup of the future was made by a wrong clock, or is a forged one: it tells nothing about last night.
        _whole = [.. All.Where(point => IsWhole(point) && !IsFuture(point.Created)).OrderByDescending(point => point.Created is not null).ThenByDescending(point => point.Created)];
        _sizes = BackupSize.Last(_whole);
        _storages = StorageTrend.Of(facts);
    }

    private IReadOnlyList<RecoveryPoint> All { get; }

    /// <summary>Now, by the clock that the times of the backups come from.</summary>
    private DateTimeOffset NodeNow => _facts.Now + (_facts.ClockDifference ?? TimeSpan.Zero);

    private RecoveryPoint? Newest => _whole.Count > 0 ? _whole[0] : null;

    private string Address => _facts.Address ?? _facts.Server;

    /// <summary>The health of a node.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="limits">From where on something is a finding.</param>
    /// <returns>With <see cref="HealthFinding.Fix"/> and <see cref="BackupHealth.Schedule"/> empty: those are for the PowerShell module to word.</returns>
    public static BackupHealth Judge(HealthFacts facts, HealthLimits limits) => new HealthJudge(facts, limits).Judge();

    private BackupHealth Judge()
    {
        DateTimeOffset? proven = _whole.Select(point => point.ProvenAt).Where(time => time is not null).DefaultIfEmpty().Max();
        CheckNode();
        CheckAge();
        CheckProof(proven);
        CheckPlaces();
        CheckStorages();
        CheckSize();
        CheckSchedules();
        BackupSchedule[] enabled = [.. (_facts.Schedules ?? []).Where(schedule => schedule.IsEnabled)];
        BackupSchedule? last = enabled.Where(schedule => schedule.LastRun is not null).OrderByDescending(schedule => schedule.LastRun).FirstOrDefault();
        HealthFinding[] findings = [.. _findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Id)];
        return new BackupHealth
        {
            Server = _facts.Server,
            Status = findings.Select(finding => finding.Severity).DefaultIfEmpty(HealthStatus.Healthy).Max() is var worst && worst == HealthStatus.Healthy && _facts.Gaps.Count > 0 ? HealthStatus.Unknown : worst,
            Findings = new ItemList<HealthFinding>(findings),
            NotKnown = new ItemList<HealthGap>(_facts.Gaps),
            Newest = Newest?.Created,
            NewestName = Newest?.BackupName,
            NewestAge = Newest?.Created is { } made ? NotNegative(NodeNow - made) : null,
            Proven = proven,
            ProvenAge = proven is { } time ? NotNegative(_facts.Now - time) : null,
            Copies = Newest is null ? null : Places(Newest),
            AtHome = _facts.Saved?.Count(IsWhole),
            Bytes = Newest?.Size,
            FreeBytes = _storages.Select(storage => storage.FreeBytes).Where(free => free is not null).DefaultIfEmpty().Min(),
            DaysUntilFull = _storages.Select(storage => storage.DaysUntilFull).Where(days => days is not null).DefaultIfEmpty().Min(),
            SizeTrend = Statistics.Slope([.. _sizes.Select(size => (Days(size.Time), (double)size.Bytes))]),
            LastRun = last?.LastRun,
            LastOutcome = last?.LastOutcome,
            Version = _facts.Version,
            ClockDifference = _facts.ClockDifference,
            CertificateExpires = _facts.CertificateExpires,
            CheckedAt = _facts.Now,
            Storages = new ItemList<HealthStorage>(_storages),
            Days = new ItemList<HealthDay>(_facts.Records is null && _facts.Saved is null ? [] : BackupDays.Of(All, IsWhole, _facts.Runs, NodeNow.ToOffset(Newest?.Created?.Offset ?? _facts.Now.Offset))),
            Sizes = new ItemList<HealthSize>(BackupSize.Judged(_sizes)),
            EnabledSchedules = new ItemList<BackupSchedule>(enabled),
        };
    }

    private void CheckNode()
    {
        if (_facts.Gaps.FirstOrDefault(gap => gap.Question == HealthQuestion.Node) is { } node)
        {
            (HealthFindingId id, HealthStatus severity) = node.Failure switch
            {
                { Kind: ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.NotAnApi } => (HealthFindingId.NodeDown, HealthStatus.Critical),
                { Id: "SYS.1010" or "SYS.1012" } => (HealthFindingId.NodeStarting, HealthStatus.Warning),
                _ => (HealthFindingId.SessionFailed, HealthStatus.Unknown),
            };
            bool isConnecting = id == HealthFindingId.SessionFailed;
            Say(id, severity, isConnecting ? HealthFix.Connect : HealthFix.Probe, [Address], (object?)node.Failure ?? "");
        }

        if (_facts.ClockDifference?.Duration() > ClockTolerance)
            Say(HealthFindingId.ClockOff, HealthStatus.Warning, HealthFix.Probe, [Address], (long)Math.Round(_facts.ClockDifference.Value.TotalSeconds));
        if (_facts.CertificateExpires - _facts.Now is { } left && left < CertificateWarning)
            Say(HealthFindingId.CertificateSoon, left < CertificateCritical ? HealthStatus.Critical : HealthStatus.Warning, HealthFix.Probe, [Address], _facts.CertificateExpires!.Value, Math.Floor(left.TotalDays));
    }

    private void CheckAge()
    {
        // Where the node could not be asked, what is missing may be there.
        if (Newest is null && _facts.Records is not null)
            Say(HealthFindingId.NoBackup, HealthStatus.Critical, Backup());
        if (Newest?.Created is { } made && _facts.Records is not null && NodeNow - made > _limits.MaximumAge)
            Say(HealthFindingId.TooOld, HealthStatus.Critical, Backup(), made, NodeNow - made, _limits.MaximumAge);
        else if (_facts.Records is null && Newest?.Created is { } known && NodeNow - known > _limits.MaximumAge)
            Say(HealthFindingId.TooOld, HealthStatus.Warning, (HealthFix.Probe, [Address]), known, NodeNow - known, _limits.MaximumAge);
        if (Newest is not null && VersionMatch.Of(Newest.Version, _facts.Version) == false)
            Say(HealthFindingId.VersionMismatch, HealthStatus.Warning, Backup(), Newest.Version!, _facts.Version!);
    }

    private void CheckProof(DateTimeOffset? proven)
    {
        if (_facts.Saved is null)
            return;
        if (!_facts.Saved.Any(IsWhole))
            Say(HealthFindingId.NothingAtHome, HealthStatus.Warning, HealthFix.Save, [_facts.Server, _facts.Vault ?? ""]);
        else if (proven is null)
            Say(HealthFindingId.NeverProven, HealthStatus.Warning, HealthFix.Prove, [_facts.Vault ?? "", _facts.Server]);
        else if (_facts.Now - proven > _limits.MaximumProofAge)
            Say(HealthFindingId.ProofTooOld, HealthStatus.Warning, HealthFix.Prove, [_facts.Vault ?? "", _facts.Server], proven, _facts.Now - proven.Value, _limits.MaximumProofAge);
        DateTimeOffset? since = _whole.Where(point => point.ProvenAt is not null).Select(point => point.Created).DefaultIfEmpty().Max();
        SavedBackup[] failed = [.. _facts.Saved.Where(saved => saved.LastTest?.Outcome == BackupTestOutcome.Failed && (since is null || saved.CreateDate is null || saved.CreateDate >= since)).OrderByDescending(saved => saved.CreateDate)];
        if (failed.Length > 0)
            Say(HealthFindingId.ProofFailed, HealthStatus.Critical, HealthFix.TestFile, [failed[0].FullName], failed[0].FullName, failed[0].LastTest!.Time, failed.Length);
        SavedBackup[] broken = [.. _facts.Saved.Where(saved => saved.Evidence == EvidenceState.Broken).OrderByDescending(saved => saved.CreateDate)];
        if (broken.Length > 0)
            Say(HealthFindingId.EvidenceBroken, HealthStatus.Warning, HealthFix.ReadEvidence, [VaultNames.EvidenceOf(broken[0].FullName)], broken[0].FullName, broken.Length);
    }

    private void CheckPlaces()
    {
        if (Newest is null || _facts.Records is null || Places(Newest) >= _limits.MinimumCopies)
            return;
        HealthStorage? other = (_facts.Storages ?? []).Where(storage => Newest.Record?.ReadyCopies.Any(copy => copy.BackupStorageUuid == storage.Uuid) != true && StorageTrend.IsConnected(storage) == true)
            .Select(storage => new HealthStorage { Name = storage.Name, Uuid = storage.Uuid }).FirstOrDefault();
        (HealthFix, string[]) fix = Newest.Saved is null && _facts.Vault is { } vault ? (HealthFix.Save, [_facts.Server, vault])
            : other is not null && Newest.Record?.Uuid is { } uuid ? (HealthFix.Copy, [uuid, other.ToString(), _facts.Server])
            : (HealthFix.ListStorages, [_facts.Server]);
        Say(HealthFindingId.TooFewCopies, HealthStatus.Warning, fix, Places(Newest), _limits.MinimumCopies);
    }

    private void CheckStorages()
    {
        HealthStorage[] apart = [.. _storages.Where(storage => storage.IsConnected == false)];
        if (apart.Length > 0)
        {
            // The newest backup cannot be reached when none of its storages can.
            bool isReachable = Newest?.Record is null || Newest.Record.ReadyCopies.Any(copy => !Array.Exists(apart, storage => storage.Uuid == copy.BackupStorageUuid));
            Say(HealthFindingId.StorageDisconnected, isReachable ? HealthStatus.Warning : HealthStatus.Critical, HealthFix.ShowStorage, [apart[0].ToString(), _facts.Server], string.Join(", ", apart.Select(storage => storage.ToString())));
        }

        foreach (HealthStorage storage in _storages.Where(storage => storage is { FreeBytes: not null, TotalBytes: > 0 }))
        {
            double percent = 100.0 * storage.FreeBytes!.Value / storage.TotalBytes!.Value;
            bool isTooSmall = Newest?.Size is { } next && storage.FreeBytes < next;
            if (isTooSmall || percent < _limits.MinimumFreePercent)
                Say(HealthFindingId.StorageFull, isTooSmall ? HealthStatus.Critical : HealthStatus.Warning, HealthFix.Prune, [_facts.Server], storage.ToString(), Math.Round(percent, 1), _limits.MinimumFreePercent);
            else if (storage.DaysUntilFull < FullSoonDays)
                Say(HealthFindingId.FillsSoon, HealthStatus.Warning, HealthFix.Prune, [_facts.Server], storage.ToString(), Math.Floor(storage.DaysUntilFull.Value));
        }
    }

    private void CheckSize()
    {
        if (_sizes.Count == 0 || !BackupSize.Judged(_sizes)[_sizes.Count - 1].IsOutlier)
            return;
        double median = Statistics.Median(_sizes.Select(size => (double)size.Bytes));
        long last = _sizes[_sizes.Count - 1].Bytes;
        Say(last > median ? HealthFindingId.SizeJumped : HealthFindingId.SizeShrank, HealthStatus.Warning, HealthFix.ListSizes, [_facts.Server], last, (long)median);
    }

    private void CheckSchedules()
    {
        if (_facts.Schedules is null)
            return;
        if (_facts.Schedules.Count == 0)
        {
            Say(HealthFindingId.ScheduleMissing, HealthStatus.Warning, HealthFix.ShowSchedules, [_facts.Server]);
            return;
        }

        if (!_facts.Schedules.Any(schedule => schedule.IsEnabled))
            Say(HealthFindingId.ScheduleDisabled, HealthStatus.Warning, HealthFix.EnableSchedule, [_facts.Schedules[0].ToString(), _facts.Server], string.Join(", ", _facts.Schedules.Select(schedule => schedule.ToString())));
        SayRuns(BackupRunOutcome.Failed, HealthFindingId.LastRunFailed);
        SayRuns(BackupRunOutcome.Skipped, HealthFindingId.LastRunSkipped);
    }

    private void SayRuns(BackupRunOutcome outcome, HealthFindingId id)
    {
        BackupSchedule[] bad = [.. _facts.Schedules!.Where(schedule => schedule.IsEnabled && schedule.LastOutcome == outcome)];
        if (bad.Length > 0)
            Say(id, HealthStatus.Warning, HealthFix.ShowHistory, [bad[0].ToString(), _facts.Server], string.Join(", ", bad.Select(schedule => schedule.ToString())), bad[0].LastReason ?? "?");
    }

    /// <summary>On the first storage that the node can reach; without any, which there are.</summary>
    private (HealthFix, string[]) Backup() =>
        (_facts.Storages ?? []).FirstOrDefault(storage => StorageTrend.IsConnected(storage) == true) is { } storage
            ? (HealthFix.Backup, [_facts.Server, storage.ToString()])
            : (HealthFix.ListStorages, [_facts.Server]);

    private static bool IsWhole(RecoveryPoint point) => point.Record?.IsWhole == true || (point.Saved is { } saved && IsWhole(saved));

    private static bool IsWhole(SavedBackup saved) => saved.Problem is null or SavedBackupProblem.NoManifest;

    private bool IsFuture(DateTimeOffset? time) => time > NodeNow + TimeSpan.FromMinutes(10);

    private static int Places(RecoveryPoint point) =>
        (point.Record?.ReadyCopies.Select(copy => copy.BackupStorageUuid).Distinct().Count() ?? 0) + point.Places.Count(place => place.Kind == RecoverySource.File && place.Usable != RecoveryUse.No);

    private static double Days(DateTimeOffset time) => time.UtcTicks / (double)TimeSpan.TicksPerDay;

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    private void Say(HealthFindingId id, HealthStatus severity, HealthFix remedy, string[] remedyFacts, params object[] facts) => Say(id, severity, (remedy, remedyFacts), facts);

    private void Say(HealthFindingId id, HealthStatus severity, (HealthFix Remedy, string[] Facts) fix, params object[] facts) =>
        _findings.Add(new HealthFinding(id, severity, facts) { Remedy = fix.Remedy, RemedyFacts = fix.Facts });
}
