using System;

namespace ZStack.Backup;

/// <summary>What looking at a recovery kit said.</summary>
public sealed class RecoveryKitResult
{
    private string? _reason;

    /// <summary>The worst of <see cref="Checks"/>.</summary>
    public BackupTestOutcome Outcome { get; internal init; }

    /// <summary>The folder.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>When the kit was made; <c>null</c> when it does not say so.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>In the order they were made.</summary>
    public ItemList<BackupTestCheck> Checks { get; internal init; } = ItemList<BackupTestCheck>.Empty;

    /// <summary>What did not pass, in words; <c>null</c> when all did. From <see cref="Checks"/>, in their language.</summary>
    public string? Reason
    {
        get => _reason ?? BackupTestCheck.Reasons(Checks);
        internal set => _reason = value;
    }

    /// <returns><c>Outcome: Path</c></returns>
    public override string ToString() => $"{Outcome}: {Path}";
}
