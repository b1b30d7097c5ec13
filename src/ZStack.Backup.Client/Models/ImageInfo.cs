using System;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup;

/// <summary>A database backup on an image store. What the server did not say is <c>null</c>.</summary>
/// <remarks>Source: docs/zstack-api.md section 3.1, both answers of GetDatabaseBackupFromImageStore.</remarks>
#pragma warning disable CA1036 // Scripts compare with -eq and Sort-Object; operators would change what == means in C#.
public sealed class ImageInfo : ServerObject, IComparable
#pragma warning restore CA1036
{
    private BackupMetadata? _metadata;

    /// <summary>Id of the image: the last part of <see cref="InstallPath"/>.</summary>
    public string? Id { get; internal init; }

    /// <summary>Name of the image: the first part of <see cref="InstallPath"/>. The backup's own name is <see cref="BackupName"/>.</summary>
    public string? Name { get; internal init; }

    /// <summary>Name that the backup was given when it was made.</summary>
    public string? BackupName => Metadata.Name;

    /// <summary>Version of the product that made the backup; a restore needs the same.</summary>
    public string? Version => Metadata.Version;

    /// <summary><c>singleDatabase</c>, or <c>multiDatabase</c> for a pair of nodes.</summary>
    public string? DatabaseType => Metadata.Type;

    /// <summary>At the server's offset.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>Bytes in the store.</summary>
    public long? Size { get; internal init; }

    /// <summary>Bytes when unpacked.</summary>
    public long? VirtualSize { get; internal init; }

    /// <summary>MD5 of the file, lower-case hex. Old backups have none.</summary>
    public string? Md5 => Metadata.Md5;

    /// <summary><c>zstore://name/id</c>.</summary>
    public string? InstallPath { get; internal init; }

    /// <summary><c>parent</c> of the image record, as the store has it; <c>null</c> when the node answers with <c>backups</c>.</summary>
    public string? Parent { get; internal init; }

    /// <summary><c>blobsum</c> of the image record, as the store has it; <c>null</c> when the node answers with <c>backups</c>.</summary>
    public string? Blobsum { get; internal init; }

    /// <summary><c>author</c> of the image record, as the store has it; <c>null</c> when the node answers with <c>backups</c>.</summary>
    public string? Author { get; internal init; }

    /// <summary><c>arch</c> of the image record, as the store has it; <c>null</c> when the node answers with <c>backups</c>.</summary>
    public string? Arch { get; internal init; }

    /// <summary>The image's description as the store keeps it: usually JSON with the backup's metadata.</summary>
    public string? Desc { get; internal init; }

    /// <summary>The store, without password.</summary>
    public string? ImageStore { get; internal init; }

    /// <summary>TCP port of the store's registry that was asked for; 8000 when none was given.</summary>
    public int? RegistryPort { get; internal init; }

    /// <summary>Of <see cref="Desc"/>, which is read when somebody asks for it: of most images in a long list nobody does.</summary>
    internal BackupMetadata Metadata
    {
        get => _metadata ??= ReadMetadata?.Invoke(Desc) ?? BackupMetadata.Nothing;
        init => _metadata = value;
    }

    internal Func<string?, BackupMetadata>? ReadMetadata { private get; init; }

    /// <returns>The backup's own name, else the image's name or id.</returns>
    public override string ToString() => BackupName ?? Name ?? Id ?? base.ToString();

    private protected override string? Identity => ImageStore is null || InstallPath is null ? null : $"{ImageStore.Substring(ImageStore.LastIndexOf('@') + 1)} {InstallPath}";

    /// <summary>By time. <c>Sort-Object</c> would compare the names, and <c>-Unique</c> take two backups of one name for the same.</summary>
    public int CompareTo(object? obj) =>
        obj is null or ImageInfo ? CompareTo((ServerObject?)obj, Created, (obj as ImageInfo)?.Created) : throw new ArgumentException(null, nameof(obj));
}
