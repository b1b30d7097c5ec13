using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>One thing that a test of a backup or of a recovery kit looked at.</summary>
public sealed class BackupTestCheck : Check
{
    internal BackupTestCheck(string name, CheckOutcome outcome, Finding finding, params object[] facts)
        : this(name, outcome, new Statement(finding, facts))
    {
    }

    internal BackupTestCheck(string name, CheckOutcome outcome, Statement found)
        : base(outcome, found) => Name = name;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <returns><c>Name=Outcome</c></returns>
    public override string ToString() => $"{Name}={Outcome}";

    /// <summary>What those found that did not pass; <c>null</c> when all did.</summary>
    internal static string? Reasons(IEnumerable<BackupTestCheck> checks) =>
        string.Join(" ", checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => check.Reason)) is { Length: > 0 } reasons ? reasons : null;

    /// <summary>What they say together: the worst of them, and nothing when there is none.</summary>
    internal static BackupTestOutcome Overall(IReadOnlyCollection<BackupTestCheck> checks) =>
        checks.Any(check => check.Outcome == CheckOutcome.Failed) ? BackupTestOutcome.Failed
        : checks.Count == 0 || checks.Any(check => check.Outcome == CheckOutcome.Unknown) ? BackupTestOutcome.Inconclusive
        : checks.Any(check => check.Outcome == CheckOutcome.Warning) ? BackupTestOutcome.Warning
        : BackupTestOutcome.Passed;
}
