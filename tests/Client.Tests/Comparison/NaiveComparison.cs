using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Tests.Comparison;

/// <summary>The comparison as the issue describes it, resource by resource and without any thought of size.</summary>
internal static class NaiveComparison
{
    private static readonly string[] Lasting = ["Running", "Stopped", "Paused", "Destroyed", "Enabled", "Disabled", "Maintenance", "Ready", "NotInstantiated", "Deleted"];

    public static List<string> Compare(List<TestResource> before, List<TestResource> now)
    {
        Dictionary<(ResourceKind, string), TestResource> was = Existing(before), isNow = Existing(now);
        Dictionary<string, (string Field, string? Before, string? Now)> moved = [];
        foreach (var volume in was.Where(r => r.Key.Item1 == ResourceKind.Volume && isNow.ContainsKey(r.Key)))
        {
            if (Place(volume.Value, isNow[volume.Key]) is { } place)
                moved[volume.Value.Uuid] = place;
        }

        List<string> found = [];
        foreach (var key in was.Keys.Union(isNow.Keys))
        {
            if (!was.TryGetValue(key, out TestResource? old))
                found.Add(Line(key, ResourceChange.WouldBeForgotten, null, null, null, ResourceRisk.Loss));
            else if (!isNow.TryGetValue(key, out TestResource? present))
                found.Add(Line(key, ResourceChange.WouldComeBack, null, null, null, ResourceRisk.None));
            else
                found.AddRange(Both(key, old, present, moved));
        }

        return [.. found.Order(System.StringComparer.Ordinal)];
    }

    public static string Line((ResourceKind Kind, string Uuid) key, ResourceChange change, string? property, string? before, string? now, ResourceRisk risk) =>
        $"{key.Kind}|{key.Uuid}|{change}|{property}|{before}|{now}|{risk}";

    private static IEnumerable<string> Both((ResourceKind Kind, string Uuid) key, TestResource old, TestResource present, Dictionary<string, (string Field, string? Before, string? Now)> moved)
    {
        if (Place(old, present) is { } place)
            yield return Line(key, ResourceChange.Moved, place.Field, place.Before, place.Now, ResourceRisk.Danger);
        if (key.Kind == ResourceKind.VmInstance && present.Values["rootVolumeUuid"] is { } root && moved.TryGetValue(root, out var its))
            yield return Line(key, ResourceChange.Moved, "rootVolume." + its.Field, its.Before, its.Now, ResourceRisk.Danger);
        foreach (string field in TestCloud.Tables[key.Kind].Fields)
        {
            (string? a, string? b) = (Value(old, field), Value(present, field));
            if (a == b || field is "installPath" or "primaryStorageUuid" or "primaryStorageInstallPath" or "rootVolumeUuid")
                continue;
            if (field is "state" or "status" && !(Lasting.Contains(a) && Lasting.Contains(b)))
                continue;
            if (field == "hostUuid" && (a is null || b is null))
                continue;
            yield return Line(key, ResourceChange.Changed, field, a, b, field is "state" or "status" or "hostUuid" ? ResourceRisk.None : ResourceRisk.Loss);
        }

        if (old.Owner != present.Owner)
            yield return Line(key, ResourceChange.Changed, "accountUuid", old.Owner, present.Owner, ResourceRisk.Loss);
    }

    private static (string Field, string? Before, string? Now)? Place(TestResource old, TestResource present)
    {
        foreach (string field in new[] { "installPath", "primaryStorageInstallPath", "primaryStorageUuid" })
        {
            if (old.Values.ContainsKey(field) && Value(old, field) != Value(present, field))
                return (field, Value(old, field), Value(present, field));
        }

        return null;
    }

    private static string? Value(TestResource resource, string field) => resource.Values[field] is { Length: > 0 } value ? value : null;

    private static Dictionary<(ResourceKind, string), TestResource> Existing(List<TestResource> cloud) =>
        cloud.Where(r => !r.Deleted).GroupBy(r => (r.Kind, r.Uuid)).ToDictionary(same => same.Key, same => same.Last());
}
