using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The folders of each assembly are layers: each uses what is below it, by its using lines, its qualified names, and the types that have no namespace of their own.</summary>
public sealed class LayerTests
{
    private const string Client = "ZStack.Backup.Client";
    private const string Module = "ZStack.Backup";
    private const string Sandbox = "ZStack.Backup.Sandbox";

    // Lowest first; folders of one layer do not know each other. What is in no folder, such as the client's facade, is above them all.
    private static readonly Dictionary<string, string[][]> Layers = new()
    {
        [Client] =
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
        ],
        [Module] =
        [
            ["Resources"],
            ["Errors", "Sessions", "Values"],
            ["Views"],
            ["Binding"],
            ["Pipeline"],
            ["Abstractions"],
            ["Downloads", "Restores", "Schedules"],
            ["Commands"],
        ],
        [Sandbox] =
        [
            ["Time", "Wire", "Sockets", "CloudResources"],
            ["Options", "Faults", "Jobs"],
            ["Dumps"],
            ["State"],
            ["Seeds", "Security", "Query", "Exports"],
            ["Node"],
            ["Backups"],
            ["Restore", "Schedules"],
            ["Api"],
            // Around a whole node.
            ["Shell"],
        ],
    };

    private static readonly Dictionary<string, Dictionary<string, string>> Shared = Layers.Keys.ToDictionary(assembly => assembly, SharedTypes);

    public static TheoryData<string> Assemblies => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_folder_has_its_layer(string assembly) =>
        Assert.Equal(Layers[assembly].SelectMany(layer => layer).Order(StringComparer.Ordinal), Folders(assembly).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_folder_uses_only_what_is_below_it(string assembly)
    {
        string[] found = [.. Folders(assembly).SelectMany(folder => Uses(assembly, folder).Where(used => Rank(assembly, used) >= Rank(assembly, folder)).Select(used => $"{folder} -> {used}")).Order(StringComparer.Ordinal)];

        Assert.Equal("", string.Join("\n", found));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_namespace_of_a_file_is_its_folder_or_that_of_users(string assembly)
    {
        IEnumerable<string> wrong = Folders(assembly).SelectMany(folder => Files(assembly, folder)
            .Where(file => Regex.Match(File.ReadAllText(file), @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value is var name && !$"{name}.".StartsWith($"{assembly}.{folder}.", StringComparison.Ordinal) && name != assembly && name is not (Module or "System.Runtime.CompilerServices")));

        Assert.Equal("", string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(Client, "ZStackSession", "Sessions")]
    [InlineData(Client, "ZStackException", "Errors")]
    [InlineData(Client, "ClientEvent", "Events")]
    [InlineData(Sandbox, "LoggedRequest", "Wire")]
    [InlineData(Sandbox, "SandboxOptions", "Options")]
    public void A_type_that_users_see_has_its_folder(string assembly, string type, string folder) => Assert.Equal(folder, Shared[assembly][type]);

    private static string Root(string assembly) => Path.Combine(Repository.Root, "src", assembly);

    private static IEnumerable<string> Folders(string assembly) => Directory.GetDirectories(Root(assembly)).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    private static string[] Files(string assembly, string folder) => Directory.GetFiles(Path.Combine(Root(assembly), folder), "*.cs", SearchOption.AllDirectories);

    /// <summary>What is in no folder is above the folders, but for those that are around it.</summary>
    private static int Rank(string assembly, string folder)
    {
        string[][] layers = Layers[assembly];
        int folders = assembly == Sandbox ? layers.Length - 1 : layers.Length;
        int index = Array.FindIndex(layers, layer => layer.Contains(folder));
        return index < 0 ? folders : index >= folders ? index + 1 : index;
    }

    private static HashSet<string> Uses(string assembly, string folder)
    {
        var used = new HashSet<string>();
        foreach (string file in Files(assembly, folder))
        {
            string code = Regex.Replace(File.ReadAllText(file), @"//.*|""(?:\\.|[^""\\\n])*""", "");
            used.UnionWith(Regex.Matches(code, $@"\b{Regex.Escape(assembly)}\.(\w+)").Select(match => match.Groups[1].Value).Where(name => Folders(assembly).Contains(name)));
            // Names of members, and those that an enumeration lists, are not those of types.
            used.UnionWith(Regex.Matches(code, @"(?<![.\w])[A-Z]\w*(?!,\r?$)", RegexOptions.Multiline).Select(match => Shared[assembly].GetValueOrDefault(match.Value)).OfType<string>());
        }

        used.Remove(folder);
        return used;
    }

    /// <summary>The folder of each type that users see: its namespace, and so a using line, does not tell it.</summary>
    private static Dictionary<string, string> SharedTypes(string assembly) => Folders(assembly).SelectMany(folder => Files(assembly, folder).Select(file => (folder, code: File.ReadAllText(file))))
        .Concat(Directory.GetFiles(Root(assembly), "*.cs").Select(file => (folder: "", code: File.ReadAllText(file))))
        .Where(file => Regex.IsMatch(file.code, $@"^namespace (ZStack\.Backup|{Regex.Escape(assembly)});", RegexOptions.Multiline))
        .SelectMany(file => Regex.Matches(file.code, @"^(?:public|internal) (?:\w+ )*?(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline).Select(match => (match.Groups[1].Value, file.folder)))
        .DistinctBy(type => type.Item1)
        .ToDictionary(type => type.Item1, type => type.Item2);
}
