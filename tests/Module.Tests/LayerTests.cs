using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The folders of the client are layers: each uses what is below it, by its using lines, its qualified names, and the types that have no namespace of their own.</summary>
public sealed class LayerTests
{
    private const string Facade = "ZStackClient";

    // Lowest first; folders of one layer do not know each other.
    private static readonly string[][] Layers =
    [
        ["Statements", "Threading"],
        ["Errors"],
        ["Models", "Events"],
        ["Files", "Secrets"],
        ["Connections", "Processes", "ImageStore"],
        ["Json"],
        ["Http"],
        ["Sessions"],
        ["Queries", "Dumps"],
        ["Jobs", "Databases", "Downloads"],
        ["Leftovers", "Testing"],
        ["Vault", "Retention", "Schedules", "Comparison"],
        ["Restores", "Kits", "Health", "Reports"],
    ];

    // The same for the module.
    private static readonly string[][] ModuleLayers =
    [
        ["Resources"],
        ["Errors", "Sessions", "Values"],
        ["Views"],
        ["Binding"],
        ["Pipeline"],
        ["Abstractions"],
        ["Downloads", "Restores", "Schedules"],
        ["Commands"],
    ];

    private static readonly Lazy<Dictionary<string, string>> Shared = new(SharedTypes);

    private static string Root => Path.Combine(Repository.Root, "src", "ZStack.Backup.Client");

    [Fact]
    public void Every_folder_has_its_layer() =>
        Assert.Equal(Layers.SelectMany(layer => layer).Order(StringComparer.Ordinal), Folders().Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_uses_only_what_is_below_it()
    {
        string[] found = [.. Folders().SelectMany(folder => Uses(folder).Where(used => Rank(used) >= Rank(folder)).Select(used => $"{folder} -> {used}")).Order(StringComparer.Ordinal)];

        Assert.Empty(found);
    }

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    [Fact]
    public void A_folder_of_the_module_uses_only_what_is_below_it()
    {
        string root = Path.Combine(Repository.Root, "src", "ZStack.Backup");
        string[] folders = [.. Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"))];
        // A folder is a namespace, and a line that uses none of it does not build.
        IEnumerable<string> found = folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\bZStack\.Backup\.(\w+)").Select(match => match.Groups[1].Value))
            .Where(used => used != folder && ModuleRank(used) >= ModuleRank(folder)).Distinct().Select(used => $"{folder} -> {used}"));

        Assert.Equal(ModuleLayers.SelectMany(layer => layer).Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("ZStackSession", "Sessions")]
    [InlineData("ZStackException", "Errors")]
    [InlineData("ClientEvent", "Events")]
    public void A_type_that_users_see_has_its_folder(string type, string folder) => Assert.Equal(folder, Shared.Value[type]);

    private static int ModuleRank(string folder) => Array.FindIndex(ModuleLayers, layer => layer.Contains(folder));

    private static int Rank(string folder) => folder == Facade ? Layers.Length : Array.FindIndex(Layers, layer => layer.Contains(folder));

    private static HashSet<string> Uses(string folder)
    {
        var used = new HashSet<string>();
        foreach (string file in Files(folder))
        {
            string code = Regex.Replace(File.ReadAllText(file), @"//.*|""(?:\\.|[^""\\\n])*""", "");
            used.UnionWith(Regex.Matches(code, @"\bZStack\.Backup\.Client\.(\w+)").Select(match => match.Groups[1].Value).Where(name => Rank(name) >= 0));
            // Names of members, and those that an enumeration lists, are not those of types.
            used.UnionWith(Regex.Matches(code, @"(?<![.\w])[A-Z]\w*(?!,\r?$)", RegexOptions.Multiline).Select(match => Shared.Value.GetValueOrDefault(match.Value)).OfType<string>());
        }

        used.Remove(folder);
        return used;
    }

    private static string[] Files(string folder) => Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    /// <summary>The folder of each type that users see: its namespace, and so a using line, does not tell it.</summary>
    private static Dictionary<string, string> SharedTypes() => Folders().SelectMany(folder => Files(folder).Select(file => (folder, code: File.ReadAllText(file))))
        .Where(file => Regex.IsMatch(file.code, @"^namespace ZStack\.Backup(\.Client)?;", RegexOptions.Multiline))
        .SelectMany(file => Regex.Matches(file.code, @"^(?:public|internal) (?:\w+ )*?(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline).Select(match => (match.Groups[1].Value, file.folder)))
        .Append((Facade, Facade))
        .ToDictionary(type => type.Item1, type => type.Item2);
}
