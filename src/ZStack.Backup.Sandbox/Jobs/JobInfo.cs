using System;

namespace ZStack.Backup.Sandbox;

/// <summary>A job at one moment, as a test may look at it.</summary>
public sealed record JobInfo
{
    public required string Id { get; init; }

    /// <summary>Name of the API, for instance <c>CreateDatabaseBackup</c>.</summary>
    public required string Api { get; init; }

    public required LoggedRequest Request { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>0 while it runs, and for ever when the node died under it; then 200 or 503.</summary>
    public required int Status { get; init; }

    /// <summary>It was not refused before its work.</summary>
    public required bool HasBegun { get; init; }

    /// <summary>JSON; empty while it runs.</summary>
    public required string Result { get; init; }

    /// <summary>False when it was purged, lost or forgotten: the id is free again.</summary>
    public required bool IsKnown { get; init; }

    public bool Succeeded => Status == 200;
}
