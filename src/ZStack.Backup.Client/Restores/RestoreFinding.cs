using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>What a check before a restore has found.</summary>
[Sentences("Check_")]
internal enum RestoreFinding
{
    Skipped,

    NodeAway,

    [Facts("failure")]
    NotMade,

    [Facts("server")]
    SessionAlivePassed,

    [Facts("server", "failure")]
    SessionAliveFailed,

    [Facts("server")]
    NodeReadyPassed,

    [Facts("server", "failure")]
    NodeReadyFailed,

    [Facts("version")]
    VersionMatchPassed,

    [Facts("backup", "node")]
    VersionMatchFailed,

    [Facts("backup", "node")]
    VersionMatchUnknown,

    [Facts("state", "status")]
    RecordReady,

    [Facts("backup")]
    RecordReadyGone,

    [Facts("image", "store")]
    RecordReadyOnStore,

    [Facts("image", "store")]
    RecordReadyNotOnStore,

    [Facts("storage")]
    StorageConnectedPassed,

    StorageConnectedNone,

    [Facts("storages")]
    StorageConnectedFailed,

    [Facts("storages")]
    StorageConnectedUnknown,

    [Facts("store", "words")]
    StorageConnectedUnreadable,

    NewerBackupsPassed,

    [Facts("count", "newest", "span")]
    NewerBackupsWarning,

    NewerBackupsUnknown,

    RunningJobsPassed,

    [Facts("count")]
    RunningJobsWarning,

    RunningJobsUnknown,

    [Facts("seconds")]
    Clock,

    [Facts("file")]
    EvidenceWarning,

    [Facts("file")]
    EvidenceNoMd5,

    [Facts("backup")]
    EvidenceUnknown,

    [Facts("backup", "file", "time")]
    EvidenceProven,

    [Facts("backup", "file", "level", "time")]
    EvidenceNotRestored,

    [Facts("backup", "file")]
    EvidenceNeverTested,

    [Facts("backup", "file", "level", "time")]
    EvidenceTestFailed,

    [Facts("backup", "file")]
    EvidenceBroken,

    [Facts("backup", "vaults")]
    EvidenceNotInVault,

    [Facts("backup")]
    VolumesMovedPassed,

    [Facts("count", "names")]
    VolumesMovedFailed,

    [Facts("server")]
    VolumesMovedUnknown,

    [Facts("backup")]
    WouldBeForgottenPassed,

    [Facts("backup", "losses")]
    WouldBeForgottenWarning,

    [Facts("server", "kinds")]
    WouldBeForgottenUnknown,

    [Facts("backup")]
    LossesNoCopy,
}
