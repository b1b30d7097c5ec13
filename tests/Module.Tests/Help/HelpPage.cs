using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>A page of <c>docs/&lt;culture&gt;</c>, read as far as the tests look at it.</summary>
internal sealed partial class HelpPage
{
    /// <summary>Language of a code block that the bare engine can run.</summary>
    public const string Engine = "powershell";

    /// <summary>Language of a code block that needs commands of the whole shell, such as Sort-Object: run by tests/Pester.</summary>
    public const string WholeShell = "pwsh";

    private HelpPage(string text)
    {
        Text = text;
        string[] parts = Section().Split(text);
        Synopsis = Body(parts, "SYNOPSIS");
        Description = Body(parts, "DESCRIPTION");
        Sets = [.. Items(Body(parts, "SYNTAX")).Select(item => item.Title.Replace(" (Default)", "", StringComparison.Ordinal))];
        Examples = [.. Items(Body(parts, "EXAMPLES")).Select(HelpExample.From)];
        Parameters = [.. Items(Body(parts, "PARAMETERS")).Where(item => item.Title != "CommonParameters").Select(HelpParameter.From)];
        Inputs = Items(Body(parts, "INPUTS"));
        Outputs = Items(Body(parts, "OUTPUTS"));
        Links = [.. Link().Matches(Body(parts, "RELATED LINKS")).Select(match => match.Groups[1].Value)];
        Headings = [.. parts.Skip(1).Select(part => part.Split('\n')[0])];
    }

    public string Text { get; }

    public string Synopsis { get; }

    public string Description { get; }

    public IReadOnlyList<string> Headings { get; }

    public IReadOnlyList<string> Sets { get; }

    public IReadOnlyList<HelpExample> Examples { get; }

    public IReadOnlyList<HelpParameter> Parameters { get; }

    /// <summary>Name of a type, and what is said about it.</summary>
    public IReadOnlyList<(string Title, string Text)> Inputs { get; }

    public IReadOnlyList<(string Title, string Text)> Outputs { get; }

    public IReadOnlyList<string> Links { get; }

    public static string Folder(string culture) => Path.Combine(Repository.Root, "docs", culture);

    public static HelpPage Read(string culture, string cmdlet) => new(ReadText(Path.Combine(Folder(culture), cmdlet + ".md")));

    /// <summary>Names of the pages of all cmdlets.</summary>
    public static IEnumerable<string> Names(string culture) =>
        Directory.GetFiles(Folder(culture), "*-*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static string ReadText(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    /// <summary>The properties that an output describes.</summary>
    public static IReadOnlyList<(string Name, string Text)> Properties(string text) =>
        [.. Property().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static string Body(string[] parts, string heading) =>
        Array.Find(parts, part => part.StartsWith(heading + "\n", StringComparison.Ordinal))?[heading.Length..].Trim() ?? "";

    private static IReadOnlyList<(string Title, string Text)> Items(string body) =>
        [.. Item().Split("\n" + body).Skip(1).Select(item => (item.Split('\n')[0].Trim(), item[item.Split('\n')[0].Length..].Trim()))];

    [GeneratedRegex(@"^## (?=[A-Z ]+$)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\n### ")]
    private static partial Regex Item();

    [GeneratedRegex(@"^- \[([^\]]+)\]", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^- (\w+)(?:: |：)(.+(?:\n  .+)*)", RegexOptions.Multiline)]
    private static partial Regex Property();
}

/// <param name="Title">Without its number.</param>
/// <param name="Language">Of the code: <see cref="HelpPage.Engine"/> or <see cref="HelpPage.WholeShell"/>.</param>
/// <param name="Output">What the page says comes out; empty for nothing.</param>
internal sealed partial record HelpExample(string Heading, string Title, string Language, string Code, string Output)
{
    public static HelpExample From((string Title, string Text) item)
    {
        MatchCollection blocks = Block().Matches(item.Text);
        Match? output = blocks.Skip(1).FirstOrDefault();
        return new(item.Title, Number().Replace(item.Title, ""), blocks[0].Groups[1].Value, blocks[0].Groups[2].Value, output?.Groups[2].Value ?? "");
    }

    [GeneratedRegex(@"^```(\w+)\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\S+ \d+(: |：)")]
    private static partial Regex Number();
}

/// <param name="Sets">Each as <c>name position required by-value by-name</c>.</param>
internal sealed partial record HelpParameter(string Name, string Text, string Default, bool Wildcards, IReadOnlyList<string> Aliases, IReadOnlyList<string> Sets)
{
    public static HelpParameter From((string Title, string Text) item)
    {
        Match yaml = Yaml().Match(item.Text);
        string facts = yaml.Groups[1].Value;
        return new(
            item.Title.TrimStart('-'),
            item.Text[..yaml.Index].Trim(),
            DefaultValue().Match(facts).Groups[1].Value.Replace("''", "'", StringComparison.Ordinal),
            facts.Contains("\nSupportsWildcards: true\n", StringComparison.Ordinal),
            [.. facts.Split("\nParameterSets:")[0].Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])],
            [.. Set().Matches(facts).Select(match => string.Join(' ', match.Groups.Values.Skip(1).Select(group => group.Value)))]);
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^DefaultValue: '(.*)'$", RegexOptions.Multiline)]
    private static partial Regex DefaultValue();

    [GeneratedRegex(@"^- Name: (\S+)\n  Position: (\w+)\n  IsRequired: (\w+)\n  ValueFromPipeline: (\w+)\n  ValueFromPipelineByPropertyName: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Set();
}
