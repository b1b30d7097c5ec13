namespace ZStack.Backup;

/// <summary>A backup that can be downloaded from its storage, until the export is removed.</summary>
public sealed class DatabaseBackupExport : ServerObject
{
    /// <summary>Uuid of the record: 32 lower-case hex digits.</summary>
    public string? BackupUuid { get; internal init; }

    /// <summary>Name of the record; <c>null</c> when only its uuid was known.</summary>
    public string? BackupName { get; internal init; }

    /// <summary>The storage whose copy is exported: 32 lower-case hex digits.</summary>
    public string? BackupStorageUuid { get; internal init; }

    /// <summary>Plain http on the storage's own host, without log-in: whoever has it has the backup.</summary>
    public string? Url { get; internal init; }

    /// <summary>MD5 that the file should have; <c>null</c> for old backups.</summary>
    public string? Md5 { get; internal init; }

    /// <summary>It was exported before; nothing was changed.</summary>
    public bool AlreadyExported { get; internal init; }

    internal static DatabaseBackupExport Existing(DatabaseBackupRecord record, BackupStorageRef copy) => new()
    {
        BackupUuid = record.Uuid,
        BackupName = record.Name,
        BackupStorageUuid = copy.BackupStorageUuid,
        Url = copy.ExportUrl,
        Md5 = record.Md5,
        AlreadyExported = true,
        Server = record.Server,
        Origin = record.Origin,
    };

    internal DatabaseBackupExport WithMd5(string? md5) => new()
    {
        BackupUuid = BackupUuid,
        BackupName = BackupName,
        BackupStorageUuid = BackupStorageUuid,
        Url = Url,
        Md5 = md5,
        AlreadyExported = AlreadyExported,
        Server = Server,
        Origin = Origin,
    };

    /// <returns>The download URL.</returns>
    public override string ToString() => Url ?? base.ToString();

    private protected override string? Identity => BackupUuid is null || BackupStorageUuid is null ? null : $"{Server} {BackupUuid} {BackupStorageUuid}";
}
