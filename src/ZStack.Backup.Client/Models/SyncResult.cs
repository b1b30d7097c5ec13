namespace ZStack.Backup;

/// <summary>What a scan of a registered storage changed in the list of records. Servers before 3.7 do not count.</summary>
public sealed class SyncResult : ServerObject
{
    public string? BackupStorageUuid { get; internal init; }

    public long? NewBackupCount { get; internal init; }

    public long? DeletedBackupCount { get; internal init; }

    public override string ToString() => $"+{NewBackupCount} -{DeletedBackupCount}";
}
