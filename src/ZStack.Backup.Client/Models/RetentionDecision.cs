using System;

namespace ZStack.Backup;

/// <summary>What a retention plan says of a backup.</summary>
public enum RetentionAction
{
    /// <summary>At least one rule keeps it, or it must not be touched; <see cref="RetentionDecision.Reasons"/> says which.</summary>
    Keep,

    /// <summary>No rule keeps it. Nothing has been removed yet: this is a plan.</summary>
    Remove,
}

/// <summary>Why a backup is kept or removed.</summary>
public enum RetentionRule
{
    /// <summary>Among the newest ones, as many as <see cref="Client.Retention.RetentionPolicy.Last"/> says.</summary>
    Last,

    /// <summary>The newest backup of one of the last hours that have a backup.</summary>
    Hourly,

    /// <summary>The newest backup of one of the last days that have a backup.</summary>
    Daily,

    /// <summary>The newest backup of one of the last ISO 8601 weeks that have a backup.</summary>
    Weekly,

    /// <summary>The newest backup of one of the last months that have a backup.</summary>
    Monthly,

    /// <summary>The newest backup of one of the last years that have a backup.</summary>
    Yearly,

    /// <summary>Younger than the span of <see cref="Client.Retention.RetentionPolicy.Within"/>.</summary>
    Within,

    /// <summary>The newest backup of an hour within the span of <see cref="Client.Retention.RetentionPolicy.WithinHourly"/>.</summary>
    WithinHourly,

    /// <summary>The newest backup of a day within the span of <see cref="Client.Retention.RetentionPolicy.WithinDaily"/>.</summary>
    WithinDaily,

    /// <summary>The newest backup of an ISO 8601 week within the span of <see cref="Client.Retention.RetentionPolicy.WithinWeekly"/>.</summary>
    WithinWeekly,

    /// <summary>The newest backup of a month within the span of <see cref="Client.Retention.RetentionPolicy.WithinMonthly"/>.</summary>
    WithinMonthly,

    /// <summary>The newest backup of a year within the span of <see cref="Client.Retention.RetentionPolicy.WithinYearly"/>.</summary>
    WithinYearly,

    /// <summary><see cref="Client.Retention.RetentionPolicy.Name"/> accepts its name.</summary>
    Name,

    /// <summary>Never removed: the newest of its group; the newest three where proof is asked for and none is proven.</summary>
    Newest,

    /// <summary>Never removed: the newest that is proven to restore; or among the number of proven ones to keep.</summary>
    NewestProven,

    /// <summary>Never removed: the newest of the version that the node has.</summary>
    NewestOfVersion,

    /// <summary>Never removed: nothing else of its group is whole.</summary>
    LastReadyCopy,

    /// <summary>Being made, or failed: left alone, and counted nowhere.</summary>
    NotReady,

    /// <summary>Kept: nothing tells when it was made.</summary>
    NoTime,

    /// <summary>Removed: no rule keeps it.</summary>
    NoRule,
}

/// <summary>One reason of a decision.</summary>
public sealed class RetentionReason
{
    internal RetentionReason(RetentionRule id, string? bucket = null)
    {
        Id = id;
        Bucket = bucket;
    }

    /// <summary>Stable.</summary>
    public RetentionRule Id { get; }

    /// <summary>What the backup stands for: <c>2026-11-26 13</c> for an hour, <c>2026-11-26</c>, <c>2026-W48</c>, <c>2026-11</c>, <c>2026</c>; the span, version or number of other rules.</summary>
    public string? Bucket { get; }

    /// <summary>The same in words. Empty until the PowerShell module has worded it.</summary>
    public string Text { get; internal set; } = "";

    /// <returns>The words; without words <c>Id Bucket</c>.</returns>
    public override string ToString() => Text.Length > 0 ? Text : Bucket is null ? Id.ToString() : $"{Id} {Bucket}";
}

/// <summary>What a retention plan says of one backup, or of one copy of it, and why.</summary>
public sealed class RetentionDecision
{
    /// <summary>A plan only: whoever has it removes the backups.</summary>
    public RetentionAction Action { get; internal init; }

    /// <summary>Every rule that keeps it, or that none does.</summary>
    public ItemList<RetentionReason> Reasons { get; internal init; } = ItemList<RetentionReason>.Empty;

    /// <summary>Name of the backup; <c>null</c> when it is not known.</summary>
    public string? Name { get; internal init; }

    /// <summary>When the backup was made, with the offset that it came with. <c>null</c> when nothing tells: such a backup is kept.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>What was decided for by itself: the node, or the storage.</summary>
    public string Group { get; internal init; } = "";

    /// <summary>Bytes that removing it frees; <c>null</c> when not known.</summary>
    public long? Size { get; internal init; }

    /// <summary>The storage of the copy, where copies are decided for one by one.</summary>
    public string? BackupStorageUuid { get; internal init; }

    /// <summary>What the decision is about, as it came in.</summary>
    public object? Backup { get; internal init; }

    /// <summary>For the heading of its group.</summary>
    internal RetentionTotals? Totals { get; init; }

    /// <returns><c>Action: Name</c></returns>
    public override string ToString() => $"{Action}: {Name}";
}

/// <summary>What a plan does to a group.</summary>
internal sealed class RetentionTotals
{
    public int Kept { get; init; }

    public int Removed { get; init; }

    /// <summary>Bytes, of the backups whose size is known.</summary>
    public long Freed { get; init; }
}
