using System;
using System.Collections.Generic;

namespace ZStack.Backup.Client.Vault;

/// <summary>All that is known of the backups when somebody asks which one to take.</summary>
public sealed class RecoveryFacts
{
    public IReadOnlyCollection<DatabaseBackupRecord> Records { get; init; } = [];

    public IReadOnlyCollection<ImageInfo> Images { get; init; } = [];

    public IReadOnlyCollection<SavedBackup> Saved { get; init; } = [];

    /// <summary>The nodes that were asked, whether they answered or not.</summary>
    public IReadOnlyCollection<RecoveryNode> Nodes { get; init; } = [];

    /// <summary>Version of the node that is to be restored, where it cannot say so itself.</summary>
    public string? ForVersion { get; init; }

    public DateTimeOffset Now { get; init; }

    /// <summary>Which points were asked for.</summary>
    public Func<RecoveryPoint, bool> IsAsked { get; init; } = _ => true;
}

/// <summary>What a node that was asked said of itself.</summary>
public sealed class RecoveryNode
{
    public RecoveryNode(string server) => Server = server;

    public string Server { get; }

    /// <summary><c>null</c> when it did not say.</summary>
    public string? Version { get; init; }

    /// <summary>Its storages by uuid; <c>null</c> when it did not say.</summary>
    public IReadOnlyDictionary<string, BackupStorage>? Storages { get; init; }
}
