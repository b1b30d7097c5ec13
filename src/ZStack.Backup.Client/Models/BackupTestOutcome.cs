namespace ZStack.Backup;

/// <summary>What a test says.</summary>
public enum BackupTestOutcome
{
    /// <summary>All that was asked for was tested, and nothing was found wrong.</summary>
    Passed,

    /// <summary>Something is wrong. A restore cannot be expected to work, or the recovery kit cannot be relied on.</summary>
    Failed,

    /// <summary>Nothing was found wrong, but something that was asked for could not be tested.</summary>
    Inconclusive,

    /// <summary>All was tested and nothing failed, but something is worth knowing before a restore.</summary>
    Warning,
}

/// <summary>How much of a backup is tested. Each level includes the ones before it.</summary>
public enum BackupTestLevel
{
    /// <summary>The hashes of the file against those of its manifest or record.</summary>
    Checksum,

    /// <summary>The file is whole, and so is the database dump in it.</summary>
    Structure,

    /// <summary>A throw-away database server takes it, and holds what the file does.</summary>
    Restore,
}
