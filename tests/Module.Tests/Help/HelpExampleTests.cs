using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The examples of the pages do what the pages show. Each has a node of its own, <c>$node</c>, <c>$admin</c>, <c>$store</c>, <c>$secret</c>, <c>$mysql</c>, and is connected.</summary>
public sealed class HelpExampleTests
{
    private const int Wide = 200;
    private const string ShownFolder = "/backups/";
    private const string Ellipsis = "...";

    // Of the whole shell; a block that is marked as such uses at least one of them.
    private static readonly string[] NotInEngine = ["Export-Csv", "Format-Table", "Get-ChildItem", "Group-Object", "Import-Csv", "Select-Object", "Set-Content", "Sort-Object"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Pages() => [.. HelpPage.Names("en-US")];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Examples_show_what_comes_out(string cmdlet)
    {
        foreach (HelpExample example in HelpPage.Read("en-US", cmdlet).Examples.Where(example => example.Language == HelpPage.Engine))
        {
            string expected = Normal(example.Output);
            string actual = Normal(await RunAsync(cmdlet, example.Code));

            if (expected.EndsWith(" " + Ellipsis, StringComparison.Ordinal))
                Assert.True(actual.StartsWith(expected[..^Ellipsis.Length], StringComparison.Ordinal), $"Page:  {expected}\nShown: {actual}");
            else
                Assert.Equal($"{example.Title}\n{expected}", $"{example.Title}\n{actual}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_are_marked_for_where_they_run(string cmdlet)
    {
        foreach (HelpExample example in HelpPage.Read("en-US", cmdlet).Examples)
        {
            string[] commands = [.. Parser.ParseInput(example.Code, out _, out ParseError[] errors).FindAll(ast => ast is CommandAst, true).Cast<CommandAst>().Select(command => command.GetCommandName())];

            Assert.Empty(errors);
            Assert.Contains(cmdlet, commands);
            if (example.Language == HelpPage.Engine)
                Assert.Empty(commands.Intersect(NotInEngine));
            else
                Assert.Equal(HelpPage.WholeShell, example.Language);
            Assert.True(example.Language == HelpPage.Engine || commands.Intersect(NotInEngine).Any() || example.Code.Contains("$env:", StringComparison.Ordinal), "The engine is enough for: " + example.Title);
        }
    }

    private static async Task<string> RunAsync(string cmdlet, string code)
    {
        // Other pages show the sizes of the sample.
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Cloud = cmdlet.StartsWith("Compare-", StringComparison.Ordinal) ? 20 : 0 });
        using var folder = new TemporaryFolder();
        // Wide, so that nothing is cut off that the page shows whole.
        shell.Host.UI.RawUI.BufferSize = new Size(Wide, shell.Host.UI.RawUI.BufferSize.Height);
        shell.Runspace.SessionStateProxy.Path.SetLocation(folder.Path);
        shell.Set("ProgressPreference", ActionPreference.SilentlyContinue);
        shell.Set("secret", Shell.Credential("key", SandboxAccounts.AccessKeySecret).Password);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        using PowerShell powerShell = PowerShell.Create(shell.Runspace);
        powerShell.AddScript(code).AddCommand("Out-Default");
        powerShell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        await powerShell.InvokeAsync().WaitAsync(Limit);
        return shell.Host.Screen.Replace(folder.Path + Path.DirectorySeparatorChar, ShownFolder, StringComparison.Ordinal).Replace(folder.Path, ShownFolder.TrimEnd('/'), StringComparison.Ordinal);
    }

    /// <summary>Without what differs from run to run: digits of times, ages, durations and ports, and the width of columns.</summary>
    private static string Normal(string text)
    {
        text = Regex.Replace(text, @"\b\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|\b\d{8}-\d{4}\b", match => Regex.Replace(match.Value, @"\d", "0"));
        text = Regex.Replace(text, @"(?<= )\d+[mhd](?= )", "age");
        text = Regex.Replace(text, @"\b\d+ (minute|hour|day)s? old\b", "age old");
        text = Regex.Replace(text, @"-?\b\d+ s ahead\b", "0 s ahead");
        text = Regex.Replace(text, @"(?<!@)\b127\.0\.0\.1:\d+", "127.0.0.1");
        // The host of this test writes warnings as they are.
        text = text.Replace("WARNING: ", "", StringComparison.Ordinal);
        return Regex.Replace(text, @"\s+", " ").Trim();
    }
}
