using System;

namespace ZStack.Backup;

/// <summary>The kinds of resources that a dump and the API both know, in the order that they are shown in.</summary>
public enum ResourceKind
{
    VmInstance,
    Volume,
    VolumeSnapshot,
    Image,
    Host,
    Zone,
    Cluster,
    PrimaryStorage,
    BackupStorage,
    L2Network,
    L3Network,
    VmNic,
    Vip,
    Eip,
    PortForwardingRule,
    LoadBalancer,
    SecurityGroup,
    AffinityGroup,
    InstanceOffering,
    DiskOffering,
    Account,
    User,
}

/// <summary>What restoring the reference would do to a resource of the difference.</summary>
public enum ResourceChange
{
    /// <summary>It was made since: the restored database does not know it.</summary>
    WouldBeForgotten,

    /// <summary>It was removed since: the restored database knows it again, and what it stood for is gone.</summary>
    WouldComeBack,

    /// <summary>Its data lie elsewhere since: the restored database looks for them where they were.</summary>
    Moved,

    /// <summary>A property was changed since, and would be as it was.</summary>
    Changed,

    /// <summary>The same in both.</summary>
    Unchanged,
}

/// <summary>What a difference means for a restore.</summary>
public enum ResourceRisk
{
    None,

    /// <summary>Something made or changed since would be lost.</summary>
    Loss,

    /// <summary>Data would be lost sight of.</summary>
    Danger,
}

/// <summary>One resource that differs between a backup and what came after it.</summary>
public sealed class ResourceDifference
{
    public ResourceKind Kind { get; internal init; }

    public ResourceChange Change { get; internal init; }

    public string Uuid { get; internal init; } = "";

    public string? Name { get; internal init; }

    /// <summary>When it was made, or last changed where it moved or changed; <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? When { get; internal init; }

    /// <summary>Which property differs, as the API calls it; <c>null</c> where all of it is there once only.</summary>
    public string? Property { get; internal init; }

    /// <summary>Its value in the reference.</summary>
    public string? Before { get; internal init; }

    /// <summary>Its value in the difference.</summary>
    public string? Now { get; internal init; }

    public ResourceRisk Risk { get; internal init; }

    /// <summary>The backup that would be restored.</summary>
    public string Reference { get; internal init; } = "";

    /// <summary>The backup or the node that it is compared with.</summary>
    public string Difference { get; internal init; } = "";

    /// <summary>What all of the comparison comes to, in one sentence.</summary>
    public string Sentence { get; internal set; } = "";

    public override string ToString() => $"{Kind} {Name ?? Uuid}: {Change}";
}

/// <summary>What differs of one kind, or of all.</summary>
public sealed class ResourceSummary
{
    /// <summary>A <see cref="ResourceKind"/>, or <see cref="All"/>.</summary>
    public string Kind { get; internal init; } = All;

    /// <summary>Resources in the reference; <c>null</c> when that is unknown.</summary>
    public long? Before { get; internal init; }

    /// <summary>Resources in the difference; <c>null</c> when that is unknown.</summary>
    public long? Now { get; internal init; }

    /// <summary>Resources made since; <c>null</c> when one side is unknown, also in the last line if it is so of any kind.</summary>
    public long? WouldBeForgotten { get; internal init; }

    /// <summary>Resources removed since.</summary>
    public long? WouldComeBack { get; internal init; }

    /// <summary>Resources whose data lie elsewhere since.</summary>
    public long? Moved { get; internal init; }

    /// <summary>Resources with a property that was changed since.</summary>
    public long? Changed { get; internal init; }

    /// <summary>When the newest of them was made, on either side; <c>null</c> when one side is unknown.</summary>
    public DateTimeOffset? Newest { get; internal init; }

    /// <summary>Why it is unknown, or may be more than is seen; in the last line for any kind; <c>null</c> when it is whole.</summary>
    public string? Problem { get; internal set; }

    /// <summary>The backup that would be restored.</summary>
    public string Reference { get; internal init; } = "";

    /// <summary>When the reference was made; <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? ReferenceCreated { get; internal init; }

    /// <summary>The backup or the node that it is compared with.</summary>
    public string Difference { get; internal init; } = "";

    /// <summary>What all of the comparison comes to, in one sentence.</summary>
    public string Sentence { get; internal set; } = "";

    /// <summary>The name of the last line.</summary>
    internal const string All = "All";

    public override string ToString() => Kind;
}
