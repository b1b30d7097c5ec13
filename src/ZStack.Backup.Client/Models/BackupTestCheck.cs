using System.Collections.Generic;

namespace ZStack.Backup;

/// <summary>One thing that a test looked at.</summary>
public sealed class BackupTestCheck
{
    internal BackupTestCheck(string name, BackupTestOutcome outcome, Finding finding, params object[] facts)
    {
        Name = name;
        Outcome = outcome;
        Finding = finding;
        Facts = facts;
    }

    /// <summary>Stable, such as <c>Gzip</c>.</summary>
    public string Name { get; }

    public BackupTestOutcome Outcome { get; }

    /// <summary>What was found, in words, and where.</summary>
    public string? Detail { get; internal set; }

    /// <summary>The same, to be worded for the user.</summary>
    internal Finding Finding { get; }

    internal IReadOnlyList<object> Facts { get; }

    public override string ToString() => $"{Name}={Outcome}";
}
