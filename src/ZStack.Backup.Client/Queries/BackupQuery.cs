using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client.Queries;

/// <summary>Which records to list. Everything given must fit.</summary>
public sealed class BackupQuery
{
    /// <summary>Any of these, 32 lower-case hex digits each.</summary>
    public IReadOnlyCollection<string> Uuids { get; init; } = [];

    /// <summary>Any of these, with PowerShell's wildcards. The server narrows the list down; the exact look is the caller's.</summary>
    public IReadOnlyCollection<string> Names { get; init; } = [];

    /// <summary>A copy on any of these storages.</summary>
    public IReadOnlyCollection<string> BackupStorageUuids { get; init; } = [];

    /// <summary><c>Enabled</c> or <c>Disabled</c>, compared by the node; <c>null</c> for any.</summary>
    public string? State { get; init; }

    /// <summary><c>Ready</c>, <c>Creating</c> or whatever else the node says, compared by the node; <c>null</c> for any.</summary>
    public string? Status { get; init; }

    /// <summary>Made at this time or later; <c>null</c> for any. Rows up to an hour earlier may come where the node has summer time: the caller looks exactly.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Made before this time; <c>null</c> for any. Rows of that second, and up to an hour later where the node has summer time, may come: the caller looks exactly.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>At least this many bytes in the store; <c>null</c> for any.</summary>
    public long? MinimumSize { get; init; }

    /// <summary>Conditions of the server's own language.</summary>
    public IReadOnlyCollection<QueryCondition> Filters { get; init; } = [];

    /// <summary>The members that the answer needs to have; all when empty.</summary>
    public IReadOnlyCollection<string> Fields { get; init; } = [];

    /// <summary>The conditions that this server understands as they are meant; the others are left to the caller.</summary>
    internal IEnumerable<QueryCondition> Conditions(ServerTimeZone zone)
    {
        QueryCondition?[] conditions =
        [
            Uuids.Count > 0 ? QueryCondition.AnyOf("uuid", Uuids) : null,
            NameCondition("name", Names),
            BackupStorageUuids.Count > 0 ? QueryCondition.AnyOf("backupStorageRefs.backupStorageUuid", BackupStorageUuids) : null,
            State is null ? null : QueryCondition.Of("state", "=", State),
            Status is null ? null : QueryCondition.Of("status", "=", Status),
            After is { } after ? QueryCondition.Of("createDate", ">=", Wall(after, zone, -1)) : null,
            Before is { } before ? QueryCondition.Of("createDate", "<=", Wall(before, zone, 1)) : null,
            MinimumSize is { } size ? QueryCondition.Of("size", ">=", size.ToString(CultureInfo.InvariantCulture)) : null,
        ];
        return conditions.OfType<QueryCondition>().Concat(Filters);
    }

    internal static QueryCondition? NameCondition(string field, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return null;
        if (names.All(name => name.IndexOfAny(['*', '?', '[', '`']) < 0))
            return QueryCondition.AnyOf(field, names);
        return names.Count == 1 ? QueryCondition.Like(field, names.First()) : null;
    }

    /// <summary>The server's wall clock, an hour wider where a change to or from summer time can make it ambiguous.</summary>
    private static string Wall(DateTimeOffset time, ServerTimeZone zone, int direction)
    {
        DateTimeOffset there = zone.At(time);
        if (zone.ChangesWithSeasons)
            there = there.AddHours(direction);
        return there.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
