using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Health;

/// <summary>When the storages of a node are full.</summary>
/// <remarks>
/// A node tells how much is free now, and which backups lie there. So free(tᵢ) = free now + the sizes of all backups made after tᵢ;
/// the slope of Theil and Sen through these points is what backups take away each day, and days = free now / −slope. What was removed
/// meanwhile, and what else lies there, is not seen: the estimate holds where nothing is removed, and comes early where a policy removes.
/// </remarks>
internal static class StorageTrend
{
    private const int Window = 30;

    /// <summary>The storages that backups lie on; those that are switched off count too.</summary>
    public static IReadOnlyList<HealthStorage> Of(HealthFacts facts)
    {
        if (facts.Storages is null)
            return [];
        ILookup<string, DatabaseBackupRecord> held = (facts.Records ?? []).SelectMany(record => record.ReadyCopies.Select(copy => copy.BackupStorageUuid).OfType<string>().Distinct().Select(uuid => (uuid, record))).ToLookup(pair => pair.uuid, pair => pair.record);
        return [.. facts.Storages.Where(storage => storage.Uuid is not null && held.Contains(storage.Uuid)).Select(storage => new HealthStorage
        {
            Name = storage.Name,
            Uuid = storage.Uuid,
            IsConnected = IsConnected(storage),
            FreeBytes = storage.AvailableCapacity,
            TotalBytes = storage.TotalCapacity,
            DaysUntilFull = storage.AvailableCapacity is { } free ? DaysUntilFull(free, held[storage.Uuid!]) : null,
        })];
    }

    /// <returns><c>null</c> when the node does not say.</returns>
    public static bool? IsConnected(BackupStorage storage) =>
        storage.State is { } state && !Is(state, "Enabled") ? false
        : storage.Status is { } status ? Is(status, "Connected")
        : null;

    /// <returns>At most <see cref="BackupHealth.MaxDaysUntilFull"/>; <c>null</c> below five backups, and for a storage that does not fill.</returns>
    public static double? DaysUntilFull(long free, IEnumerable<DatabaseBackupRecord> records)
    {
        (double Day, long Size)[] backups =
        [
            .. records.Where(record => record is { CreateDate: not null, Size: >= 0 }).OrderByDescending(record => record.CreateDate).ThenBy(record => record.Size).Take(Window)
                .Select(record => (record.CreateDate!.Value.UtcTicks / (double)TimeSpan.TicksPerDay, record.Size!.Value)),
        ];
        var points = new List<(double, double)>();
        double then = free;
        foreach ((double day, long size) in backups)
        {
            points.Add((day, then));
            then += size;
        }

        return Statistics.Slope(points) is { } slope && slope < 0 ? Math.Min(free / -slope, BackupHealth.MaxDaysUntilFull) : null;
    }

    private static bool Is(string word, string other) => string.Equals(word, other, StringComparison.OrdinalIgnoreCase);
}
