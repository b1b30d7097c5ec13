using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The folders of the client are layers: each uses what is below it, by its using lines and qualified names.</summary>
public sealed class LayerTests
{
    private const string Facade = "ZStackClient";

    // Lowest first; folders of one layer do not know each other.
    private static readonly string[][] Layers =
    [
        ["Errors", "Models"],
        ["Files"],
        ["Json"],
        ["Http"],
        ["ImageStore", "Sessions"],
        ["Jobs", "Queries", "Dumps"],
        ["Databases", "Downloads", "Leftovers"],
        ["Vault", "Retention", "Schedules", "Comparison"],
        ["Restores", "Kits", "Health", "Reports"],
    ];

    // What points upwards still. A line goes when its cause has gone; none is added.
    private static readonly string[] Upwards =
    [
        "Downloads -> Leftovers",
        "Dumps -> Databases",
        "Jobs -> ZStackClient",
        "Json -> Downloads",
        "Json -> Http",
        "Json -> ImageStore",
        "Json -> Leftovers",
        "Json -> Sessions",
        "Leftovers -> Downloads",
        "Leftovers -> ZStackClient",
        "Restores -> ZStackClient",
        "Sessions -> ZStackClient",
    ];

    private static string Root => Path.Combine(Repository.Root, "src", "ZStack.Backup.Client");

    [Fact]
    public void Every_folder_has_its_layer() =>
        Assert.Equal(Layers.SelectMany(layer => layer).Order(StringComparer.Ordinal), Folders().Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_uses_only_what_is_below_it()
    {
        string[] found = [.. Folders().SelectMany(folder => Uses(folder).Where(used => Rank(used) >= Rank(folder)).Select(used => $"{folder} -> {used}")).Order(StringComparer.Ordinal)];

        Assert.Equal(Upwards, found);
    }

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    private static int Rank(string folder) => folder == Facade ? Layers.Length : Array.FindIndex(Layers, layer => layer.Contains(folder));

    private static HashSet<string> Uses(string folder)
    {
        var used = new HashSet<string>();
        foreach (string file in Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        {
            string code = Regex.Replace(File.ReadAllText(file), "//.*", "");
            used.UnionWith(Regex.Matches(code, @"\bZStack\.Backup\.Client\.(\w+)").Select(match => match.Groups[1].Value).Where(name => Rank(name) >= 0));
            if (Regex.IsMatch(code, $@"\b{Facade}\b"))
                used.Add(Facade);
        }

        used.Remove(folder);
        return used;
    }
}
