using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Binding.Completion;

/// <summary>How something with a uuid and a name is offered.</summary>
internal static class References
{
    /// <summary>By name where that means only one, else by uuid; and by uuid to those who begin with it.</summary>
    public static IEnumerable<Candidate> ByNameOrUuid<T>(IReadOnlyList<T> items, Func<T, string?> uuid, Func<T, string?> name, Func<T, string> tooltip)
    {
        HashSet<string?> several = [.. items.GroupBy(name).Where(same => same.Count() > 1).Select(same => same.Key)];
        foreach (T item in items.Where(item => IsUsable(name(item)) && !several.Contains(name(item))))
            yield return new Candidate(name(item)!, uuid(item), null, tooltip(item));
        foreach (T item in items.Where(item => !IsUsable(name(item)) || several.Contains(name(item))))
            yield return ByUuid(item, uuid, name, tooltip);
    }

    public static IEnumerable<Candidate> ByUuid<T>(IReadOnlyList<T> items, Func<T, string?> uuid, Func<T, string?> name, Func<T, string> tooltip) =>
        items.Select(item => ByUuid(item, uuid, name, tooltip));

    /// <summary>For a parameter that takes wildcards.</summary>
    public static IEnumerable<Candidate> ByName<T>(IReadOnlyList<T> items, Func<T, string?> name, Func<T, string> tooltip) =>
        items.Where(item => name(item) is { Length: > 0 }).Select(item => new Candidate(WildcardPattern.Escape(name(item)!), name(item), name(item), tooltip(item)));

    private static Candidate ByUuid<T>(T item, Func<T, string?> uuid, Func<T, string?> name, Func<T, string> tooltip) =>
        new(uuid(item)!, name(item), name(item) is { Length: > 0 } named ? $"{uuid(item)} ({named})" : null, tooltip(item));

    // What the binding would take for something else, or refuse.
    private static bool IsUsable(string? name) => !string.IsNullOrWhiteSpace(name) && name == name!.Trim() && VisibleText.IsVisible(name) && BackupReference.From(name) is { CanBeName: true };
}
