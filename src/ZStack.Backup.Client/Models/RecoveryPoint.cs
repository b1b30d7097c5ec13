using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>Whether a restore of a backup can be expected to work, by what is known now.</summary>
public enum RecoveryUse
{
    Yes,

    /// <summary>Nothing speaks against it, and something that matters could not be found out.</summary>
    Unknown,

    No,
}

/// <summary>Where a backup lies, and which way a restore takes from there.</summary>
public enum RecoverySource
{
    /// <summary>A node has a record of it: <c>Restore-ZStackDatabaseBackup</c> takes that.</summary>
    Record,

    /// <summary>On an image store: <c>Restore-ZStackDatabaseBackup</c> takes that, with the credential of the store.</summary>
    ImageStore,

    /// <summary>A file at home: it is copied to the node, and restored there.</summary>
    File,
}

/// <summary>Why a recovery point is not as good as one could be, the gravest first. The names are stable.</summary>
[Sentences("Recovery_")]
public enum RecoveryReasonId
{
    /// <summary>Not whole, switched off, or without a copy.</summary>
    [Facts("server", "state", "status", "copies")]
    NotReady,

    /// <summary>The node can reach no storage with a copy.</summary>
    [Facts("server", "storages")]
    StorageDisconnected,

    /// <summary>The file at home is not as it was saved.</summary>
    [Facts("file", "state")]
    FileDamaged,

    /// <summary>The newest test failed.</summary>
    [Facts("level", "time")]
    TestFailed,

    /// <summary>A node takes only backups of its own version.</summary>
    [Facts("version", "needed")]
    OtherVersion,

    /// <summary>The file at home is another one than the node has.</summary>
    [Facts("file")]
    HashDiffers,

    /// <summary>It is of another node than those that were asked.</summary>
    [Facts("server", "wanted")]
    OtherNode,

    /// <summary>The clock that it was made by was wrong, or the time is a forged one.</summary>
    [Facts("time")]
    FromFuture,

    /// <summary>The version of the backup or of the node is not known, or spelled differently.</summary>
    [Facts("version", "needed")]
    VersionUnknown,

    /// <summary>Whether the node can reach a storage with a copy is not known.</summary>
    [Facts("server")]
    StorageUnknown,

    /// <summary>The evidence was changed: it proves nothing.</summary>
    [Facts("file")]
    EvidenceBroken,

    /// <summary>No test of it is known.</summary>
    NeverTested,

    /// <summary>Tested, and not by restoring it.</summary>
    [Facts("level", "time")]
    NotRestored,

    /// <summary>Nothing tells when it was made.</summary>
    NoTime,

    /// <summary>There is a newer one: what changed between them would be lost.</summary>
    [Facts("span", "newer")]
    OlderThanAsked,

    /// <summary>A restore takes the file at home, which has to be brought to the node.</summary>
    [Facts("file")]
    OnlyAtHome,
}

/// <summary>One thing that speaks against a recovery point, or has to be done for it.</summary>
public sealed class RecoveryReason
{
    private string? _text;

    internal RecoveryReason(RecoveryReasonId id, params object[] facts)
    {
        Id = id;
        Statement = new Statement(Id, facts);
    }

    /// <summary>Stable.</summary>
    public RecoveryReasonId Id { get; }

    /// <summary>The same in words, English until the module has worded it for its user.</summary>
    public string Text
    {
        get => _text ?? Statement.ToString();
        internal set => _text = value;
    }

    internal Statement Statement { get; }

    public override string ToString() => Text;
}

/// <summary>One place that a backup was seen in.</summary>
public sealed class RecoveryPlace
{
    public RecoverySource Kind { get; internal init; }

    /// <summary>The node, the store, or the file.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Whether a restore from there can be expected to work.</summary>
    public RecoveryUse Usable { get; internal init; }

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>A backup that the database could be restored from, with all places that it was seen in.</summary>
public sealed class RecoveryPoint
{
    /// <summary>1 is the best.</summary>
    public int Rank { get; internal set; }

    public string? BackupName { get; internal init; }

    /// <summary>The node whose database it is.</summary>
    public string? Server { get; internal init; }

    public DateTimeOffset? Created { get; internal init; }

    /// <summary>Version of the product that made it; a restore needs the same.</summary>
    public string? Version { get; internal init; }

    public RecoveryUse Usable { get; internal init; }

    /// <summary>When it was last proven to restore; <c>null</c>: not proven.</summary>
    public DateTimeOffset? ProvenAt { get; internal init; }

    public ItemList<RecoveryPlace> Places { get; internal init; } = ItemList<RecoveryPlace>.Empty;

    /// <summary>Time to read and load it, as its proof took; <c>null</c> when nothing tells.</summary>
    public TimeSpan? EstimatedRestore { get; internal set; }

    /// <summary>The backup by whose proof that is estimated; <c>null</c> when it is its own.</summary>
    public string? EstimatedFrom { get; internal set; }

    /// <summary>What speaks against it, the gravest first, and what has to be done for it.</summary>
    public ItemList<RecoveryReason> Reasons { get; internal set; } = ItemList<RecoveryReason>.Empty;

    /// <summary>What a restore takes.</summary>
    public RecoverySource Source { get; internal init; }

    /// <summary>Bytes; <c>null</c> when not known.</summary>
    public long? Size { get; internal init; }

    /// <summary>MD5 of the file, lower-case hex.</summary>
    public string? Md5 { get; internal init; }

    /// <summary>The file at home; <c>null</c> without one.</summary>
    public string? FullName => Saved?.FullName;

    /// <summary>The record of a node; <c>null</c> without one.</summary>
    public DatabaseBackupRecord? Record { get; internal init; }

    /// <summary>The backup on an image store; <c>null</c> without one.</summary>
    public ImageInfo? Image { get; internal init; }

    /// <summary>The saved backup; <c>null</c> without one.</summary>
    public SavedBackup? Saved { get; internal init; }

    public override string ToString() => BackupName ?? FullName ?? base.ToString()!;
}
