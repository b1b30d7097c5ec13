using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What was seen of a restore.</summary>
public enum RestoreOutcome
{
    /// <summary>Nothing was changed: <c>-WhatIf</c>.</summary>
    NotStarted,

    /// <summary>The node has taken it; it was not followed.</summary>
    Started,

    /// <summary>The node is ready and its database is another one.</summary>
    Restored,

    /// <summary>It was not seen whether the database was replaced.</summary>
    Unknown,
}

/// <summary>The stations of a restore.</summary>
public enum RestoreStage
{
    /// <summary>Checks and questions.</summary>
    Preflight,

    /// <summary>The change is on its way: from here on there is no return.</summary>
    Sending,

    /// <summary>The node looks at the backup and fetches it.</summary>
    Preparing,

    /// <summary>The node has answered and works; the API is still there.</summary>
    Restoring,

    /// <summary>Nobody answers.</summary>
    NodeAway,

    /// <summary>The node answers that it is not ready yet.</summary>
    NodeStarting,

    LoggingIn,

    Finished,
}

/// <summary>One station and how long it took.</summary>
public sealed class RestorePhase
{
    public RestoreStage Stage { get; internal init; }

    public DateTimeOffset StartedAt { get; internal init; }

    public TimeSpan Duration { get; internal set; }

    /// <summary>What made it begin, such as the failure that showed the node to be away.</summary>
    public string? Detail { get; internal set; }

    /// <summary>The same as <see cref="Detail"/>, to be worded for the user.</summary>
    internal object? Found { get; init; }

    public override string ToString() => $"{Stage} {Math.Round(Duration.TotalSeconds, 1)}s";
}

/// <summary>A restore from the first check to the new session, as far as it was followed.</summary>
public sealed class RestoreResult : ServerObject
{
    private ItemList<string>? _followUps;

    public RestoreOutcome Outcome { get; internal init; }

    public string? BackupUuid { get; internal init; }

    public string? BackupName { get; internal init; }

    /// <summary>When the backup was made: the state that the database goes back to.</summary>
    public DateTimeOffset? BackupCreated { get; internal init; }

    /// <summary>Picks the following up again: <c>Restore-ZStackDatabaseBackup -Follow -JobId</c>.</summary>
    public string? JobId { get; internal init; }

    public ItemList<RestoreCheck> Checks { get; internal init; } = ItemList<RestoreCheck>.Empty;

    public ItemList<RestorePhase> Timeline { get; internal init; } = ItemList<RestorePhase>.Empty;

    public TimeSpan Duration { get; internal init; }

    /// <summary>The file with the lines of the node's log; <c>null</c> when none was written.</summary>
    public string? LogPath { get; internal set; }

    /// <summary>What is left to do, in words.</summary>
    public ItemList<string> FollowUps
    {
        get => _followUps ??= new ItemList<string>(LeftToDo.Select(left => left.ToString()));
        internal set => _followUps = value;
    }

    /// <summary>Opened with the credentials of the old session; <c>null</c> when the node did not take them, or they cannot be used again.</summary>
    public ZStackSession? NewSession { get; internal init; }

    /// <summary>The same as <see cref="FollowUps"/>, to be worded for the user.</summary>
    internal IReadOnlyList<Statement> LeftToDo { get; init; } = [];

    public override string ToString() => $"{Server}: {Outcome}";
}
