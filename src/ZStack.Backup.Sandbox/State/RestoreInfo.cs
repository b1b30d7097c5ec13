using System;

namespace ZStack.Backup.Sandbox;

/// <summary>A restore that the node accepted.</summary>
public sealed record RestoreInfo
{
    public required DateTimeOffset Accepted { get; init; }

    /// <summary>Name, version and time of the backup.</summary>
    public required BackupRecord Backup { get; init; }

    /// <summary><c>null</c> when it came by address.</summary>
    public string? Uuid { get; init; }

    public string? Url { get; init; }

    public string? InstallPath { get; init; }

    public required string MySqlRootPassword { get; init; }

    public int LogPort { get; init; }

    /// <summary>The data have been replaced.</summary>
    public bool Replaced { get; init; }

    /// <summary>The node is back.</summary>
    public bool Returned { get; init; }
}
