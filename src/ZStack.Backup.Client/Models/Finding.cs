namespace ZStack.Backup;

/// <summary>What a check found. The numbered facts go with it; the module has a sentence for each.</summary>
/// <remarks>Lines and offsets count in the unpacked text, lines from 1.</remarks>
internal enum Finding
{
    /// <summary>0 bytes.</summary>
    HasBytes,

    /// <summary>The file is empty.</summary>
    IsEmpty,

    /// <summary>0 bytes unpacked.</summary>
    GzipIsWhole,

    /// <summary>0 the first bytes as hex.</summary>
    NotGzip,

    /// <summary>0 bytes of the file, 1 bytes unpacked until then.</summary>
    GzipTruncated,

    /// <summary>0 byte of the file near which it is, 1 bytes unpacked until then.</summary>
    GzipDamaged,

    /// <summary>0 CRC-32 of the trailer, 1 CRC-32 of the text.</summary>
    GzipChecksumDiffers,

    /// <summary>0 length (modulo 2^32) of the trailer, 1 of the text.</summary>
    GzipLengthDiffers,

    /// <summary>The packed data ends before the file does.</summary>
    GzipGoesOn,

    /// <summary>0 which hash.</summary>
    HashEqual,

    /// <summary>0 which hash, 1 expected, 2 found.</summary>
    HashDiffers,

    /// <summary>0 expected, 1 found.</summary>
    LengthDiffers,

    /// <summary>Neither a manifest nor a record says what the file should be.</summary>
    NothingToCompareWith,

    /// <summary>0 file of the manifest, 1 reason.</summary>
    ManifestUnreadable,

    /// <summary>0 what made the dump, 1 version of its server.</summary>
    IsDump,

    /// <summary>0 how the text begins.</summary>
    NotADump,

    /// <summary>0 statements.</summary>
    StatementsAreWhole,

    /// <summary>0 line, 1 offset where the statement begins.</summary>
    StatementNotEnded,

    /// <summary>0 line, 1 offset where the quoted text begins.</summary>
    QuoteNotClosed,

    /// <summary>0 line, 1 offset where the comment begins.</summary>
    CommentNotClosed,

    /// <summary>0 line, 1 offset, 2 table, 3 number of the row.</summary>
    RowBroken,

    /// <summary>0 line, 1 offset, 2 table, 3 number of the row, 4 values, 5 columns.</summary>
    RowOfOtherWidth,

    /// <summary>0 line, 1 offset, 2 table.</summary>
    RowsWithoutTable,

    /// <summary>0 line, 1 offset, 2 table.</summary>
    TableBroken,

    /// <summary>0 line, 1 offset, 2 database or empty.</summary>
    NoSuchDatabase,

    /// <summary>0 line, 1 offset: a name that no server would accept.</summary>
    NameBroken,

    /// <summary>0 line, 1 offset, 2 most tables.</summary>
    TooManyTables,

    /// <summary>All statements are such as mysqldump writes.</summary>
    NoForeignStatements,

    /// <summary>0 line, 1 offset of the first statement that no mysqldump writes.</summary>
    ForeignStatement,

    /// <summary>The node's own restore changes nothing that it should not.</summary>
    NodeKeepsAll,

    /// <summary>0 line, 1 offset of the words for which the node's own restore leaves the line out.</summary>
    NodeDropsLine,

    /// <summary>0 line, 1 offset of a definer that the node's own restore replaces together with what follows it.</summary>
    NodeBreaksStatement,

    /// <summary>0 line, 1 offset of the first definer in data, 2 their number.</summary>
    NodeRewritesData,

    /// <summary>0 most changes.</summary>
    NodeChangesTooMuch,

    /// <summary>0 dumps.</summary>
    DumpsAreComplete,

    /// <summary>0 number of the dump, 1 line, 2 offset where the next one begins.</summary>
    DumpBrokeOff,

    /// <summary>0 number of the dump, 1 line, 2 offset where the text ends.</summary>
    LastDumpBrokeOff,

    /// <summary>0 line, 1 offset.</summary>
    ClosingLineBroken,

    /// <summary>0 line, 1 offset: a closing line where no dump is open.</summary>
    ClosingLineAlone,

    /// <summary>0 dumps found, 1 dumps expected.</summary>
    DumpsMissing,

    /// <summary>0 line, 1 offset: statements behind the last dump.</summary>
    TextBehindLastDump,

    /// <summary>0 names.</summary>
    DatabasesAreThere,

    /// <summary>0 missing names, 1 names found.</summary>
    DatabasesMissing,

    /// <summary>0 number of the dump, 1 database that is not in it.</summary>
    DumpsOutOfOrder,

    /// <summary>0 line, 1 offset of the statement, 2 table that had rows before it.</summary>
    RowsDroppedAgain,

    /// <summary>0 tables, 1 rows.</summary>
    TablesAreThere,

    /// <summary>0 missing names.</summary>
    TablesMissing,

    /// <summary>0 tables without a row that must have some.</summary>
    TablesEmpty,

    /// <summary>0 version.</summary>
    VersionFound,

    /// <summary>No version in <c>schema_version</c>.</summary>
    VersionMissing,

    /// <summary>0 server it was restored into.</summary>
    Restored,

    /// <summary>0 server it was restored into, 1 statements that were left out.</summary>
    RestoredWithout,

    /// <summary>0 what was looked for.</summary>
    NoServerProgram,

    /// <summary>0 reason.</summary>
    ServerDidNotStart,

    /// <summary>0 what the server said.</summary>
    RestoreFailed,

    /// <summary>0 seconds.</summary>
    RestoreTooSlow,

    /// <summary>The structure is broken, so it was not restored.</summary>
    RestoreNotTried,

    /// <summary>0 tables, 1 views.</summary>
    RestoredTablesEqual,

    /// <summary>0 tables that differ.</summary>
    RestoredTablesDiffer,

    /// <summary>0 view, 1 what the server said.</summary>
    RestoredViewBroken,

    /// <summary>0 rows.</summary>
    RestoredRowsEqual,

    /// <summary>0 tables that differ, with both counts.</summary>
    RestoredRowsDiffer,

    /// <summary>0 files.</summary>
    KitFilesEqual,

    /// <summary>There is no SHA256SUMS that could be read.</summary>
    KitNoSums,

    /// <summary>0 files that are missing.</summary>
    KitFilesMissing,

    /// <summary>0 files whose hash is another one.</summary>
    KitFilesChanged,

    /// <summary>0 files that are not in SHA256SUMS.</summary>
    KitFilesMore,

    /// <summary>kit.json is none of ours, or of a newer format.</summary>
    KitNotReadable,

    /// <summary>0 when it was made.</summary>
    KitFresh,

    /// <summary>0 when it was made, 1 the age that was asked for.</summary>
    KitTooOld,

    /// <summary>0 when it was made.</summary>
    KitFromFuture,

    /// <summary>0 the newest backup, 1 when it was proven.</summary>
    KitNewestProven,

    /// <summary>0 node, 1 its newest backup, 2 its newest proven one.</summary>
    KitNewestUnproven,

    /// <summary>0 node.</summary>
    KitNoneProven,

    /// <summary>0 the vault's newest proven backup, 1 node.</summary>
    KitVaultIsNewer,

    /// <summary>0 backups.</summary>
    KitBackupsPresent,

    /// <summary>0 backups that no place was looked at for.</summary>
    KitBackupsNotLookedAt,

    /// <summary>0 backups that are not where the kit says.</summary>
    KitBackupsGone,

    /// <summary>There is no backup in it.</summary>
    KitNoBackups,

    /// <summary>0 nodes.</summary>
    KitNodesKnown,

    /// <summary>0 nodes that did not answer when it was made.</summary>
    KitNodesNotReached,

    /// <summary>0 nodes that are not in it, or without an address.</summary>
    KitNodesUnknown,

    /// <summary>0 nodes that did not answer now.</summary>
    KitNodesSilent,

    /// <summary>0 version.</summary>
    KitVersionCurrent,

    /// <summary>0 node, 1 its version in the kit, 2 the one of what is compared with it.</summary>
    KitVersionDiffers,

    /// <summary>0 nodes.</summary>
    KitVersionUnknown,

    /// <summary>0 storages.</summary>
    KitStoragesKnown,

    /// <summary>0 storages with backups that the kit has no address of.</summary>
    KitStoragesUnknown,

    /// <summary>0 storages of the node that are not in the kit, or are elsewhere now.</summary>
    KitStoragesChanged,

    /// <summary>No backup in the kit lies on a storage.</summary>
    KitNoStorages,

    /// <summary>0 files.</summary>
    KitNoSecret,

    /// <summary>0 files in which something looks like a secret.</summary>
    KitHoldsSecret,
}
