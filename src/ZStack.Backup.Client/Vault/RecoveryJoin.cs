using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Vault;

/// <summary>Tells which sightings are of one backup: by MD5, by what a node itself calls it, else by name and time where that means only one.</summary>
/// <remarks>Records and stores come first, and a file is put to one of them: no manifest, which anybody may have written, makes one backup of two.</remarks>
internal sealed class RecoveryJoin
{
    private readonly List<List<RecoverySighting>> _groups = [];
    private readonly Dictionary<string, List<RecoverySighting>> _byMark = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<List<RecoverySighting>>> _byNameAndTime = new(StringComparer.Ordinal);

    /// <returns>The same groups, in whatever order the sightings come.</returns>
    public static IReadOnlyList<IReadOnlyList<RecoverySighting>> Join(IEnumerable<RecoverySighting> sightings)
    {
        var join = new RecoveryJoin();
        // What has a hash decides by it; the rest finds its place afterwards.
        foreach (RecoverySighting sighting in sightings
            .GroupBy(one => (one.Kind, one.Key)).Select(same => same.First())
            .OrderBy(one => one.Kind).ThenBy(one => one.Md5 is null).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            join.Add(sighting);
        }

        return join._groups;
    }

    /// <summary>The hash that a node or a store has for the backup, else that of the first file.</summary>
    public static string? Md5Of(IEnumerable<RecoverySighting> group) => group.Select(one => one.Md5).FirstOrDefault(md5 => md5 is not null);

    private void Add(RecoverySighting sighting)
    {
        List<RecoverySighting>? group = Find(sighting);
        if (group is null)
            _groups.Add(group = []);
        group.Add(sighting);
        foreach (string mark in Marks(sighting))
        {
            // The first one stays: a later file may claim what it likes.
            if (!_byMark.ContainsKey(mark))
                _byMark.Add(mark, group);
        }

        if (sighting.NameAndTime is not { } key)
            return;
        if (!_byNameAndTime.TryGetValue(key, out List<List<RecoverySighting>>? groups))
            _byNameAndTime.Add(key, groups = []);
        if (!groups.Contains(group))
            groups.Add(group);
    }

    private List<RecoverySighting>? Find(RecoverySighting sighting)
    {
        bool mayDiffer = sighting.Kind == RecoverySource.File;
        foreach (string mark in Marks(sighting))
        {
            if (_byMark.TryGetValue(mark, out List<RecoverySighting>? group) && (mayDiffer || HasSameHash(group, sighting)))
                return group;
        }

        if (sighting.NameAndTime is not { } key || !_byNameAndTime.TryGetValue(key, out List<List<RecoverySighting>>? groups))
            return null;
        List<RecoverySighting>[] fitting = [.. groups.Where(group => MayBe(group, sighting))];
        return fitting.Length == 1 ? fitting[0] : null;
    }

    private static IEnumerable<string> Marks(RecoverySighting sighting)
    {
        if (sighting.Md5 is { } md5)
            yield return "md5 " + md5;
        if (sighting.Uuid is { } uuid)
            yield return "uuid " + uuid;
        foreach (string path in sighting.Paths)
            yield return "path " + path;
    }

    private static bool HasSameHash(IEnumerable<RecoverySighting> group, RecoverySighting sighting) =>
        sighting.Md5 is null || Md5Of(group) is not { } md5 || md5 == sighting.Md5;

    /// <summary>Two nodes make backups of one name at the same second, so nothing else may speak against it.</summary>
    private static bool MayBe(List<RecoverySighting> group, RecoverySighting sighting)
    {
        bool isSameNode = group.Exists(one => one.Kind != RecoverySource.ImageStore && sighting.Kind != RecoverySource.ImageStore && one.Server is not null && one.Server == sighting.Server);
        return (HasSameHash(group, sighting) || (sighting.Kind == RecoverySource.File && isSameNode))
            && group.TrueForAll(one => Fits(one.Version, sighting.Version)
                // Who scans a store is not who made what lies there.
                && (one.Kind == RecoverySource.ImageStore || sighting.Kind == RecoverySource.ImageStore || Fits(one.Server, sighting.Server))
                && (one.Kind == RecoverySource.File || sighting.Kind == RecoverySource.File || one.Size is null || sighting.Size is null || one.Size == sighting.Size)
                && Fits(one.Uuid, sighting.Uuid));
    }

    private static bool Fits(string? one, string? other) => one is null || other is null || one == other;
}
