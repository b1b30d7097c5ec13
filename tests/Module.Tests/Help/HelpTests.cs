using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Pages, the MAML made of them, and the cmdlets say the same, in both languages.</summary>
public sealed class HelpTests : IDisposable
{
    private const string English = "en-US";
    private const string Chinese = "zh-CN";

    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    private static readonly string[] Topics = ["about_ZStack_Backup", "about_ZStack_Backup_Errors", "about_ZStack_Backup_Jobs", "about_ZStack_Backup_Recovery", "about_ZStack_Backup_Restore", "about_ZStack_Backup_Runbooks", "about_ZStack_Backup_Sessions", "about_ZStack_Backup_Vault"];

    private readonly Shell _shell = new();

    public static TheoryData<string, string> Pages()
    {
        var data = new TheoryData<string, string>();
        foreach (string cmdlet in HelpPage.Names(English))
        {
            data.Add(English, cmdlet);
            data.Add(Chinese, cmdlet);
        }

        return data;
    }

    public static TheoryData<string, string> Abouts()
    {
        var data = new TheoryData<string, string>();
        foreach (string topic in Topics)
        {
            data.Add(English, topic);
            data.Add(Chinese, topic);
        }

        return data;
    }

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(English)]
    [InlineData(Chinese)]
    public void Every_cmdlet_has_a_page_and_nothing_else_has(string culture)
    {
        string[] cmdlets = [.. _shell.Run("(Get-Command -Module ZStack.Backup).Name").Output.Select(o => o.ToString()).Order(StringComparer.Ordinal)];

        Assert.Equal(cmdlets, HelpPage.Names(culture));
        Assert.Equal(cmdlets, Help(culture).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_is_written_and_not_only_generated(string culture, string cmdlet)
    {
        HelpPage page = HelpPage.Read(culture, cmdlet);

        Assert.DoesNotContain("{{", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("-ProgressAction", page.Text, StringComparison.Ordinal);
        Assert.Contains("\nms.date: ''\n", page.Text, StringComparison.Ordinal);
        Assert.Contains($"\nLocale: {culture}\n", page.Text, StringComparison.Ordinal);
        Assert.True(page.Examples.Count >= 3, "fewer than three examples");
        Assert.NotEmpty(page.Links);
        foreach (string text in Prose(page))
        {
            Assert.NotEmpty(text);
            if (culture == Chinese)
                Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", text);
        }

        foreach (string link in page.Links)
            Assert.True(File.Exists(Path.Combine(HelpPage.Folder(culture), link + ".md")), link);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_the_parameters_that_the_cmdlet_has(string culture, string cmdlet)
    {
        HelpPage page = HelpPage.Read(culture, cmdlet);
        CmdletInfo info = Info(cmdlet);

        Assert.Equal(info.ParameterSets.Select(set => set.Name).Order(StringComparer.Ordinal), page.Sets.Order(StringComparer.Ordinal));
        Assert.Equal(Own(info).Select(parameter => parameter.Name), page.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        object instance = Activator.CreateInstance(info.ImplementingType)!;
        foreach (ParameterMetadata actual in Own(info))
        {
            HelpParameter said = page.Parameters.Single(parameter => parameter.Name == actual.Name);
            Assert.Equal(actual.Aliases.Order(StringComparer.Ordinal), said.Aliases.Order(StringComparer.Ordinal));
            Assert.Equal(actual.Attributes.OfType<SupportsWildcardsAttribute>().Any(), said.Wildcards);
            Assert.Equal(actual.ParameterSets.Select(Facts).Order(StringComparer.Ordinal), said.Sets.Order(StringComparer.Ordinal));
            if (DefaultOf(instance, actual.Name) is { } value && !actual.ParameterSets.Values.Any(set => set.IsMandatory))
                Assert.Equal($"{actual.Name} {value}", $"{actual.Name} {said.Default}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_what_goes_in_and_every_property_of_what_comes_out(string culture, string cmdlet)
    {
        HelpPage page = HelpPage.Read(culture, cmdlet);
        CmdletInfo info = Info(cmdlet);
        string[] fromPipeline = [.. Own(info).Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName)).Select(parameter => NameOf(parameter.ParameterType)).Distinct()];
        Type[] types = [.. info.OutputType.Select(type => type.Type)];

        Assert.Equal((fromPipeline.Length == 0 ? ["None"] : fromPipeline).Order(StringComparer.Ordinal), page.Inputs.Select(input => input.Title).Order(StringComparer.Ordinal));
        Assert.Equal((types.Length == 0 ? ["None"] : types.Select(type => type.FullName!)).Order(StringComparer.Ordinal), page.Outputs.Select(output => output.Title).Order(StringComparer.Ordinal));
        foreach (Type type in types.Where(type => type.Namespace == "ZStack.Backup"))
        {
            IEnumerable<string> properties = type.GetProperties().Select(property => property.Name).Concat(type.Name == "ZStackSession" ? ["IsDefault"] : []);
            IReadOnlyList<(string Name, string Text)> said = HelpPage.Properties(page.Outputs.Single(output => output.Title == type.FullName).Text);
            Assert.Equal(properties.Order(StringComparer.Ordinal), said.Select(property => property.Name).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_maml_is_the_one_of_the_page_and_of_the_cmdlet(string culture, string cmdlet)
    {
        HelpPage page = HelpPage.Read(culture, cmdlet);
        CmdletInfo info = Info(cmdlet);
        Assert.True(Help(culture).TryGetValue(cmdlet, out XElement? help), $"{cmdlet}: not in docs/{culture}/ZStack.Backup.dll-Help.xml. Run ./build.ps1 -Task Docs.");

        Assert.Equal(Squeezed(Plain(page.Synopsis)), Squeezed(help.Element(Command + "details")!.Element(Maml + "description")!.Value));
        Assert.Equal(Squeezed(Plain(page.Description)), Squeezed(help.Element(Maml + "description")!.Value));
        XElement[] parameters = [.. help.Element(Command + "parameters")?.Elements() ?? []];
        Assert.Equal(page.Parameters.Select(parameter => parameter.Name), parameters.Select(NameOf));
        foreach (XElement parameter in parameters)
        {
            ParameterMetadata actual = info.Parameters[NameOf(parameter)];
            HelpParameter said = page.Parameters.Single(one => one.Name == actual.Name);
            Assert.Equal(Squeezed(Plain(said.Text)), Squeezed(parameter.Element(Maml + "description")!.Value));
            Assert.Equal(said.Aliases.Count == 0 ? "none" : string.Join(", ", said.Aliases), parameter.Attribute("aliases")!.Value);
            Assert.Equal(said.Wildcards ? "true" : "false", parameter.Attribute("globbing")!.Value);
            Assert.Contains(actual.ParameterSets.Values, set => Signature(actual.Name, set.IsMandatory, set.Position) == Signature(parameter));
            Assert.Contains(Pipeline(parameter), actual.ParameterSets.Values.Select(set => (set.ValueFromPipeline, set.ValueFromPipelineByPropertyName)));
        }

        Assert.Equal(
            info.ParameterSets.Select(set => Ranked(set.Parameters.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)).Select(parameter => (parameter.Name, parameter.IsMandatory, parameter.Position)))).Order(StringComparer.Ordinal),
            help.Element(Command + "syntax")!.Elements().Select(set => Ranked(set.Elements(Command + "parameter").Select(parameter => (NameOf(parameter), parameter.Attribute("required")!.Value == "true", Position(parameter))))).Order(StringComparer.Ordinal));
        Assert.Equal(page.Outputs.Select(output => Squeezed(output.Title + Plain(output.Text))), help.Element(Command + "returnValues")!.Elements().Select(output => Squeezed(output.Value)));
        Assert.Equal(page.Inputs.Select(input => Squeezed(input.Title + Plain(input.Text))), help.Element(Command + "inputTypes")!.Elements().Select(input => Squeezed(input.Value)));
        XElement[] examples = [.. help.Element(Command + "examples")!.Elements()];
        Assert.Equal(page.Examples.Select(example => example.Heading), examples.Select(example => example.Element(Maml + "title")!.Value.Trim('-', ' ')));
        for (int i = 0; i < examples.Length; i++)
        {
            string shown = Squeezed(examples[i].Value);
            Assert.Contains(Squeezed(page.Examples[i].Code), shown, StringComparison.Ordinal);
            Assert.Contains(Squeezed(page.Examples[i].Output), shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_chinese_pages_have_all_that_the_english_ones_have()
    {
        foreach (string cmdlet in HelpPage.Names(English))
        {
            HelpPage english = HelpPage.Read(English, cmdlet);
            HelpPage chinese = HelpPage.Read(Chinese, cmdlet);

            Assert.Equal(english.Headings, chinese.Headings);
            Assert.Equal(english.Sets, chinese.Sets);
            Assert.Equal(english.Links, chinese.Links);
            Assert.Equal(english.Parameters.Select(parameter => parameter.Name), chinese.Parameters.Select(parameter => parameter.Name));
            Assert.Equal(english.Parameters.Select(parameter => parameter.Default.Length > 0), chinese.Parameters.Select(parameter => parameter.Default.Length > 0));
            Assert.Equal(english.Examples.Select(example => (example.Language, example.Code, example.Output)), chinese.Examples.Select(example => (example.Language, example.Code, example.Output)));
            Assert.Equal(english.Inputs.Select(input => input.Title), chinese.Inputs.Select(input => input.Title));
            Assert.Equal(english.Outputs.Select(output => output.Title), chinese.Outputs.Select(output => output.Title));
            for (int i = 0; i < english.Outputs.Count; i++)
                Assert.Equal(HelpPage.Properties(english.Outputs[i].Text).Select(property => property.Name), HelpPage.Properties(chinese.Outputs[i].Text).Select(property => property.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Abouts))]
    public void A_topic_is_staged_fits_the_screen_and_names_only_commands_that_exist(string culture, string topic)
    {
        string text = HelpPage.ReadText(Path.Combine(HelpPage.Folder(culture), topic + ".md"));
        string english = HelpPage.ReadText(Path.Combine(HelpPage.Folder(English), topic + ".md"));

        Assert.Equal(Plain(text).TrimEnd(), HelpPage.ReadText(Path.Combine(StagedModule.Path, culture, topic + ".help.txt")).TrimStart('\uFEFF').TrimEnd());
        Assert.StartsWith($"# {topic}\n\n## SHORT DESCRIPTION\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Sum(c => c > 0x2E7F ? 2 : 1) <= 80, line));
        Assert.All(Regex.Matches(text, @"\b[A-Z]\w+-ZStack\w*").Select(match => match.Value), name => Assert.Contains(name, HelpPage.Names(English)));
        Assert.Equal(Regex.Count(english, "^##+ ", RegexOptions.Multiline), Regex.Count(text, "^##+ ", RegexOptions.Multiline));
        Assert.Equal(Commands(english), Commands(text));
        Assert.Equal(Ids(english), Ids(text));
    }

    [Theory]
    [InlineData(English)]
    [InlineData(Chinese)]
    public void Get_Help_answers_in_the_language_of_the_shell(string culture)
    {
        _shell.Set("culture", culture);

        foreach (string cmdlet in HelpPage.Names(English))
        {
            Outcome outcome = _shell.Run($"[cultureinfo]::CurrentUICulture = $culture; $h = Get-Help {cmdlet} -Full; $h.Synopsis; @($h.examples.example).Count");

            outcome.ThrowOnError();
            HelpPage page = HelpPage.Read(culture, cmdlet);
            Assert.Equal(Squeezed(Plain(page.Synopsis)), Squeezed(outcome.Output[0].ToString()));
            Assert.Equal(page.Examples.Count, outcome.Output[1].BaseObject);
        }

        foreach (string topic in Topics)
        {
            Outcome outcome = _shell.Run($"[cultureinfo]::CurrentUICulture = $culture; Get-Help {topic}");

            Assert.Equal(Squeezed(Plain(HelpPage.ReadText(Path.Combine(HelpPage.Folder(culture), topic + ".md")))), Squeezed(outcome.Value!.ToString()!));
        }
    }

    private static Dictionary<string, XElement> Help(string culture)
    {
        string source = Path.Combine(HelpPage.Folder(culture), "ZStack.Backup.dll-Help.xml");
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(Path.Combine(StagedModule.Path, culture, "ZStack.Backup.dll-Help.xml")));
        return XDocument.Load(source).Root!.Elements().ToDictionary(help => help.Element(Command + "details")!.Element(Command + "name")!.Value);
    }

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo info) =>
        info.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)).OrderBy(parameter => parameter.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Prose(HelpPage page) =>
    [
        page.Synopsis,
        page.Description,
        .. page.Examples.Select(example => example.Title),
        .. page.Parameters.Select(parameter => parameter.Text),
        .. page.Inputs.Select(input => input.Text),
        .. page.Outputs.Select(output => output.Text),
    ];

    private static string Facts(KeyValuePair<string, ParameterSetMetadata> set) => string.Join(
        ' ',
        set.Key == ParameterAttribute.AllParameterSets ? "(All)" : set.Key,
        set.Value.Position < 0 ? "Named" : set.Value.Position.ToString(),
        Lower(set.Value.IsMandatory),
        Lower(set.Value.ValueFromPipeline),
        Lower(set.Value.ValueFromPipelineByPropertyName));

    private static string Lower(bool value) => value ? "true" : "false";

    private static string Signature(string name, bool isRequired, int position) => $"{name}:{Lower(isRequired)}:{(position < 0 ? "named" : position)}";

    private static string Signature(XElement parameter) => $"{NameOf(parameter)}:{parameter.Attribute("required")!.Value}:{parameter.Attribute("position")!.Value.ToLowerInvariant()}";

    private static int Position(XElement parameter) => int.TryParse(parameter.Attribute("position")!.Value, out int position) ? position : -1;

    /// <summary>PlatyPS numbers the positions of each set from 0, so only their order can be compared.</summary>
    private static string Ranked(IEnumerable<(string Name, bool IsRequired, int Position)> set)
    {
        var parameters = set.ToList();
        string[] inOrder = [.. parameters.Where(parameter => parameter.Position >= 0).OrderBy(parameter => parameter.Position).Select(parameter => parameter.Name)];
        return string.Join(' ', parameters.Select(parameter => Signature(parameter.Name, parameter.IsRequired, Array.IndexOf(inOrder, parameter.Name))).Order(StringComparer.Ordinal));
    }

    private static (bool ByValue, bool ByName) Pipeline(XElement parameter)
    {
        string input = parameter.Attribute("pipelineInput")!.Value;
        return (input.Contains("ByValue", StringComparison.Ordinal), input.Contains("ByPropertyName", StringComparison.Ordinal));
    }

    private static string NameOf(XElement parameter) => parameter.Element(Maml + "name")!.Value;

    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type).FullName!;

    /// <summary>What the parameter is when nobody gives it; <c>null</c> when that is nothing.</summary>
    private static string? DefaultOf(object cmdlet, string parameter) => cmdlet.GetType().GetProperty(parameter)?.GetValue(cmdlet) switch
    {
        null or "" or Array => null,
        SwitchParameter given => given.IsPresent.ToString(),
        object value => value.ToString(),
    };

    /// <summary>As a console shows it, without the marks of Markdown; a backtick at the end of a line of code is none.</summary>
    private static string Plain(string text) => Regex.Replace(text, @"^#+ |\*\*|(?<! )`|`(?!\r?\n)", "", RegexOptions.Multiline);

    /// <summary>Lines break differently.</summary>
    private static string Squeezed(string text) => Regex.Replace(text, @"\s+", "");

    private static string[] Commands(string text) => [.. text.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).SelectMany(line => Regex.Matches(line, @"\b[A-Z]\w+-ZStack\w*").Select(match => match.Value))];

    private static IEnumerable<string> Ids(string text) => Regex.Matches(text, @"`(ZStack\.[\w.*]+)`").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

    private CmdletInfo Info(string cmdlet) => (CmdletInfo)_shell.Run($"Get-Command {cmdlet}").Value!;
}
