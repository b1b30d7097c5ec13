using System;

namespace ZStack.Backup;

/// <summary>The kinds of resources that a dump and the API both know, in the order that they are shown in.</summary>
/// <remarks>
/// Two resources of one uuid are compared by the fields that stand with their kind; a state or status only where it lasts on both sides, such as
/// <c>Running</c> and <c>Stopped</c>. Between two backups the owner of every resource is compared, too. Source: docs/zstack-api.md section 15.
/// </remarks>
public enum ResourceKind
{
    /// <summary>Virtual machines. Compared by name, state and host; when its root volume moved, the VM counts as moved, too.</summary>
    VmInstance,

    /// <summary>Volumes. Compared by the place of their data, name, status, VM and size.</summary>
    Volume,

    /// <summary>Snapshots of volumes. Compared by the place of their data, name and volume.</summary>
    VolumeSnapshot,

    /// <summary>Images. Compared by name and status.</summary>
    Image,

    /// <summary>Hosts of virtual machines. Compared by name, management address and state.</summary>
    Host,

    /// <summary>Zones of the cloud, which are no time zones. Compared by name.</summary>
    Zone,

    /// <summary>Clusters of hosts. Compared by name.</summary>
    Cluster,

    /// <summary>Storages of volumes. Compared by name and URL.</summary>
    PrimaryStorage,

    /// <summary>Storages of images and backups. Compared by name and URL.</summary>
    BackupStorage,

    /// <summary>Layer 2 networks. Compared by name.</summary>
    L2Network,

    /// <summary>Layer 3 networks. Compared by name.</summary>
    L3Network,

    /// <summary>Network cards of virtual machines. Compared by IP address, MAC address, VM and network; shown by their IP address.</summary>
    VmNic,

    /// <summary>Virtual IP addresses. Compared by name.</summary>
    Vip,

    /// <summary>Elastic IP addresses. Compared by name.</summary>
    Eip,

    /// <summary>Compared by name.</summary>
    PortForwardingRule,

    /// <summary>Compared by name.</summary>
    LoadBalancer,

    /// <summary>Compared by name.</summary>
    SecurityGroup,

    /// <summary>Compared by name.</summary>
    AffinityGroup,

    /// <summary>Sizes of virtual machines. Compared by name.</summary>
    InstanceOffering,

    /// <summary>Sizes of volumes. Compared by name.</summary>
    DiskOffering,

    /// <summary>Compared by name and type. Passwords are never read.</summary>
    Account,

    /// <summary>Users of an account. Compared by name.</summary>
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
    /// <summary>Nothing is lost: it is the same, it comes back, or it is what the cloud finds out again by itself, such as the host of a VM.</summary>
    None,

    /// <summary>Something made or changed since would be lost.</summary>
    Loss,

    /// <summary>Data would be lost sight of.</summary>
    Danger,
}

/// <summary>One resource that differs between a backup and what came after it.</summary>
public sealed class ResourceDifference
{
    /// <summary>Also decides the table of the dump and the query of the API that it was read with (docs/zstack-api.md section 15).</summary>
    public ResourceKind Kind { get; internal init; }

    /// <summary>What a restore of <see cref="Reference"/> would do to it.</summary>
    public ResourceChange Change { get; internal init; }

    /// <summary>32 lower-case hex digits. A resource is the same on both sides when its uuid is.</summary>
    public string Uuid { get; internal init; } = "";

    /// <summary>In the difference, else in the reference. The IP address of a <see cref="ResourceKind.VmNic"/>. <c>null</c> without one.</summary>
    public string? Name { get; internal init; }

    /// <summary>When it was made, or last changed where it moved or changed; <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? When { get; internal init; }

    /// <summary>Which property differs, as the API calls it; <c>null</c> where all of it is there once only.</summary>
    public string? Property { get; internal init; }

    /// <summary>Its value in the reference.</summary>
    public string? Before { get; internal init; }

    /// <summary>Its value in the difference.</summary>
    public string? Now { get; internal init; }

    /// <summary>How bad <see cref="Change"/> is for whoever restores.</summary>
    public ResourceRisk Risk { get; internal init; }

    /// <summary>The backup that would be restored.</summary>
    public string Reference { get; internal init; } = "";

    /// <summary>The backup or the node that it is compared with.</summary>
    public string Difference { get; internal init; } = "";

    /// <summary>What all of the comparison comes to, in one sentence. The PowerShell module fills it.</summary>
    public string Sentence { get; internal set; } = "";

    /// <returns><c>Kind name: Change</c>, with the uuid where there is no name.</returns>
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

    /// <summary>Why it is unknown, or may be more than is seen; in the last line for any kind; <c>null</c> when it is whole. The PowerShell module fills it.</summary>
    public string? Problem { get; internal set; }

    /// <summary>The backup that would be restored.</summary>
    public string Reference { get; internal init; } = "";

    /// <summary>When the reference was made; <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? ReferenceCreated { get; internal init; }

    /// <summary>The backup or the node that it is compared with.</summary>
    public string Difference { get; internal init; } = "";

    /// <summary>What all of the comparison comes to, in one sentence. The PowerShell module fills it.</summary>
    public string Sentence { get; internal set; } = "";

    /// <summary>The name of the last line.</summary>
    internal const string All = "All";

    /// <returns>The kind, or <c>All</c>.</returns>
    public override string ToString() => Kind;
}
