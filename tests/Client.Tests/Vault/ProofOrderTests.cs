using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Vault;

/// <summary>Every backup has its turn, also when there is time for one a night.</summary>
public sealed class ProofOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Young_proofs_are_left_alone_and_the_longest_untried_comes_first()
    {
        SavedBackup[] backups =
        [
            Saved("young", provenDaysAgo: 1),
            Saved("old", provenDaysAgo: 20),
            Saved("older", provenDaysAgo: 30),
            Saved("failed", failedDaysAgo: 2),
            Saved("never"),
            Saved("loose", problem: SavedBackupProblem.NoManifest),
        ];

        Assert.Equal(["never", "older", "old", "failed", "loose"], ProofOrder.Due(backups, Now.AddDays(-7)).Select(backup => backup.FullName));
    }

    [Fact]
    public void With_time_for_one_a_night_all_of_a_random_vault_are_tried_in_turn()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 20);
            HashSet<int> broken = [.. Enumerable.Range(0, count).Where(_ => random.Next(4) == 0)];
            Dictionary<int, SavedBackup> vault = Enumerable.Range(0, count).ToDictionary(i => i, i => Saved("b" + i, random.Next(2) == 0 ? random.Next(1, 40) : null));
            var tried = new HashSet<string>();

            for (int night = 0; night < count; night++)
            {
                DateTimeOffset now = Now.AddDays(night);
                // A proof of no age is young enough for nobody: all are due each night.
                SavedBackup first = ProofOrder.Due(vault.Values, DateTimeOffset.MaxValue)[0];
                Assert.True(tried.Add(first.FullName), $"seed {seed}: {first.FullName} twice before others had their turn");
                int i = int.Parse(first.FullName[1..], System.Globalization.CultureInfo.InvariantCulture);
                vault[i] = new SavedBackup { FullName = first.FullName, CreateDate = first.CreateDate, ProvenAt = broken.Contains(i) ? null : now, LastTest = new SavedBackupTest(now, BackupTestLevel.Restore, broken.Contains(i) ? BackupTestOutcome.Failed : BackupTestOutcome.Passed) };
            }

            Assert.Equal(count, tried.Count);
        }
    }

    private static SavedBackup Saved(string name, int? provenDaysAgo = null, int? failedDaysAgo = null, SavedBackupProblem? problem = null) => new()
    {
        FullName = name,
        CreateDate = Now.AddDays(-50),
        ProvenAt = provenDaysAgo is { } days ? Now.AddDays(-days) : null,
        LastTest = failedDaysAgo is { } ago ? new SavedBackupTest(Now.AddDays(-ago), BackupTestLevel.Restore, BackupTestOutcome.Failed)
            : provenDaysAgo is { } then ? new SavedBackupTest(Now.AddDays(-then), BackupTestLevel.Restore, BackupTestOutcome.Passed) : null,
        Problem = problem,
    };
}
