using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>It found what it should.</summary>
    Passed,

    /// <summary>Nothing that stops anything, and worth knowing.</summary>
    Warning,

    /// <summary>It found what must not be.</summary>
    Failed,

    /// <summary>Left out on request.</summary>
    Skipped,

    /// <summary>It could not be made, so nothing is known.</summary>
    Unknown,
}

/// <summary>One thing that was looked at: in a backup, in a recovery kit, or at a node before a restore.</summary>
public abstract class Check
{
    private string? _reason;

    private protected Check(CheckOutcome outcome, Statement found)
    {
        Outcome = outcome;
        Found = found;
    }

    /// <summary>Stable, such as <c>Gzip</c>.</summary>
    public abstract string Name { get; }

    public CheckOutcome Outcome { get; }

    /// <summary>What was found, and where. English until the module has worded it for its user.</summary>
    public string Reason
    {
        get => _reason ?? Found.ToString();
        internal set => _reason = value;
    }

    /// <summary>What to do; <c>null</c> when there is nothing to be done.</summary>
    public string? Fix { get; internal set; }

    /// <summary>The same as <see cref="Reason"/>, to be said in another language.</summary>
    internal Statement Found { get; }
}
