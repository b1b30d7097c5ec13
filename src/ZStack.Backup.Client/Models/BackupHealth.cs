using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>How well a cloud is backed up; the worse, the greater.</summary>
public enum HealthStatus
{
    /// <summary>All was asked, and nothing speaks against it.</summary>
    Healthy,

    /// <summary>Nothing was found, and something could not be asked.</summary>
    Unknown,

    Warning,

    Critical,
}

/// <summary>What speaks against a cloud's backups. The names are stable.</summary>
[Sentences("Health_")]
public enum HealthFindingId
{
    /// <summary>Neither the node nor the vault has a whole backup.</summary>
    NoBackup,

    /// <summary>The newest backup is older than the limit.</summary>
    [Facts("time", "age", "limit")]
    TooOld,

    /// <summary>No saved backup was ever restored into a throw-away server.</summary>
    NeverProven,

    /// <summary>The last proof is older than the limit.</summary>
    [Facts("time", "age", "limit")]
    ProofTooOld,

    /// <summary>A backup made since the last proven one failed its last test.</summary>
    [Facts("backup", "time", "count")]
    ProofFailed,

    /// <summary>The evidence of a saved backup was changed: it proves nothing.</summary>
    [Facts("backup", "count")]
    EvidenceBroken,

    /// <summary>The newest backup lies in fewer places than the limit.</summary>
    [Facts("places", "limit")]
    TooFewCopies,

    /// <summary>The vault has no whole backup of this node.</summary>
    NothingAtHome,

    /// <summary>A storage that holds backups is switched off or not connected.</summary>
    [Facts("storages")]
    StorageDisconnected,

    /// <summary>A storage has less free space than the limit, or than the next backup needs.</summary>
    [Facts("storage", "percent", "limit")]
    StorageFull,

    /// <summary>A storage is full in two weeks if it goes on like this.</summary>
    [Facts("storage", "days")]
    FillsSoon,

    /// <summary>The newest backup is much larger than the others.</summary>
    [Facts("size", "usual")]
    SizeJumped,

    /// <summary>The newest backup is much smaller than the others.</summary>
    [Facts("size", "usual")]
    SizeShrank,

    /// <summary>The newest backup is of another version than the node, which would refuse it.</summary>
    [Facts("version", "node")]
    VersionMismatch,

    /// <summary>The node has no schedule that backs up its database.</summary>
    ScheduleMissing,

    /// <summary>None of the schedules is enabled.</summary>
    [Facts("schedules")]
    ScheduleDisabled,

    /// <summary>The last run of a schedule failed.</summary>
    [Facts("schedules", "words")]
    LastRunFailed,

    /// <summary>The last run of a schedule found no storage, and made nothing.</summary>
    [Facts("schedules", "words")]
    LastRunSkipped,

    /// <summary>The node does not answer.</summary>
    [Facts("failure")]
    NodeDown,

    /// <summary>The node answers, and takes no work yet.</summary>
    [Facts("failure")]
    NodeStarting,

    /// <summary>The node answers, and not to this session.</summary>
    [Facts("failure")]
    SessionFailed,

    /// <summary>The clock of the node is wrong, or ours is.</summary>
    [Facts("seconds")]
    ClockOff,

    /// <summary>The certificate of the node expires within a month, or has expired.</summary>
    [Facts("time", "days")]
    CertificateSoon,
}

/// <summary>What a node or a vault is asked for its health.</summary>
public enum HealthQuestion
{
    /// <summary>Whether the node answers at all.</summary>
    Node,

    Version,

    Clock,

    Records,

    Storages,

    Schedules,

    Certificate,

    Vault,
}

/// <summary>A command that helps against a finding; the module has the words.</summary>
internal enum HealthFix
{
    /// <summary>0 server, 1 storage.</summary>
    Backup,

    /// <summary>0 server.</summary>
    ListStorages,

    /// <summary>0 vault, 1 server.</summary>
    Prove,

    /// <summary>0 server, 1 vault.</summary>
    Save,

    /// <summary>0 file.</summary>
    TestFile,

    /// <summary>0 evidence file.</summary>
    ReadEvidence,

    /// <summary>0 uuid of a backup, 1 storage, 2 server.</summary>
    Copy,

    /// <summary>0 storage, 1 server.</summary>
    ShowStorage,

    /// <summary>0 server.</summary>
    Prune,

    /// <summary>0 server.</summary>
    ListSizes,

    /// <summary>0 server.</summary>
    ShowSchedules,

    /// <summary>0 schedule, 1 server.</summary>
    EnableSchedule,

    /// <summary>0 schedule, 1 server.</summary>
    ShowHistory,

    /// <summary>0 address.</summary>
    Probe,

    /// <summary>0 address.</summary>
    Connect,
}

/// <summary>One thing that speaks against a cloud's backups, and what to type.</summary>
public sealed class HealthFinding
{
    private string? _reason;

    internal HealthFinding(HealthFindingId id, HealthStatus severity, params object[] facts)
    {
        Id = id;
        Severity = severity;
        Statement = new Statement(Id, facts);
    }

    /// <summary>Stable.</summary>
    public HealthFindingId Id { get; }

    /// <summary><see cref="HealthStatus.Critical"/>, <see cref="HealthStatus.Warning"/>, or <see cref="HealthStatus.Unknown"/> for what keeps the rest from being asked.</summary>
    public HealthStatus Severity { get; }

    /// <summary>English until the module has worded it for its user.</summary>
    public string Reason
    {
        get => _reason ?? (IsCopy ? "" : Statement.ToString());
        internal set => _reason = value;
    }

    /// <summary>A command of PowerShell that helps, or that shows more.</summary>
    public string Fix { get; internal set; } = "";

    internal Statement Statement { get; }

    internal HealthFix Remedy { get; init; }

    internal string[] RemedyFacts { get; init; } = [];

    /// <summary>A copy from another process has its words, and no facts to make them of.</summary>
    internal bool IsCopy { get; init; }

    public override string ToString() => Reason.Length > 0 ? $"{Id}: {Reason}" : Id.ToString();
}

/// <summary>What could not be asked, and why.</summary>
public sealed class HealthGap
{
    private string? _reason;

    internal HealthGap(HealthQuestion question, ZStackException? failure = null)
    {
        Question = question;
        Failure = failure;
    }

    public HealthQuestion Question { get; }

    /// <summary>English until the module has worded it for its user; empty where nobody was there to ask.</summary>
    public string Reason
    {
        get => _reason ?? Failure?.Message ?? "";
        internal set => _reason = value;
    }

    /// <summary><c>null</c>: nobody was there to ask.</summary>
    internal ZStackException? Failure { get; }

    internal bool IsCopy { get; init; }

    public override string ToString() => Reason.Length > 0 ? $"{Question}: {Reason}" : Question.ToString();
}

/// <summary>A storage that backups of the node lie on.</summary>
public sealed class HealthStorage
{
    public string? Name { get; internal init; }

    public string? Uuid { get; internal init; }

    /// <summary>Enabled and connected; <c>null</c> when the node does not say.</summary>
    public bool? IsConnected { get; internal init; }

    public long? FreeBytes { get; internal init; }

    public long? TotalBytes { get; internal init; }

    /// <summary>Days until it is full if backups go on to come as they did and none is removed; <c>null</c> when that cannot be told, or it does not fill.</summary>
    public double? DaysUntilFull { get; internal init; }

    public override string ToString() => Name ?? Uuid ?? "";
}

/// <summary>What became of the backups of a day.</summary>
public enum HealthDayState
{
    None,

    Made,

    /// <summary>Made, and restored into a throw-away server since.</summary>
    Proven,

    /// <summary>Tried and not made, or made and found broken.</summary>
    Failed,
}

/// <summary>A day in the zone of the node.</summary>
public sealed class HealthDay
{
    internal HealthDay(DateTime date, HealthDayState state)
    {
        Date = date;
        State = state;
    }

    /// <summary>Midnight, without zone.</summary>
    public DateTime Date { get; }

    public HealthDayState State { get; }

    public override string ToString() => FormattableString.Invariant($"{Date:yyyy-MM-dd} {State}");
}

/// <summary>Size of one backup among those before and after it.</summary>
public sealed class HealthSize
{
    internal HealthSize(DateTimeOffset time, long bytes, bool isOutlier)
    {
        Time = time;
        Bytes = bytes;
        IsOutlier = isOutlier;
    }

    public DateTimeOffset Time { get; }

    public long Bytes { get; }

    public bool IsOutlier { get; }

    public override string ToString() => FormattableString.Invariant($"{Time:yyyy-MM-dd HH:mm:ss zzz} {Bytes}");
}

/// <summary>How well one cloud is backed up. What is not known is <c>null</c>.</summary>
public sealed class BackupHealth
{
    public string Server { get; internal init; } = "";

    /// <summary>The worst of the findings; without any, <see cref="HealthStatus.Unknown"/> where something could not be asked.</summary>
    public HealthStatus Status { get; internal init; } = HealthStatus.Unknown;

    /// <summary>The gravest first.</summary>
    public ItemList<HealthFinding> Findings { get; internal init; } = ItemList<HealthFinding>.Empty;

    /// <summary>What could not be asked, and why.</summary>
    public ItemList<HealthGap> NotKnown { get; internal init; } = ItemList<HealthGap>.Empty;

    /// <summary>When the newest whole backup was made.</summary>
    public DateTimeOffset? Newest { get; internal init; }

    /// <summary>Name of the newest whole backup.</summary>
    public string? NewestName { get; internal init; }

    /// <summary>By our clock, corrected by what the node's differs.</summary>
    public TimeSpan? NewestAge { get; internal init; }

    /// <summary>When a backup was last proven to restore.</summary>
    public DateTimeOffset? Proven { get; internal init; }

    public TimeSpan? ProvenAge { get; internal init; }

    /// <summary>Places that hold the newest backup: storages, and files at home.</summary>
    public int? Copies { get; internal init; }

    /// <summary>Whole backups of the node in the vault.</summary>
    public int? AtHome { get; internal init; }

    /// <summary>Size of the newest backup.</summary>
    public long? Bytes { get; internal init; }

    /// <summary>The least of the storages that backups lie on.</summary>
    public long? FreeBytes { get; internal init; }

    /// <summary>The least of the storages that backups lie on.</summary>
    public double? DaysUntilFull { get; internal init; }

    /// <summary>Bytes by which the backups grow each day; <c>null</c> below five backups.</summary>
    public double? SizeTrend { get; internal init; }

    /// <summary>The enabled schedules, and when they run.</summary>
    public string? Schedule { get; internal set; }

    /// <summary>The last run of an enabled schedule.</summary>
    public DateTimeOffset? LastRun { get; internal init; }

    /// <summary>How that ended; <c>null</c> without a run.</summary>
    public BackupRunOutcome? LastOutcome { get; internal init; }

    public string? Version { get; internal init; }

    /// <summary>How far the node's clock is ahead of ours.</summary>
    public TimeSpan? ClockDifference { get; internal init; }

    /// <summary>End of the node's certificate; <c>null</c> without https.</summary>
    public DateTimeOffset? CertificateExpires { get; internal init; }

    /// <summary>When it was asked.</summary>
    public DateTimeOffset? CheckedAt { get; internal init; }

    public ItemList<HealthStorage> Storages { get; internal init; } = ItemList<HealthStorage>.Empty;

    /// <summary>The last 90 days, today last; empty when neither the node nor a vault could be asked.</summary>
    public ItemList<HealthDay> Days { get; internal init; } = ItemList<HealthDay>.Empty;

    /// <summary>The last 30 backups with a known size, the newest last.</summary>
    public ItemList<HealthSize> Sizes { get; internal init; } = ItemList<HealthSize>.Empty;

    /// <summary>What <see cref="Schedule"/> is worded from.</summary>
    internal ItemList<BackupSchedule> EnabledSchedules { get; init; } = ItemList<BackupSchedule>.Empty;

    public override string ToString() => $"{Server} {Status}";
}
