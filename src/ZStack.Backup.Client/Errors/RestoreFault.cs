namespace ZStack.Backup;

/// <summary>What kept a restore from beginning or from being seen to its end. The name is part of the error id: <c>ZStack.Restore.VersionMatch</c>.</summary>
/// <remarks>The facts behind it are 1 server, 2 what the check found or the server said, unless it says otherwise.</remarks>
public enum RestoreFault
{
    /// <summary>Found by the check of this name.</summary>
    SessionAlive,

    /// <summary>Found by the check of this name.</summary>
    NodeReady,

    /// <summary>Found by the check of this name.</summary>
    VersionMatch,

    /// <summary>Found by the check of this name.</summary>
    RecordReady,

    /// <summary>Found by the check of this name.</summary>
    StorageConnected,

    /// <summary>Found by the check of this name.</summary>
    VolumesMoved,

    /// <summary>Said by the node: its settings do not allow to replace the database of a cloud in use.</summary>
    CoverForbidden,

    /// <summary>Said by the node: volumes lie elsewhere than the backup knows.</summary>
    SecurityCheck,

    /// <summary>Said by the node: the backup is of another version.</summary>
    VersionMismatch,

    /// <summary>Said by the node: the record is not <c>Enabled</c> and <c>Ready</c>.</summary>
    BackupNotReady,

    /// <summary>Said by the node: it cannot reach the other node of the pair.</summary>
    PeerUnreachable,

    /// <summary>Said by the node: the other node of the pair runs.</summary>
    OtherNodeRuns,

    /// <summary>Said by the node: it has no port for the log.</summary>
    NoFreePort,

    /// <summary>Said by the node: half of the place of the backup is missing.</summary>
    PathAndUrl,

    /// <summary>Said by the node: its database refused the root password.</summary>
    MySqlPassword,

    /// <summary>1 server, 2 seconds, 3 what was seen last, 4 job id or nothing.</summary>
    NodeDidNotReturn,
}
