using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Kits;

/// <summary>The sentences of a kit's pages; the module has each in every language.</summary>
internal enum KitText
{
    Title, Intro, ForNode, UnknownNode,
    Made, MadeBy, NoteLabel, Addresses, Version, Kind, KindPair, KindSingle, Unknown, Thumbprint,
    Reached, ReachedNow, ReachedThen, ReachedNever, NewestProvenLabel, NewestProvenAge, NoneProven,
    HoldsDumps, HoldsNoSecret, OnePasteAtATime,
    QuestionsTitle, QuestionApi, QuestionApiYes, QuestionBoot, QuestionBootYes, QuestionPair, QuestionPairYes, QuestionNone,
    ModuleWay, NodeWay, MachineWay, PairWay,
    StepImport, StepConnect, StepFind, StepRootPassword, StepRestore, StepRestoreStore, StepNoRecord, StepFollow,
    StepLogIn, StepFolder, StepPreflight, StepStorePassword, StepStore, StepStoreOdd, StepBackup, StepBackupNext, StepScan, StepPull, StepCopy, StepCopyHome, StepCopyKit, StepSum,
    StepMySql, StepCheck, StepRestoreNode, StepRestorePair, StepSafety, StepCount, StepStart, StepStartPair, StepStatus, StepClean, StepCleanLog,
    StepInstall, StepAddress, StepConfig, StepThenNode, StepPairSee, StepThenPair, NothingOnStorage, OtherSources,
    BackupsTitle, ColumnBackup, ColumnCreated, ColumnVersion, ColumnSize, ColumnProven, ColumnHash, ColumnPlaces, Never, FromOlder, PlaceStorage, PlaceFile, PlaceKit, NoBackups,
    StoragesTitle, ColumnStorage, ColumnAddress, ColumnUser, ColumnPath, ColumnRegistry, ColumnFree, ColumnStatus, NoStorages,
    AfterTitle, AfterHa, AfterSync, AfterOthers, AfterSessions, AfterVolumes, AfterAddresses, AfterEmpty, AfterSafety,
    KeepTitle, KeepRoot, KeepMySql, KeepAdmin, KeepStore, KeepConfig, KeepConfigHow, KeepLicence, KeepInstaller, KeepModule,
    WholeTitle, WholeHow,
}

/// <summary>A language of the pages: sentences, and how text from outside is shown.</summary>
internal sealed class KitLanguage
{
    private readonly Func<string, object[], string> _say;
    private readonly Func<string?, string> _show;
    private readonly StatementLanguage _statements;

    /// <param name="code">Such as <c>zh-CN</c>.</param>
    /// <param name="say">The sentence of a name, filled in with facts, in which everything that cannot be seen is made visible.</param>
    /// <param name="show">The same for text that is no part of a sentence.</param>
    /// <param name="statements">The language of what the client says itself.</param>
    public KitLanguage(string code, Func<string, object[], string> say, Func<string?, string> show, StatementLanguage statements)
    {
        Code = code;
        _say = say;
        _show = show;
        _statements = statements;
    }

    public string Code { get; }

    public string this[KitText text, params object[] facts] => _say("Kit_" + text, facts);

    public string this[RecoveryKitWarning warning] => _statements.Say(warning.Statement);

    public string Show(string? text) => _show(text);
}
