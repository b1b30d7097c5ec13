using System;
using System.Security;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Client.Restores;

/// <summary>The backup that a database is to be replaced by: a record of the node, or an image on a store.</summary>
public sealed class RestoreSource
{
    private readonly Func<SecureString, Change> _change;

    /// <param name="record">A record of the node to be restored, with its uuid.</param>
    public RestoreSource(DatabaseBackupRecord record)
    {
        Record = record;
        Name = record.ToString();
        Created = record.CreateDate;
        Version = record.Version;
        Md5 = record.Md5;
        _change = password => Changes.Recover(record.Uuid!, record.Name, password);
    }

    /// <param name="image">A backup as the store was listed, with its install path.</param>
    /// <param name="store">The store that it is on, with the password: an image does not keep it.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: the image does not say where it lies.</exception>
    public RestoreSource(ImageInfo image, ImageStoreUrl store)
    {
        Image = image;
        Store = store;
        Name = image.ToString();
        Created = image.Created;
        Version = image.Version;
        Md5 = image.Md5;
        string path = image.InstallPath ?? throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(ImageInfo), Reason.Of(ReasonKind.NoInstallPath));
        _change = password => Changes.Recover(store, path, image.BackupName, password);
    }

    /// <summary>Name of the backup, else the uuid or id, for messages.</summary>
    public string Name { get; }

    /// <summary>When the backup was made; <c>null</c> when the node does not say.</summary>
    public DateTimeOffset? Created { get; }

    /// <summary>Version of the product that made the backup; the node has to be of the same. <c>null</c> when the node does not say.</summary>
    public string? Version { get; }

    internal DatabaseBackupRecord? Record { get; }

    internal ImageInfo? Image { get; }

    internal ImageStoreUrl? Store { get; }

    internal string? Md5 { get; }

    internal Change Change(SecureString mySqlRootPassword) => _change(mySqlRootPassword);
}
