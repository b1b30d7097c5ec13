using System;

namespace ZStack.Backup;

/// <summary>An image-store backup storage that is registered in this cloud. Source: docs/zstack-api.md section 4.</summary>
public sealed class BackupStorage : ServerObject
{
    /// <summary>32 lower-case hex digits.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>Several storages may have the same.</summary>
    public string? Name { get; internal init; }

    /// <summary>Free text; <c>null</c> without one.</summary>
    public string? Description { get; internal init; }

    /// <summary>Host that the node reaches by ssh: a name or an address. <c>null</c> when the node does not say.</summary>
    public string? Hostname { get; internal init; }

    /// <summary><c>null</c> when the node does not say, or says something that is no port.</summary>
    public int? SshPort { get; internal init; }

    /// <summary>Who the node logs in there as. Its password is never told.</summary>
    public string? Username { get; internal init; }

    /// <summary>Folder on that host, such as <c>/zstack_bs</c>.</summary>
    public string? StoragePath { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? TotalCapacity { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? AvailableCapacity { get; internal init; }

    /// <summary><c>ImageStoreBackupStorage</c> for an image store.</summary>
    public string? Type { get; internal init; }

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    public string? State { get; internal init; }

    /// <summary><c>Connected</c>, <c>Connecting</c> or <c>Disconnected</c>.</summary>
    public string? Status { get; internal init; }

    /// <summary>When it was added to the cloud, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>When the record of the storage was last changed, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? LastOpDate { get; internal init; }

    /// <summary>Zones of the cloud that use it, 32 lower-case hex digits each.</summary>
    public ItemList<string> AttachedZoneUuids { get; internal init; } = ItemList<string>.Empty;

    /// <returns>The name, else the uuid.</returns>
    public override string ToString() => Name ?? Uuid ?? base.ToString();

    private protected override string? Identity => Uuid is null ? null : $"{Server} {Uuid}";
}
