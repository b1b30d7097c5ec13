using System;

namespace ZStack.Backup.Client.Restores;

/// <summary>How often a node is looked at while it restores, and how long it is given.</summary>
internal sealed class RestorePace
{
    public static readonly RestorePace Usual = new();

    /// <summary>Loading a database and starting takes minutes; a big one on a slow disk takes longer.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromHours(2);

    /// <summary>Between two looks.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For one answer: a node that is about to go may take a question and never answer it.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a node that has taken the restore and does not stop for it.</summary>
    public TimeSpan Reluctance { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The same, for a node that may not have taken it at all.</summary>
    public TimeSpan Doubt { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the log to be opened, per address.</summary>
    public TimeSpan LogOpens { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the last lines of the log, once the node is back.</summary>
    public TimeSpan LogEnds { get; init; } = TimeSpan.FromMilliseconds(500);
}
