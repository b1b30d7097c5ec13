namespace ZStack.Backup.Client.Jobs;

/// <summary>The API's own names of the operations that become jobs.</summary>
internal static class Operations
{
    public const string Create = "CreateDatabaseBackup";
    public const string Delete = "DeleteDatabaseBackup";
    public const string Export = "ExportDatabaseBackupFromBackupStorage";
    public const string DeleteExport = "DeleteExportedDatabaseBackupFromBackupStorage";
    public const string Copy = "SyncDatabaseBackupFromImageStoreBackupStorage";
    public const string Sync = "SyncDatabaseBackup";
    public const string Recover = "RecoverDatabaseFromBackup";
}
