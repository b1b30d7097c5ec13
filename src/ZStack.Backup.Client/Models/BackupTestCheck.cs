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

    public override string Name { get; }

    public override string ToString() => $"{Name}={Outcome}";

    /// <summary>What they say together: the worst of them, and nothing when there is none.</summary>
    internal static BackupTestOutcome Overall(IReadOnlyCollection<BackupTestCheck> checks) =>
        checks.Any(check => check.Outcome == CheckOutcome.Failed) ? BackupTestOutcome.Failed
        : checks.Count == 0 || checks.Any(check => check.Outcome == CheckOutcome.Unknown) ? BackupTestOutcome.Inconclusive
        : checks.Any(check => check.Outcome == CheckOutcome.Warning) ? BackupTestOutcome.Warning
        : BackupTestOutcome.Passed;
}
