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

    /// <summary>The node is back, and a new session is opened.</summary>
    LoggingIn,

    /// <summary>Nothing more is done or watched. <see cref="RestoreResult.Outcome"/> says what came of it.</summary>
    Finished,
}

/// <summary>One station and how long it took.</summary>
public sealed class RestorePhase
{
    /// <summary>A stage may come more than once, such as when a node goes away twice.</summary>
    public RestoreStage Stage { get; internal init; }

    /// <summary>By the clock and zone of this machine.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>Until the next station began; of the last one until the result was made.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>What made it begin, such as the failure that showed the node to be away; <c>null</c> without. The PowerShell module fills it.</summary>
    public string? Detail { get; internal set; }

    /// <summary>The same as <see cref="Detail"/>, to be worded for the user.</summary>
    internal object? Found { get; init; }

    /// <returns><c>Stage 0.0s</c></returns>
    public override string ToString() => $"{Stage} {Math.Round(Duration.TotalSeconds, 1)}s";
}

/// <summary>A restore from the first check to the new session, as far as it was followed.</summary>
public sealed class RestoreResult : ServerObject
{
    private ItemList<string>? _followUps;

    /// <summary><see cref="RestoreOutcome.Unknown"/> is no failure: the restore may have been done, and <see cref="FollowUps"/> says how to find out.</summary>
    public RestoreOutcome Outcome { get; internal init; }

    /// <summary>Uuid of the node's record, 32 lower-case hex digits; <c>null</c> for an image of a store, and for a restore that was only followed.</summary>
    public string? BackupUuid { get; internal init; }

    /// <summary>Name of the backup; <c>null</c> for a restore that was only followed.</summary>
    public string? BackupName { get; internal init; }

    /// <summary>When the backup was made: the state that the database goes back to. <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? BackupCreated { get; internal init; }

    /// <summary>Job of the restore, 32 lower-case hex digits; <c>null</c> when nothing was sent, or the id is not known. <c>Restore-ZStackDatabaseBackup -Follow -JobId</c> goes on with it.</summary>
    public string? JobId { get; internal init; }

    /// <summary>All checks, in the order of <see cref="RestoreCheckId"/>. Empty for a restore that was only followed.</summary>
    public ItemList<RestoreCheck> Checks { get; internal init; } = ItemList<RestoreCheck>.Empty;

    /// <summary>The stations in the order of time.</summary>
    public ItemList<RestorePhase> Timeline { get; internal init; } = ItemList<RestorePhase>.Empty;

    /// <summary>Time from the first check, or from the begin of following, until this result.</summary>
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

    /// <returns><c>Server: Outcome</c></returns>
    public override string ToString() => $"{Server}: {Outcome}";
}
