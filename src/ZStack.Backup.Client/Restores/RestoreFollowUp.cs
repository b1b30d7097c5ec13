using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>What is left to do after a restore, or for who has not seen its end.</summary>
[Sentences("Left_")]
internal enum RestoreFollowUp
{
    [Facts("server")]
    VmHaOff,

    Sync,

    [Facts("server")]
    Connect,

    [Facts("server", "user", "error")]
    OldPassword,

    [Facts("server", "user", "error")]
    LogInFailed,

    [Facts("server", "job")]
    Follow,

    [Facts("server")]
    AlreadyBack,

    [Facts("server", "job")]
    BackBefore,

    [Facts("server", "backup", "time")]
    NewestRecord,

    [Facts("server")]
    NoRecord,

    [Facts("server", "failure")]
    RecordsUnread,

    [Facts("server")]
    SafetyDump,

    [Facts("server")]
    NoProof,

    [Facts("server", "again")]
    NeverLeft,

    [Facts("server", "job")]
    Doubt,
}
