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

/// <summary>How a check ended.</summary>
public enum RestoreCheckOutcome
{
    Passed,
    Warning,
    Failed,

    /// <summary>Left out on request.</summary>
    Skipped,

    /// <summary>It could not be made: no reason to stop.</summary>
    Unknown,
}

/// <summary>One look at node, backup and store before a restore.</summary>
public sealed class RestoreCheck
{
    public RestoreCheckId Id { get; internal init; }

    public RestoreCheckOutcome Outcome { get; internal init; }

    /// <summary>What was found, in words.</summary>
    public string? Reason { get; internal set; }

    /// <summary>What to do; <c>null</c> when there is nothing to be done.</summary>
    public string? Fix { get; internal set; }

    /// <summary>The same as <see cref="Reason"/>, to be worded for the user.</summary>
    internal Statement? Found { get; init; }

    public override string ToString() => $"{Id}: {Outcome}";
}
