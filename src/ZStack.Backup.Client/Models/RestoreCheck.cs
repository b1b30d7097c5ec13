using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What is looked at before a restore. The names are what <c>-SkipCheck</c> takes.</summary>
public enum RestoreCheckId
{
    /// <summary>The node takes the session.</summary>
    SessionAlive,

    /// <summary>The node answers that it is ready. When it does not, most other checks are <see cref="CheckOutcome.Unknown"/>.</summary>
    NodeReady,

    /// <summary>Backup and node are of the same product version. The node refuses any other.</summary>
    VersionMatch,

    /// <summary>The record is <c>Enabled</c> and <c>Ready</c>, or the image is on its store.</summary>
    RecordReady,

    /// <summary>The node can reach a storage with a copy: one that is <c>Enabled</c> and <c>Connected</c>, or a store that can be listed.</summary>
    StorageConnected,

    /// <summary>No newer backup is there. Only a warning: an older one may be meant.</summary>
    NewerBackups,

    /// <summary>No long job waits or runs on the node. Only a warning: the restore would end them.</summary>
    RunningJobs,

    /// <summary>The node's clock is at most one minute off this machine's. Only a warning.</summary>
    Clock,

    /// <summary>A saved copy of the same bytes is proven to restore. Only a warning, or <see cref="CheckOutcome.Unknown"/> without a copy.</summary>
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

    /// <inheritdoc/>
    public override string Name => Id.ToString();

    /// <returns><c>Id: Outcome</c></returns>
    public override string ToString() => $"{Id}: {Outcome}";
}
