using System;

namespace ZStack.Backup;

/// <summary>A copy of a database backup on one backup storage. Source: docs/zstack-api.md section 3.0.</summary>
public sealed class BackupStorageRef
{
    /// <summary>Uuid of the storage that holds this copy: 32 lower-case hex digits.</summary>
    public string? BackupStorageUuid { get; internal init; }

    /// <summary><c>zstore://name/id</c>.</summary>
    public string? InstallPath { get; internal init; }

    /// <summary>Where the file can be downloaded; <c>null</c> while it is not exported.</summary>
    public string? ExportUrl { get; internal init; }

    /// <summary><c>Ready</c> when the copy is whole.</summary>
    public string? Status { get; internal init; }

    /// <summary>When the node made its record of the copy, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>When the node last changed its record of the copy, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? LastOpDate { get; internal init; }

    /// <returns>The uuid of the storage.</returns>
    public override string ToString() => BackupStorageUuid ?? "";
}
