using System;

namespace ZStack.Backup;

/// <summary>A copy of a database backup on one backup storage. Source: docs/zstack-api.md section 3.0.</summary>
public sealed class BackupStorageRef
{
    public string? BackupStorageUuid { get; internal init; }

    /// <summary><c>zstore://name/id</c>.</summary>
    public string? InstallPath { get; internal init; }

    /// <summary>Where the file can be downloaded; <c>null</c> while it is not exported.</summary>
    public string? ExportUrl { get; internal init; }

    /// <summary><c>Ready</c> when the copy is whole.</summary>
    public string? Status { get; internal init; }

    public DateTimeOffset? CreateDate { get; internal init; }

    public DateTimeOffset? LastOpDate { get; internal init; }

    public override string ToString() => BackupStorageUuid ?? "";
}
