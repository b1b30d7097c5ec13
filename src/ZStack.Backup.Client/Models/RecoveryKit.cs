using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What a person needs when no server answers, as it lies in a folder. The contents of <c>kit.json</c>. Holds no secret.</summary>
public sealed class RecoveryKit
{
    /// <summary>The folder.</summary>
    public string Path { get; internal set; } = "";

    public DateTimeOffset Created { get; internal init; }

    /// <summary>Version of this module.</summary>
    public string? ModuleVersion { get; internal init; }

    /// <summary>Words of whoever made it.</summary>
    public string? Note { get; internal init; }

    public ItemList<RecoveryKitNode> Nodes { get; internal init; } = ItemList<RecoveryKitNode>.Empty;

    /// <summary>For each node those to try first come first.</summary>
    public ItemList<RecoveryKitBackup> Backups { get; internal init; } = ItemList<RecoveryKitBackup>.Empty;

    /// <summary><c>null</c> without any whose time is known.</summary>
    public RecoveryKitBackup? Newest { get; internal init; }

    /// <summary>The newest backup that is proven to restore; <c>null</c> without any.</summary>
    public RecoveryKitBackup? Proven { get; internal init; }

    /// <summary>Names in the folder, with a slash in those of the backups in it.</summary>
    public ItemList<string> Files { get; internal set; } = ItemList<string>.Empty;

    /// <summary>What whoever reads the kit would miss, in words.</summary>
    public ItemList<string> Warnings { get; internal set; } = ItemList<string>.Empty;

    /// <summary>The same, to be worded in each language.</summary>
    internal ItemList<RecoveryKitWarning> Lacks { get; init; } = ItemList<RecoveryKitWarning>.Empty;

    public override string ToString() => Path;
}

/// <summary>A node, by what it said of itself, or by what an older kit knew.</summary>
public sealed class RecoveryKitNode
{
    public string Server { get; internal init; } = "";

    /// <summary>Address of its API; <c>null</c> when only backups tell of the node.</summary>
    public string? Url { get; internal init; }

    public string? Version { get; internal init; }

    /// <summary>One of two nodes with one database; <c>null</c> when no backup tells.</summary>
    public bool? IsPair { get; internal init; }

    /// <summary>SHA-256 of the certificate that the session was pinned to, in hex; <c>null</c> without.</summary>
    public string? CertificateThumbprint { get; internal init; }

    /// <summary>When the node itself said this; <c>null</c>: never, it is only known by its backups.</summary>
    public DateTimeOffset? SeenAt { get; internal init; }

    /// <summary>It answered when the kit was made.</summary>
    public bool Reached { get; internal init; }

    public ItemList<RecoveryKitStorage> Storages { get; internal init; } = ItemList<RecoveryKitStorage>.Empty;

    public override string ToString() => Server;
}

/// <summary>A storage with backups. Its password is not known here.</summary>
public sealed class RecoveryKitStorage
{
    public string? Uuid { get; internal init; }

    public string? Name { get; internal init; }

    public string? Host { get; internal init; }

    public int? SshPort { get; internal init; }

    public string? User { get; internal init; }

    /// <summary>Folder on that host.</summary>
    public string? StoragePath { get; internal init; }

    public int RegistryPort { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? AvailableCapacity { get; internal init; }

    public string? Status { get; internal init; }

    public override string ToString() => Name ?? Host ?? Uuid ?? "";
}

/// <summary>A backup that the database can be restored from.</summary>
public sealed class RecoveryKitBackup
{
    /// <summary>The node whose database it is; empty when nothing tells.</summary>
    public string Server { get; internal init; } = "";

    public string? Name { get; internal init; }

    public DateTimeOffset? Created { get; internal init; }

    public string? Version { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; internal init; }

    /// <summary>Of the file, lower-case hex.</summary>
    public string? Md5 { get; internal init; }

    /// <inheritdoc cref="Md5"/>
    public string? Sha256 { get; internal init; }

    /// <summary>When it was last proven to restore; <c>null</c>: not proven.</summary>
    public DateTimeOffset? ProvenAt { get; internal init; }

    /// <summary>Uuid of the node's record; <c>null</c> without one.</summary>
    public string? RecordUuid { get; internal init; }

    public ItemList<RecoveryKitCopy> Copies { get; internal init; } = ItemList<RecoveryKitCopy>.Empty;

    /// <summary>The file at home, on the machine that the kit was made on; <c>null</c> without one.</summary>
    public string? FullName { get; internal init; }

    /// <summary>Its file in this kit; <c>null</c> when it is not in it.</summary>
    public string? Included { get; internal init; }

    /// <summary>When the older kit was made that this is taken over from; <c>null</c> for what was found this time.</summary>
    public DateTimeOffset? KnownFrom { get; internal init; }

    public override string ToString() => Name ?? FullName ?? "";
}

/// <summary>A copy of a backup on a storage.</summary>
public sealed class RecoveryKitCopy
{
    /// <summary>Uuid of the storage.</summary>
    public string? StorageUuid { get; internal init; }

    /// <summary><c>zstore://name/id</c>.</summary>
    public string? InstallPath { get; internal init; }

    public override string ToString() => InstallPath ?? "";
}

/// <summary>What a kit lacks; the module has a sentence for each.</summary>
[Sentences("KitLacks_")]
internal enum RecoveryKitLack
{
    /// <summary>Server: it did not answer, and no older kit knew it.</summary>
    [Facts("server")]
    NodeUnknown,

    /// <summary>Server, when the older kit was made that knew it.</summary>
    [Facts("server", "time")]
    NodeFromOlderKit,

    /// <summary>Server.</summary>
    [Facts("server")]
    NoBackup,

    /// <summary>Server.</summary>
    [Facts("server")]
    NoProvenBackup,

    /// <summary>Server, name of its newest backup.</summary>
    [Facts("server", "backup")]
    NewestNotProven,

    /// <summary>Server: its dump was to be in the kit, and is in no vault that was given.</summary>
    [Facts("server")]
    NothingToInclude,
}

/// <summary>One thing that a kit lacks.</summary>
internal sealed class RecoveryKitWarning
{
    public RecoveryKitWarning(RecoveryKitLack lack, params object[] facts)
    {
        Lack = lack;
        Statement = new Statement(Lack, facts);
    }

    public RecoveryKitLack Lack { get; }

    internal Statement Statement { get; }
}
