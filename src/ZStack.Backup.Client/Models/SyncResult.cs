namespace ZStack.Backup;

/// <summary>What a scan of a registered storage changed in the list of records. Servers before 3.7 do not count.</summary>
public sealed class SyncResult : ServerObject
{
    /// <summary>The storage that was scanned: 32 lower-case hex digits. <c>null</c> when only the id of the job was known.</summary>
    public string? BackupStorageUuid { get; internal init; }

    /// <summary>Records that were added; <c>null</c> when the node does not count.</summary>
    public long? NewBackupCount { get; internal init; }

    /// <summary>Records that were removed because the storage no longer has the backup; <c>null</c> when the node does not count.</summary>
    public long? DeletedBackupCount { get; internal init; }

    /// <returns><c>+new -deleted</c></returns>
    public override string ToString() => $"+{NewBackupCount} -{DeletedBackupCount}";
}
