using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Vault;

/// <summary>Which saved backups are to be proven again, and in which order, so that each has its turn however little time there is.</summary>
public static class ProofOrder
{
    /// <summary>Those whose proof is older, or that have none: whose last try is the longest ago comes first, those that were never tried before all others.</summary>
    /// <param name="before">A proof from then or later is young enough.</param>
    public static IReadOnlyList<SavedBackup> Due(IEnumerable<SavedBackup> backups, DateTimeOffset before) =>
    [
        .. backups.Where(backup => !(backup.ProvenAt >= before))
            // Of a file without a manifest nothing is kept, so it would be the first one every night.
            .OrderBy(backup => backup.Problem == SavedBackupProblem.NoManifest)
            .ThenBy(LastTry)
            .ThenBy(backup => backup.CreateDate)
            .ThenBy(backup => backup.FullName, StringComparer.Ordinal),
    ];

    /// <summary>A failure is a try, too: what is broken must not keep the others from their turn.</summary>
    private static DateTimeOffset LastTry(SavedBackup backup)
    {
        DateTimeOffset? tried = backup.LastTest is { Level: BackupTestLevel.Restore } test ? test.Time : null;
        DateTimeOffset proven = backup.ProvenAt ?? DateTimeOffset.MinValue;
        return tried > proven ? tried.Value : proven;
    }
}
