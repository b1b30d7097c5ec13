using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Resources;

/// <summary>What to type against a finding: the same in every language.</summary>
internal static class HealthCommands
{
    /// <summary>Names from outside stand in quotes: whoever pastes the command runs nothing of theirs.</summary>
    public static string Of(HealthFinding finding) =>
        string.Format(CultureInfo.InvariantCulture, Template(finding.Remedy), [.. finding.RemedyFacts.Select(fact => new TypedWord("").Quote(fact))]);

    private static string Template(HealthFix fix) => fix switch
    {
        HealthFix.Backup => "New-ZStackDatabaseBackup {1} -Session (Get-ZStackSession {0})",
        HealthFix.ListStorages => "Get-ZStackBackupStorage -Session (Get-ZStackSession {0})",
        HealthFix.Prove => "Get-ZStackSavedBackup {0} -Server {1} | Test-ZStackDatabaseBackup -Level Restore -MaximumProofAge 7d",
        HealthFix.Save => "Get-ZStackDatabaseBackupRecord -First 1 -Session (Get-ZStackSession {0}) | Save-ZStackDatabaseBackup -Path {1}",
        HealthFix.TestFile => "Test-ZStackDatabaseBackup {0} -Level Restore",
        HealthFix.ReadEvidence => "Get-Content -LiteralPath {0}",
        HealthFix.Copy => "Copy-ZStackDatabaseBackup {0} {1} -Session (Get-ZStackSession {2})",
        HealthFix.ShowStorage => "Get-ZStackBackupStorage {0} -Session (Get-ZStackSession {1})",
        HealthFix.Prune => "Get-ZStackDatabaseBackupRecord -Session (Get-ZStackSession {0}) | Get-ZStackRetentionPlan -KeepDaily 14 -KeepWeekly 8",
        HealthFix.ListSizes => "Get-ZStackDatabaseBackupRecord -First 30 -Session (Get-ZStackSession {0}) | Format-Table CreateDate, Size, Name",
        HealthFix.ShowSchedules => "Get-ZStackBackupSchedule -Session (Get-ZStackSession {0})",
        HealthFix.EnableSchedule => "Enable-ZStackBackupSchedule {0} -Session (Get-ZStackSession {1})",
        HealthFix.ShowHistory => "Get-ZStackBackupSchedule {0} -History 10 -Session (Get-ZStackSession {1})",
        HealthFix.Probe => "Test-ZStackConnection {0} | Format-List",
        _ => "Connect-ZStack {0} -Credential (Get-Credential)",
    };
}
