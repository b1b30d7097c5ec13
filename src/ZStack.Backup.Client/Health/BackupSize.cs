using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Health;

/// <summary>Size of a backup, and when it was made.</summary>
internal sealed class BackupSize
{
    private const int Window = 30;

    private BackupSize(DateTimeOffset time, long bytes)
    {
        Time = time;
        Bytes = bytes;
    }

    public DateTimeOffset Time { get; }

    public long Bytes { get; }

    /// <summary>The last 30 that are known, the newest last.</summary>
    public static IReadOnlyList<BackupSize> Last(IEnumerable<RecoveryPoint> whole) =>
    [
        .. whole.Where(point => point is { Created: not null, Size: >= 0 }).OrderByDescending(point => point.Created).Take(Window)
            .Select(point => new BackupSize(point.Created!.Value, point.Size!.Value)).Reverse(),
    ];

    public static IReadOnlyList<HealthSize> Judged(IReadOnlyList<BackupSize> sizes)
    {
        bool[] outliers = Statistics.Outliers([.. sizes.Select(size => (double)size.Bytes)]);
        return [.. sizes.Select((size, i) => new HealthSize(size.Time, size.Bytes, outliers[i]))];
    }
}
