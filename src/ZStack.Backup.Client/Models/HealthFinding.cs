using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

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

    /// <summary>The version of the product that the node runs.</summary>
    Version,

    /// <summary>The node's clock, compared with the one of this machine.</summary>
    Clock,

    /// <summary>The backups that the node has records of.</summary>
    Records,

    /// <summary>The backup storages that are registered in the cloud.</summary>
    Storages,

    /// <summary>The schedules by which the node backs up its database, and their last runs.</summary>
    Schedules,

    /// <summary>The expiry of the node's certificate. Asked only over https.</summary>
    Certificate,

    /// <summary>The folder with saved backups, their manifests and their evidence.</summary>
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

    /// <summary>English until the PowerShell module has worded it for its user.</summary>
    public string Reason
    {
        get => _reason ?? (IsCopy ? "" : Statement.ToString());
        internal set => _reason = value;
    }

    /// <summary>A command of PowerShell that helps, or that shows more. Empty until the PowerShell module has worded it.</summary>
    public string Fix { get; internal set; } = "";

    internal Statement Statement { get; }

    internal HealthFix Remedy { get; init; }

    internal string[] RemedyFacts { get; init; } = [];

    /// <summary>A copy from another process has its words, and no facts to make them of.</summary>
    internal bool IsCopy { get; init; }

    /// <returns><c>Id: Reason</c>; the id alone when there are no words.</returns>
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

    /// <summary>The question without an answer. <see cref="HealthQuestion.Node"/> stands for all questions to a node that could not be asked any more.</summary>
    public HealthQuestion Question { get; }

    /// <summary>English until the PowerShell module has worded it for its user; empty where nobody was there to ask.</summary>
    public string Reason
    {
        get => _reason ?? Failure?.Message ?? "";
        internal set => _reason = value;
    }

    /// <summary><c>null</c>: nobody was there to ask.</summary>
    internal ZStackException? Failure { get; }

    internal bool IsCopy { get; init; }

    /// <returns><c>Question: Reason</c>; the question alone when there is no reason.</returns>
    public override string ToString() => Reason.Length > 0 ? $"{Question}: {Reason}" : Question.ToString();
}
