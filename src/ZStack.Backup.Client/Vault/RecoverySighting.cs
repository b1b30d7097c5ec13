using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client.Vault;

/// <summary>A backup as it was seen in one place: exactly one of record, image and saved backup is there.</summary>
internal sealed class RecoverySighting
{
    public RecoverySighting(DatabaseBackupRecord record)
    {
        Record = record;
        Kind = RecoverySource.Record;
        Key = $"{record.Server} {record.Uuid ?? record.Name}";
        (Server, Name, Md5, Version, Created, Size) = (Word(record.Server), Word(record.Name), Hash(record.Md5), record.Version, record.CreateDate, record.Size);
        Uuid = Word(record.Uuid);
        Paths = [.. record.BackupStorageRefs.Select(copy => Word(copy.InstallPath)).OfType<string>()];
    }

    public RecoverySighting(ImageInfo image)
    {
        Image = image;
        Kind = RecoverySource.ImageStore;
        Key = $"{image.ImageStore?.Substring(image.ImageStore.LastIndexOf('@') + 1)} {image.InstallPath ?? image.Id ?? image.Name}";
        (Server, Name, Md5, Version, Created, Size) = (Word(image.Server), Word(image.BackupName), Hash(image.Md5), image.Version, image.Created, image.Size);
        Paths = Word(image.InstallPath) is { } path ? [path] : [];
    }

    public RecoverySighting(SavedBackup saved)
    {
        Saved = saved;
        Kind = RecoverySource.File;
        Key = saved.FullName;
        (Server, Name, Md5, Version, Created, Size) = (Word(saved.Server), Word(saved.BackupName), Hash(saved.Md5), saved.Version, saved.CreateDate, saved.Length > 0 ? saved.Length : null);
        Uuid = Word(saved.BackupUuid);
    }

    public RecoverySource Kind { get; }

    public DatabaseBackupRecord? Record { get; }

    public ImageInfo? Image { get; }

    public SavedBackup? Saved { get; }

    /// <summary>The same for the same thing, however often it is seen.</summary>
    public string Key { get; }

    public string? Server { get; }

    public string? Name { get; }

    public string? Md5 { get; }

    public string? Version { get; }

    public DateTimeOffset? Created { get; }

    public long? Size { get; }

    public string? Uuid { get; }

    public IReadOnlyList<string> Paths { get; } = [];

    /// <summary>Name and second; <c>null</c> when one is not known.</summary>
    public string? NameAndTime => Name is null || Created is not { } time ? null : Name + " " + time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();

#pragma warning disable CA1308 // Hashes are written in lower case here, as the server does.
    private static string? Hash(string? text) => Word(text)?.ToLowerInvariant();
#pragma warning restore CA1308
}
