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
    public const string RunTrigger = "RunSchedulerTrigger";
    public const string SwitchJob = "ChangeSchedulerState";
    public const string SwitchGroup = "UpdateSchedulerJobGroup";

    /// <summary>It is about a schedule, and gives no result that is read.</summary>
    public static bool IsOfSchedule(string? operation) => operation is RunTrigger or SwitchJob or SwitchGroup;
}
