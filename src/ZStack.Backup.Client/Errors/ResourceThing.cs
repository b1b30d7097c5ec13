using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What was not found: the fact <c>thing</c> of <see cref="ZStackErrorKind.ObjectNotFound"/>.</summary>
[Sentences("Thing_")]
public enum ResourceThing
{
    /// <summary>The record of a database backup.</summary>
    DatabaseBackup,

    /// <summary>A backup storage of the cloud.</summary>
    BackupStorage,

    /// <summary>A backup's copy on a storage.</summary>
    BackupCopy,

    /// <summary>A backup's export.</summary>
    Export,

    /// <summary>A schedule of the node.</summary>
    BackupSchedule,

    /// <summary>A copy that can be used: the backup has none.</summary>
    ReadyCopy,

    /// <summary>A copy on another storage than that one.</summary>
    OtherCopy,
}
