using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>A backup storage at one moment.</summary>
public sealed record StorageInfo
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string Type { get; init; } = SandboxStorages.ImageStoreType;

    /// <summary><c>null</c>, as the next two, on what is no image store.</summary>
    public string? Hostname { get; init; }

    public string? Username { get; init; }

    public int? SshPort { get; init; }

    /// <summary>The directory on the host, not an address.</summary>
    public string? Url { get; init; }

    public long TotalCapacity { get; init; }

    public long AvailableCapacity { get; init; }

    public string State { get; init; } = "Enabled";

    public string Status { get; init; } = "Connected";

    public IReadOnlyList<string> AttachedZoneUuids { get; init; } = [SandboxStorages.Zone];

    /// <summary>System tags, for instance <c>onlybackup</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset CreateDate { get; init; }

    public DateTimeOffset LastOpDate { get; init; }

    internal bool IsImageStore => Type == SandboxStorages.ImageStoreType;

    internal bool IsUsable => State == "Enabled" && Status == "Connected";
}
