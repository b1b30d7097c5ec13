using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Tests.Dumps;
using ZStack.Backup.Sandbox;
using Program = ClientProgram.Program;

namespace ZStack.Backup.Client.Tests;

/// <summary>The client without PowerShell: a program of its own that sees only what is public, and prints the client's sentences.</summary>
public sealed class ClientProgramTests
{
    [Fact]
    public async Task It_connects_lists_tests_and_previews_in_sentences()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var file = new TemporaryFile("not a backup"u8.ToArray());
        using var output = new StringWriter();
        using var errors = new StringWriter();

        int exit = await Program.RunAsync([node.Url, SandboxAccounts.Account, SandboxAccounts.Password, file.Path], output, errors);

        string text = output.ToString();
        Assert.Equal((0, ""), (exit, errors.ToString()));
        Assert.Contains($"Connected to {new Uri(node.Url).Authority} as {SandboxAccounts.Account}.", text, StringComparison.Ordinal);
        Assert.Contains("Times of node", text, StringComparison.Ordinal);
        Assert.Contains("Failed Gzip: This is not gzip: the file begins with", text, StringComparison.Ordinal);
        Assert.Contains("Passed NodeReady: Node ", text, StringComparison.Ordinal);
        // Sentences, and neither keys nor holes.
        Assert.DoesNotMatch(@"\{\w+\}|\b(Check|Found|Event|Reason|Error)_", text);
        Assert.All(text.Split('\n').Where(line => Regex.IsMatch(line, "^  (Passed|Warning|Failed|Unknown) ")), line => Assert.Matches(@": .+[.)]\s*$", line));
    }

    [Fact]
    public async Task A_failure_is_a_sentence_with_its_id()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var output = new StringWriter();
        using var errors = new StringWriter();

        int exit = await Program.RunAsync([node.Url, SandboxAccounts.Account, "wrong"], output, errors);

        Assert.Equal(1, exit);
        Assert.Matches(@"^ID\.1000: The node said \(ID\.1000\): "".+""\.", errors.ToString());
        Assert.DoesNotContain("wrong", output.ToString() + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void It_sees_nothing_internal() =>
        Assert.DoesNotContain("ClientProgram", File.ReadAllText(Path.Combine(Repository.Root, "src/ZStack.Backup.Client/ZStack.Backup.Client.csproj")), StringComparison.Ordinal);
}
