using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What is looked at before a restore. The names are what <c>-SkipCheck</c> takes.</summary>
public enum RestoreCheckId
{
    SessionAlive,
    NodeReady,
    VersionMatch,
    RecordReady,
    StorageConnected,
    NewerBackups,
    RunningJobs,
    Clock,
    Evidence,

    /// <summary>By comparing a saved copy with the node: volumes whose data the restored database would look for in the wrong place.</summary>
    VolumesMoved,

    /// <summary>By the same comparison: what was made since the backup.</summary>
    WouldBeForgotten,
}

/// <summary>One look at node, backup and store before a restore.</summary>
public sealed class RestoreCheck : Check
{
    internal RestoreCheck(RestoreCheckId id, CheckOutcome outcome, Statement found)
        : base(outcome, found) => Id = id;

    /// <summary>The same as <see cref="Name"/>.</summary>
    public RestoreCheckId Id { get; }

    public override string Name => Id.ToString();

    public override string ToString() => $"{Id}: {Outcome}";
}
