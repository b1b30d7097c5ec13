using System;
using System.Collections.Generic;

namespace ZStack.Backup.Client.Vault;

/// <summary>All that is known of the backups when somebody asks which one to take.</summary>
/// <remarks>What was not asked is empty, and then counts as not seen there.</remarks>
public sealed class RecoveryFacts
{
    /// <summary>Records of all nodes that were asked.</summary>
    public IReadOnlyCollection<DatabaseBackupRecord> Records { get; init; } = [];

    /// <summary>Backups on image stores.</summary>
    public IReadOnlyCollection<ImageInfo> Images { get; init; } = [];

    /// <summary>Files at home, with what their manifests and evidence say.</summary>
    public IReadOnlyCollection<SavedBackup> Saved { get; init; } = [];

    /// <summary>The nodes that were asked, whether they answered or not.</summary>
    public IReadOnlyCollection<RecoveryNode> Nodes { get; init; } = [];

    /// <summary>Version of the node that is to be restored, where it cannot say so itself.</summary>
    public string? ForVersion { get; init; }

    /// <summary>The present by the clock that the times of the backups come from; a backup that claims to be newer by more than ten minutes is suspect.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Whether a point belongs to the answer; all do by default. The others still count for estimates.</summary>
    public Func<RecoveryPoint, bool> IsAsked { get; init; } = _ => true;
}

/// <summary>What a node that was asked said of itself.</summary>
public sealed class RecoveryNode
{
    /// <param name="server">Name of the node: its host, with the port where it is not the usual one.</param>
    public RecoveryNode(string server) => Server = server;

    /// <summary>Name of the node, as in <see cref="ServerObject.Server"/>.</summary>
    public string Server { get; }

    /// <summary>Version of the product that the node runs, such as <c>5.2.1</c>; <c>null</c> when it did not say.</summary>
    public string? Version { get; init; }

    /// <summary>Its storages by uuid; <c>null</c> when it did not say.</summary>
    public IReadOnlyDictionary<string, BackupStorage>? Storages { get; init; }
}
