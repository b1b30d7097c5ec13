using System;

namespace ZStack.Backup.Client.Retention;

/// <summary>A backup, or one copy of it, as far as a policy looks at it. What is not known is <c>null</c>.</summary>
public sealed class RetentionCandidate
{
    /// <param name="backup">Handed back with the decision.</param>
    public RetentionCandidate(object backup) => Backup = backup;

    /// <summary>The same object as in <see cref="RetentionDecision.Backup"/>.</summary>
    public object Backup { get; }

    /// <summary>What <see cref="RetentionPolicy.Name"/> looks at.</summary>
    public string? Name { get; init; }

    /// <summary>Tells backups of the same name and time apart, so that the order of the input decides nothing.</summary>
    public string? Id { get; init; }

    /// <summary>When the backup was made. The offset counts where the policy has no zone. <c>null</c>: not known, so it is kept.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What is decided for by itself, such as the node or the storage.</summary>
    public string Group { get; init; } = "";

    /// <summary>Version of the product that made the backup: the newest backup whose version is known is never removed.</summary>
    public string? Version { get; init; }

    /// <summary>False for a backup that is being made or has failed: it counts for nothing and is left alone.</summary>
    public bool IsReady { get; init; } = true;

    /// <summary>A test has restored it into a throw-away server.</summary>
    public bool IsProven { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The storage of the copy, where copies are decided for one by one.</summary>
    public string? BackupStorageUuid { get; init; }
}
