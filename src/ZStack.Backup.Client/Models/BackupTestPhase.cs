namespace ZStack.Backup;

/// <summary>How long one part of a test took.</summary>
public sealed class BackupTestPhase
{
    internal BackupTestPhase(string name, double seconds)
    {
        Name = name;
        Seconds = seconds;
    }

    /// <summary>Stable: <c>read</c>, <c>start</c>, <c>load</c> or <c>count</c>.</summary>
    public string Name { get; }

    /// <summary>Duration in seconds.</summary>
    public double Seconds { get; }

    /// <returns><c>Name 0.0 s</c></returns>
    public override string ToString() => System.FormattableString.Invariant($"{Name} {Seconds:0.0} s");
}
