namespace ZStack.Backup;

/// <summary>What a retention plan decides for by itself.</summary>
public enum RetentionGrouping
{
    /// <summary>All backups of a node.</summary>
    Server,

    /// <summary>Each storage of a node, copy by copy.</summary>
    BackupStorage,

    /// <summary>All together.</summary>
    None,
}
