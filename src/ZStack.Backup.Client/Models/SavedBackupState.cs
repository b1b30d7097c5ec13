using System;

namespace ZStack.Backup;

/// <summary>Whether the record of a saved backup's tests is as it was written.</summary>
public enum EvidenceState
{
    /// <summary>Nothing was tested yet.</summary>
    None,

    /// <summary>Every line follows from the one before, back to the manifest. It does not show that the owner of the folder wrote all of it anew.</summary>
    Intact,

    /// <summary>A line was changed, cut, added by hand, or is of the future: what it says counts for nothing.</summary>
    Broken,
}

/// <summary>What is not as <c>Save-ZStackDatabaseBackup</c> leaves it.</summary>
public enum SavedBackupProblem
{
    /// <summary>Only the name and the first lines of the file tell what it is.</summary>
    NoManifest,

    /// <summary>The manifest is no JSON of ours, or of another file.</summary>
    ManifestBroken,

    /// <summary>A manifest or evidence without its file: removed by half, or moved.</summary>
    FileMissing,

    /// <summary>The file is longer or shorter than its manifest says.</summary>
    LengthDiffers,
}

/// <summary>The last test of a saved backup.</summary>
public sealed class SavedBackupTest
{
    internal SavedBackupTest(DateTimeOffset time, BackupTestLevel level, BackupTestOutcome outcome)
    {
        Time = time;
        Level = level;
        Outcome = outcome;
    }

    /// <summary>When the test ended, in UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>How much of the backup was tested.</summary>
    public BackupTestLevel Level { get; }

    /// <summary>The worst of its checks.</summary>
    public BackupTestOutcome Outcome { get; }

    /// <returns><c>Level Outcome yyyy-MM-dd HH:mm:ss zzz</c></returns>
    public override string ToString() => FormattableString.Invariant($"{Level} {Outcome} {Time:yyyy-MM-dd HH:mm:ss zzz}");
}
