using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What a person needs when no server answers, as it lies in a folder. The contents of <c>kit.json</c>. Holds no secret.</summary>
public sealed class RecoveryKit
{
    /// <summary>The folder.</summary>
    public string Path { get; internal set; } = "";

    /// <summary>When the kit was made, by the clock of the machine that made it.</summary>
    public DateTimeOffset Created { get; internal init; }

    /// <summary>Version of this module.</summary>
    public string? ModuleVersion { get; internal init; }

    /// <summary>Words of whoever made it.</summary>
    public string? Note { get; internal init; }

    /// <summary>The nodes that were asked, those that backups tell of, and those that an older kit knew.</summary>
    public ItemList<RecoveryKitNode> Nodes { get; internal init; } = ItemList<RecoveryKitNode>.Empty;

    /// <summary>For each node those to try first come first.</summary>
    public ItemList<RecoveryKitBackup> Backups { get; internal init; } = ItemList<RecoveryKitBackup>.Empty;

    /// <summary><c>null</c> without any whose time is known.</summary>
    public RecoveryKitBackup? Newest { get; internal init; }

    /// <summary>The newest backup that is proven to restore; <c>null</c> without any.</summary>
    public RecoveryKitBackup? Proven { get; internal init; }

    /// <summary>Names in the folder, with a slash in those of the backups in it.</summary>
    public ItemList<string> Files { get; internal set; } = ItemList<string>.Empty;

    /// <summary>What whoever reads the kit would miss, in words. The PowerShell module fills it when it makes a kit; empty for one that was read.</summary>
    public ItemList<string> Warnings { get; internal set; } = ItemList<string>.Empty;

    /// <summary>The same, to be worded in each language.</summary>
    internal ItemList<RecoveryKitWarning> Lacks { get; init; } = ItemList<RecoveryKitWarning>.Empty;

    /// <returns>The path of the folder.</returns>
    public override string ToString() => Path;
}

/// <summary>A node, by what it said of itself, or by what an older kit knew.</summary>
public sealed class RecoveryKitNode
{
    /// <summary>Name of the node: its host, with the port where it is not the usual one. Empty for backups that do not tell their node.</summary>
    public string Server { get; internal init; } = "";

    /// <summary>Address of its API; <c>null</c> when only backups tell of the node.</summary>
    public string? Url { get; internal init; }

    /// <summary>Version of the product that the node runs, such as <c>5.2.1</c>; <c>null</c> when it never said. A restore needs a backup of the same version.</summary>
    public string? Version { get; internal init; }

    /// <summary>One of two nodes with one database; <c>null</c> when no backup tells.</summary>
    public bool? IsPair { get; internal init; }

    /// <summary>SHA-256 of the certificate that the session was pinned to, in hex; <c>null</c> without.</summary>
    public string? CertificateThumbprint { get; internal init; }

    /// <summary>When the node itself said this; <c>null</c>: never, it is only known by its backups.</summary>
    public DateTimeOffset? SeenAt { get; internal init; }

    /// <summary>It answered when the kit was made.</summary>
    public bool Reached { get; internal init; }

    /// <summary>The storages of the node, by name. Empty when it never told them.</summary>
    public ItemList<RecoveryKitStorage> Storages { get; internal init; } = ItemList<RecoveryKitStorage>.Empty;

    /// <returns>The name of the node.</returns>
    public override string ToString() => Server;
}

/// <summary>A storage with backups. Its password is not known here.</summary>
public sealed class RecoveryKitStorage
{
    /// <summary>32 lower-case hex digits.</summary>
    public string? Uuid { get; internal init; }

    /// <summary><c>null</c> when the node did not say.</summary>
    public string? Name { get; internal init; }

    /// <summary>Host to reach by ssh: a name or an address. <c>null</c> when the node did not say.</summary>
    public string? Host { get; internal init; }

    /// <summary><c>null</c> when the node did not say.</summary>
    public int? SshPort { get; internal init; }

    /// <summary>User that the node logs in as. <c>null</c> when the node did not say.</summary>
    public string? User { get; internal init; }

    /// <summary>Folder on that host.</summary>
    public string? StoragePath { get; internal init; }

    /// <summary>TCP port of the registry. The API does not tell it, so it is the usual 8000; 0 when <c>kit.json</c> has none.</summary>
    public int RegistryPort { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? AvailableCapacity { get; internal init; }

    /// <summary><c>Connected</c>, <c>Connecting</c> or <c>Disconnected</c> when the node was asked.</summary>
    public string? Status { get; internal init; }

    /// <returns>The name, else the host or the uuid.</returns>
    public override string ToString() => Name ?? Host ?? Uuid ?? "";
}

/// <summary>A backup that the database can be restored from.</summary>
public sealed class RecoveryKitBackup
{
    /// <summary>The node whose database it is; empty when nothing tells.</summary>
    public string Server { get; internal init; } = "";

    /// <summary>Name that the backup was given when it was made; <c>null</c> when nothing tells.</summary>
    public string? Name { get; internal init; }

    /// <summary>When the backup was made, with the offset that it came with; <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>Version of the product that made the backup; a restore needs the same. <c>null</c> when nothing tells.</summary>
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

    /// <summary>Where storages hold the backup. Empty when it is only a file.</summary>
    public ItemList<RecoveryKitCopy> Copies { get; internal init; } = ItemList<RecoveryKitCopy>.Empty;

    /// <summary>The file at home, on the machine that the kit was made on; <c>null</c> without one.</summary>
    public string? FullName { get; internal init; }

    /// <summary>Its file in this kit; <c>null</c> when it is not in it.</summary>
    public string? Included { get; internal init; }

    /// <summary>When the older kit was made that this is taken over from; <c>null</c> for what was found this time.</summary>
    public DateTimeOffset? KnownFrom { get; internal init; }

    /// <returns>The name, else the path of the file.</returns>
    public override string ToString() => Name ?? FullName ?? "";
}

/// <summary>A copy of a backup on a storage.</summary>
public sealed class RecoveryKitCopy
{
    /// <summary>Uuid of the storage.</summary>
    public string? StorageUuid { get; internal init; }

    /// <summary><c>zstore://name/id</c>.</summary>
    public string? InstallPath { get; internal init; }

    /// <returns>The install path.</returns>
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
