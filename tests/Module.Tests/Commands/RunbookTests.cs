using System;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;
using YamlDotNet.RepresentationModel;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What stands around the runbooks: schedules that name scripts and parameters which exist. The scripts themselves run in Pester.</summary>
public sealed class RunbookTests
{
    private const string Night = "nightly-backup";

    [Fact]
    public void Every_runbook_is_valid_and_tells_what_it_is_for()
    {
        string[] scripts = Directory.GetFiles(Folder(""), "*.ps1");

        Assert.Equal(10, scripts.Length);
        foreach (string script in scripts)
        {
            ScriptBlockAst parsed = Parse(script);
            Assert.False(string.IsNullOrWhiteSpace(parsed.GetHelpContent()?.Synopsis), script);
            Assert.Contains(Path.GetFileName(script), File.ReadAllText(Folder("README.md")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_cron_line_is_one()
    {
        string line = File.ReadAllLines(Folder(Night + ".crontab")).Single(text => text.Length > 0 && text[0] is not '#' && !Regex.IsMatch(text, "^[A-Z]+="));

        Match parts = Regex.Match(line, @"^(?<minute>\d+) (?<hour>\d+) \* \* \* (?<command>.+)$");
        Assert.True(parts.Success, line);
        Assert.InRange(int.Parse(parts.Groups["minute"].ValueSpan), 0, 59);
        Assert.InRange(int.Parse(parts.Groups["hour"].ValueSpan), 0, 23);
        // A per cent sign would be a line break to cron.
        Assert.DoesNotContain('%', line);
        AssertCalls(parts.Groups["command"].Value);
    }

    [Fact]
    public void The_scheduled_task_is_one()
    {
        XNamespace schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        XElement task = XDocument.Load(Folder(Night + ".task.xml")).Root!;

        Assert.Equal(schema + "Task", task.Name);
        XElement trigger = Assert.Single(task.Element(schema + "Triggers")!.Elements());
        Assert.True(DateTime.TryParse((string)trigger.Element(schema + "StartBoundary")!, out _));
        Assert.Equal("1", (string)trigger.Descendants(schema + "DaysInterval").Single());
        XElement exec = task.Element(schema + "Actions")!.Element(schema + "Exec")!;
        Assert.Equal("pwsh.exe", (string)exec.Element(schema + "Command")!);
        AssertCalls((string)exec.Element(schema + "Arguments")!);
    }

    [Fact]
    public void The_github_workflow_is_one()
    {
        YamlMappingNode workflow = Yaml(Night + ".github.yml");

        Assert.Matches(@"^\d+ \d+ \* \* \*$", workflow["on"]["schedule"][0]["cron"].ToString());
        YamlNode job = workflow["jobs"]["backup"];
        Assert.NotEmpty(((YamlSequenceNode)job["runs-on"]).Children);
        YamlNode step = ((YamlSequenceNode)job["steps"]).Children.Single(one => ((YamlMappingNode)one).Children.ContainsKey("run"));
        Assert.Equal("pwsh", step["shell"].ToString());
        AssertCalls(step["run"].ToString());
        foreach ((YamlNode name, YamlNode value) in ((YamlMappingNode)step["env"]).Children)
            Assert.Equal($"${{{{ secrets.{name} }}}}", value.ToString());
    }

    [Fact]
    public void The_gitlab_job_is_one()
    {
        YamlNode job = Yaml(Night + ".gitlab.yml")[Night];

        Assert.Contains("schedule", job["rules"][0]["if"].ToString(), StringComparison.Ordinal);
        AssertCalls(job["script"][0].ToString());
    }

    /// <summary>The command line calls the script of that name with parameters that it has, all mandatory ones among them.</summary>
    private static void AssertCalls(string command)
    {
        Match script = Regex.Match(command, @"(?:^|[\\/ ])(?<name>[\w-]+\.ps1)\b(?<rest>.*)$");
        Assert.True(script.Success, command);
        ParameterAst[] parameters = [.. Parse(Folder(script.Groups["name"].Value)).ParamBlock.Parameters];
        string[] given = [.. Regex.Matches(script.Groups["rest"].Value, @" -(\w+)").Select(match => match.Groups[1].Value)];
        Assert.All(given, name => Assert.Contains(name, parameters.Select(parameter => parameter.Name.VariablePath.UserPath)));
        Assert.All(parameters.Where(parameter => parameter.Extent.Text.Contains("Mandatory = $true", StringComparison.Ordinal)), parameter => Assert.Contains(parameter.Name.VariablePath.UserPath, given));
    }

    private static ScriptBlockAst Parse(string file)
    {
        ScriptBlockAst parsed = Parser.ParseFile(file, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return parsed;
    }

    private static YamlMappingNode Yaml(string file)
    {
        var stream = new YamlStream();
        using var text = new StreamReader(Folder(file));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string Folder(string file) => Path.Combine(Repository.Root, "docs", "runbooks", file);
}
