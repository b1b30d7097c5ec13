namespace ZStack.Backup.Sandbox;

/// <summary>The schedules that every node has, unless it is told to have none.</summary>
public static class SandboxSchedules
{
    /// <summary>A job that backs up every night at one to the main storage, else to the second; it failed three nights ago.</summary>
    public const string Nightly = "3f1d6b0c9a824e57b8d2c4a6e0f19375";

    /// <summary>A group whose only storage is disconnected: its runs make nothing.</summary>
    public const string Weekly = "8c2e5a7d1b904f36a5c7e9d3b1f08246";

    /// <summary>A job every six hours that is switched off.</summary>
    public const string SixHourly = "5a9c3e1f7d604b82967a4c0e8d2b1f53";

    /// <summary>A job that backs up no database.</summary>
    public const string Snapshots = "e4b7d1a09c3f4265b0d8a6c2f4e17395";

    public const string NightlyTrigger = "1b5d9f3a7c2e4806b4d8f0a2c6e81357";

    public const string WeeklyTrigger = "2c6e0a4b8d3f4917c5e9a1b3d7f92468";

    public const string SixHourlyTrigger = "4e8a2c6d0f5b4139a7c1e3f5b9d04682";

    public const string SnapshotTrigger = "6f0b4d8e2a7c4351b9d3f5a7c1e26804";

    /// <summary>The one job of <see cref="Weekly"/>.</summary>
    public const string WeeklyJob = "9d3f5b7a1c8e4260d4f8b0c2e6a93571";

    internal const string BackupType = "databaseBackup";

    internal const string BackupClass = "org.zstack.scheduler.CreateDatabaseBackupJob";
}
