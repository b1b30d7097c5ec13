using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>What a check found. The numbered facts go with it; the module has a sentence for each.</summary>
/// <remarks>Lines and offsets count in the unpacked text, lines from 1.</remarks>
[Sentences("Found_")]
internal enum Finding
{
    /// <summary>Bytes.</summary>
    [Facts("bytes")]
    HasBytes,

    /// <summary>The file is empty.</summary>
    IsEmpty,

    /// <summary>Bytes unpacked.</summary>
    [Facts("bytes")]
    GzipIsWhole,

    /// <summary>The first bytes as hex.</summary>
    [Facts("begin")]
    NotGzip,

    /// <summary>Bytes of the file, bytes unpacked until then.</summary>
    [Facts("packed", "unpacked")]
    GzipTruncated,

    /// <summary>Byte of the file near which it is, bytes unpacked until then.</summary>
    [Facts("packed", "unpacked")]
    GzipDamaged,

    /// <summary>CRC-32 of the trailer, CRC-32 of the text.</summary>
    [Facts("expected", "found")]
    GzipChecksumDiffers,

    /// <summary>Length (modulo 2^32) of the trailer, of the text.</summary>
    [Facts("expected", "found")]
    GzipLengthDiffers,

    /// <summary>The packed data ends before the file does.</summary>
    GzipGoesOn,

    /// <summary>Which hash.</summary>
    [Facts("hash")]
    HashEqual,

    /// <summary>Which hash, expected, found.</summary>
    [Facts("hash", "expected", "found")]
    HashDiffers,

    /// <summary>Expected, found.</summary>
    [Facts("expected", "found")]
    LengthDiffers,

    /// <summary>Neither a manifest nor a record says what the file should be.</summary>
    NothingToCompareWith,

    /// <summary>File of the manifest, reason.</summary>
    [Facts("file", "reason")]
    ManifestUnreadable,

    /// <summary>What made the dump, version of its server.</summary>
    [Facts("program", "version")]
    IsDump,

    /// <summary>How the text begins.</summary>
    [Facts("begin")]
    NotADump,

    /// <summary>Statements.</summary>
    [Facts("statements")]
    StatementsAreWhole,

    /// <summary>Line, offset where the statement begins.</summary>
    [Facts("line", "offset")]
    StatementNotEnded,

    /// <summary>Line, offset where the quoted text begins.</summary>
    [Facts("line", "offset")]
    QuoteNotClosed,

    /// <summary>Line, offset where the comment begins.</summary>
    [Facts("line", "offset")]
    CommentNotClosed,

    /// <summary>Line, offset, table, number of the row.</summary>
    [Facts("line", "offset", "table", "row")]
    RowBroken,

    /// <summary>Line, offset, table, number of the row, values, columns.</summary>
    [Facts("line", "offset", "table", "row", "values", "columns")]
    RowOfOtherWidth,

    /// <summary>Line, offset, table.</summary>
    [Facts("line", "offset", "table")]
    RowsWithoutTable,

    /// <summary>Line, offset, table.</summary>
    [Facts("line", "offset", "table")]
    TableBroken,

    /// <summary>Line, offset, database or empty.</summary>
    [Facts("line", "offset", "database")]
    NoSuchDatabase,

    /// <summary>Line, offset: a name that no server would accept.</summary>
    [Facts("line", "offset")]
    NameBroken,

    /// <summary>Line, offset, most tables.</summary>
    [Facts("line", "offset", "limit")]
    TooManyTables,

    /// <summary>All statements are such as mysqldump writes.</summary>
    NoForeignStatements,

    /// <summary>Line, offset of the first statement that no mysqldump writes.</summary>
    [Facts("line", "offset")]
    ForeignStatement,

    /// <summary>The node's own restore changes nothing that it should not.</summary>
    NodeKeepsAll,

    /// <summary>Line, offset of the words for which the node's own restore leaves the line out.</summary>
    [Facts("line", "offset")]
    NodeDropsLine,

    /// <summary>Line, offset of a definer that the node's own restore replaces together with what follows it.</summary>
    [Facts("line", "offset")]
    NodeBreaksStatement,

    /// <summary>Line, offset of the first definer in data, their number.</summary>
    [Facts("line", "offset", "times")]
    NodeRewritesData,

    /// <summary>Most changes.</summary>
    [Facts("limit")]
    NodeChangesTooMuch,

    /// <summary>Dumps.</summary>
    [Facts("dumps")]
    DumpsAreComplete,

    /// <summary>Number of the dump, line, offset where the next one begins.</summary>
    [Facts("dump", "line", "offset")]
    DumpBrokeOff,

    /// <summary>Number of the dump, line, offset where the text ends.</summary>
    [Facts("dump", "line", "offset")]
    LastDumpBrokeOff,

    /// <summary>Line, offset.</summary>
    [Facts("line", "offset")]
    ClosingLineBroken,

    /// <summary>Line, offset: a closing line where no dump is open.</summary>
    [Facts("line", "offset")]
    ClosingLineAlone,

    /// <summary>Dumps found, dumps expected.</summary>
    [Facts("found", "expected")]
    DumpsMissing,

    /// <summary>Line, offset: statements behind the last dump.</summary>
    [Facts("line", "offset")]
    TextBehindLastDump,

    /// <summary>Names.</summary>
    [Facts("names")]
    DatabasesAreThere,

    /// <summary>Missing names, names found.</summary>
    [Facts("missing", "found")]
    DatabasesMissing,

    /// <summary>Number of the dump, database that is not in it.</summary>
    [Facts("dump", "database")]
    DumpsOutOfOrder,

    /// <summary>Line, offset of the statement, table that had rows before it.</summary>
    [Facts("line", "offset", "table")]
    RowsDroppedAgain,

    /// <summary>Tables, rows.</summary>
    [Facts("tables", "rows")]
    TablesAreThere,

    /// <summary>Missing names.</summary>
    [Facts("names")]
    TablesMissing,

    /// <summary>Tables without a row that must have some.</summary>
    [Facts("names")]
    TablesEmpty,

    /// <summary>Version.</summary>
    [Facts("version")]
    VersionFound,

    /// <summary>No version in <c>schema_version</c>.</summary>
    VersionMissing,

    /// <summary>Server it was restored into.</summary>
    [Facts("server")]
    Restored,

    /// <summary>Server it was restored into, statements that were left out.</summary>
    [Facts("server", "statements")]
    RestoredWithout,

    /// <summary>What was looked for.</summary>
    [Facts("program")]
    NoServerProgram,

    /// <summary>Reason.</summary>
    [Facts("reason")]
    ServerDidNotStart,

    /// <summary>What the server said.</summary>
    [Facts("words")]
    RestoreFailed,

    /// <summary>Seconds.</summary>
    [Facts("seconds")]
    RestoreTooSlow,

    /// <summary>The structure is broken, so it was not restored.</summary>
    RestoreNotTried,

    /// <summary>Tables, views.</summary>
    [Facts("tables", "views")]
    RestoredTablesEqual,

    /// <summary>Tables that differ.</summary>
    [Facts("tables")]
    RestoredTablesDiffer,

    /// <summary>View, what the server said.</summary>
    [Facts("view", "words")]
    RestoredViewBroken,

    /// <summary>Rows.</summary>
    [Facts("rows")]
    RestoredRowsEqual,

    /// <summary>Tables that differ, with both counts.</summary>
    [Facts("tables")]
    RestoredRowsDiffer,

    /// <summary>Files.</summary>
    [Facts("files")]
    KitFilesEqual,

    /// <summary>There is no SHA256SUMS that could be read.</summary>
    KitNoSums,

    /// <summary>Files that are missing.</summary>
    [Facts("files")]
    KitFilesMissing,

    /// <summary>Files whose hash is another one.</summary>
    [Facts("files")]
    KitFilesChanged,

    /// <summary>Files that are not in SHA256SUMS.</summary>
    [Facts("files")]
    KitFilesMore,

    /// <summary>kit.json is none of ours, or of a newer format.</summary>
    KitNotReadable,

    /// <summary>When it was made.</summary>
    [Facts("time")]
    KitFresh,

    /// <summary>When it was made, the age that was asked for.</summary>
    [Facts("time", "limit")]
    KitTooOld,

    /// <summary>When it was made.</summary>
    [Facts("time")]
    KitFromFuture,

    /// <summary>The newest backup, when it was proven.</summary>
    [Facts("backup", "time")]
    KitNewestProven,

    /// <summary>Node, its newest backup, its newest proven one.</summary>
    [Facts("server", "newest", "proven")]
    KitNewestUnproven,

    /// <summary>Node.</summary>
    [Facts("server")]
    KitNoneProven,

    /// <summary>The vault's newest proven backup, node.</summary>
    [Facts("backup", "server")]
    KitVaultIsNewer,

    /// <summary>Backups.</summary>
    [Facts("backups")]
    KitBackupsPresent,

    /// <summary>Backups that no place was looked at for.</summary>
    [Facts("backups")]
    KitBackupsNotLookedAt,

    /// <summary>Backups that are not where the kit says.</summary>
    [Facts("backups")]
    KitBackupsGone,

    /// <summary>There is no backup in it.</summary>
    KitNoBackups,

    /// <summary>Nodes.</summary>
    [Facts("nodes")]
    KitNodesKnown,

    /// <summary>Nodes that did not answer when it was made.</summary>
    [Facts("nodes")]
    KitNodesNotReached,

    /// <summary>Nodes that are not in it, or without an address.</summary>
    [Facts("nodes")]
    KitNodesUnknown,

    /// <summary>Nodes that did not answer now.</summary>
    [Facts("nodes")]
    KitNodesSilent,

    /// <summary>Version.</summary>
    [Facts("version")]
    KitVersionCurrent,

    /// <summary>Node, its version in the kit, the one of what is compared with it.</summary>
    [Facts("server", "version", "other")]
    KitVersionDiffers,

    /// <summary>Nodes.</summary>
    [Facts("nodes")]
    KitVersionUnknown,

    /// <summary>Storages.</summary>
    [Facts("storages")]
    KitStoragesKnown,

    /// <summary>Storages with backups that the kit has no address of.</summary>
    [Facts("storages")]
    KitStoragesUnknown,

    /// <summary>Storages of the node that are not in the kit, or are elsewhere now.</summary>
    [Facts("storages")]
    KitStoragesChanged,

    /// <summary>No backup in the kit lies on a storage.</summary>
    KitNoStorages,

    /// <summary>Files.</summary>
    [Facts("files")]
    KitNoSecret,

    /// <summary>Files in which something looks like a secret.</summary>
    [Facts("files")]
    KitHoldsSecret,
}
