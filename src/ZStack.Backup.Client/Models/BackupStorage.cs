using System;

namespace ZStack.Backup;

/// <summary>An image-store backup storage that is registered in this cloud. Source: docs/zstack-api.md section 4.</summary>
public sealed class BackupStorage : ServerObject
{
    public string? Uuid { get; internal init; }

    public string? Name { get; internal init; }

    public string? Description { get; internal init; }

    public string? Hostname { get; internal init; }

    public int? SshPort { get; internal init; }

    /// <summary>Who the node logs in there as. Its password is never told.</summary>
    public string? Username { get; internal init; }

    /// <summary>Folder on that host, such as <c>/zstack_bs</c>.</summary>
    public string? StoragePath { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? TotalCapacity { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? AvailableCapacity { get; internal init; }

    public string? Type { get; internal init; }

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    public string? State { get; internal init; }

    /// <summary><c>Connected</c>, <c>Connecting</c> or <c>Disconnected</c>.</summary>
    public string? Status { get; internal init; }

    public DateTimeOffset? CreateDate { get; internal init; }

    public DateTimeOffset? LastOpDate { get; internal init; }

    public ItemList<string> AttachedZoneUuids { get; internal init; } = ItemList<string>.Empty;

    public override string ToString() => Name ?? Uuid ?? base.ToString();

    private protected override string? Identity => Uuid is null ? null : $"{Server} {Uuid}";
}
