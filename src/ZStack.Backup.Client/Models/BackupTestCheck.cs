using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>One thing that a test looked at.</summary>
public sealed class BackupTestCheck
{
    internal BackupTestCheck(string name, BackupTestOutcome outcome, Finding finding, params object[] facts)
        : this(name, outcome, new Statement(finding, facts))
    {
    }

    internal BackupTestCheck(string name, BackupTestOutcome outcome, Statement found)
    {
        Name = name;
        Outcome = outcome;
        Found = found;
    }

    /// <summary>Stable, such as <c>Gzip</c>.</summary>
    public string Name { get; }

    public BackupTestOutcome Outcome { get; }

    /// <summary>What was found, in words, and where.</summary>
    public string? Detail { get; internal set; }

    /// <summary>The same, to be worded for the user.</summary>
    internal Statement Found { get; }

    public override string ToString() => $"{Name}={Outcome}";
}
