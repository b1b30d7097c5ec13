using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup;

/// <summary>A database backup that this cloud knows, with its copies. What the server did not say is <c>null</c>.</summary>
/// <remarks>Source: docs/zstack-api.md section 3.0, DatabaseBackupInventory.</remarks>
#pragma warning disable CA1036 // Scripts compare with -eq and Sort-Object; operators would change what == means in C#.
public sealed class DatabaseBackupRecord : ServerObject, IComparable
#pragma warning restore CA1036
{
    /// <summary>Id of the record: 32 lower-case hex digits.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>Name that the backup was given when it was made. Several backups may have the same.</summary>
    public string? Name { get; internal init; }

    /// <summary>Free text; <c>null</c> without one.</summary>
    public string? Description { get; internal init; }

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    public string? State { get; internal init; }

    /// <summary><c>Ready</c> when the backup is whole; others, such as <c>Creating</c>, pass.</summary>
    public string? Status { get; internal init; }

    /// <summary>Bytes in the store.</summary>
    public long? Size { get; internal init; }

    /// <summary>At the server's offset.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>When the record was last changed, at the node's offset; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? LastOpDate { get; internal init; }

    /// <summary>Version of the product that made the backup; a restore needs the same.</summary>
    public string? Version { get; internal init; }

    /// <summary><c>singleDatabase</c>, or <c>multiDatabase</c> for a pair of nodes.</summary>
    public string? DatabaseType { get; internal init; }

    /// <summary>MD5 of the file, lower-case hex. Old backups have none.</summary>
    public string? Md5 { get; internal init; }

    /// <summary>Where the download of the first exported copy is; <c>null</c> when none is exported.</summary>
    public string? ExportUrl => BackupStorageRefs.Select(copy => copy.ExportUrl).FirstOrDefault(url => url is not null);

    /// <summary>The storages that hold a copy.</summary>
    public ItemList<string> BackupStorageUuids => new(BackupStorageRefs.Select(copy => copy.BackupStorageUuid).OfType<string>());

    /// <summary>The copies, one for each storage. Empty when the node lists none.</summary>
    public ItemList<BackupStorageRef> BackupStorageRefs { get; internal init; } = ItemList<BackupStorageRef>.Empty;

    /// <summary>The copies that are whole, or not said to be otherwise.</summary>
    internal IEnumerable<BackupStorageRef> ReadyCopies => BackupStorageRefs.Where(copy => copy.Status is null or "Ready");

    /// <summary>Whole, switched on, and somewhere.</summary>
    internal bool IsWhole => State is null or "Enabled" && Status is null or "Ready" && ReadyCopies.Any();

    /// <returns>The name, else the uuid.</returns>
    public override string ToString() => Name ?? Uuid ?? base.ToString();

    private protected override string? Identity => Uuid is null ? null : $"{Server} {Uuid}";

    /// <summary>By time. <c>Sort-Object</c> would compare the names, and <c>-Unique</c> take two backups of one name for the same.</summary>
    public int CompareTo(object? obj) =>
        obj is null or DatabaseBackupRecord ? CompareTo((ServerObject?)obj, CreateDate, (obj as DatabaseBackupRecord)?.CreateDate) : throw new ArgumentException(null, nameof(obj));
}
