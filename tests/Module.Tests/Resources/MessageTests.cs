using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Every sentence in both languages, and none too many.</summary>
public sealed class MessageTests
{
    private const string InChinese = "[cultureinfo]::CurrentUICulture = 'zh-CN'; ";

    // Their second half is a name in the client: a kind, an operation, a phase.
    private static readonly string[] MadeUpPrefixes = ["Event", "Found", "Error", "Check", "Left", "Advice", "Advice_Restore", "Expiry", "Thing", "Url", "Reason", "Progress", "Activity", "Stage", "Fix", "Retention", "Recovery", "Kit", "KitLacks", "Arg_Way", "When", "Advice_ObjectNotFound", "Error_ObjectNotFound", "Health", "Gap", "Report", "Report_Column", "Report_Status", "Report_Day"];

    [Fact]
    public void Both_languages_have_the_same_sentences_with_the_same_places_to_fill_in()
    {
        Dictionary<string, string> english = SentenceTables.English();
        Dictionary<string, string> chinese = SentenceTables.Chinese();

        Assert.Equal(english.Keys.Order(), chinese.Keys.Order());
        Assert.All(english, one => Assert.Equal(Places(one.Value), Places(chinese[one.Key])));
        string[] same = [.. english.Where(one => chinese[one.Key] == one.Value).Select(one => one.Key)];
        Assert.Equal(["Event_RequestSent", "Event_RestoreLogLine"], same.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sentences_end_alike_in_both_languages()
    {
        Dictionary<string, string> chinese = SentenceTables.Chinese();

        // What ends with a command, or is a part of a sentence, has no full stop in either.
        Assert.All(SentenceTables.English(), one => Assert.True(one.Value.EndsWith('.') == chinese[one.Key].EndsWith('。'), one.Key));
        Assert.All(chinese, one => Assert.DoesNotMatch(@"(?<![\w.])\.$", one.Value));
    }

    [Fact]
    public void Every_sentence_is_used()
    {
        string code = Code("src/ZStack.Backup") + Code("src/ZStack.Backup.Client");
        HashSet<string> words = [.. Regex.Matches(code, @"\w+").Select(match => match.Value)];

        string[] prefixes = [.. MadeUpPrefixes, .. NewCmdletTests.References.Select(reference => "Arg_Way_" + reference.Wanted)];
        string[] unused = [.. SentenceTables.English().Keys.Where(key => !words.Contains(key) && !prefixes.Any(prefix => key.StartsWith(prefix + "_", StringComparison.Ordinal) && words.Contains(key[(prefix.Length + 1)..])))];

        Assert.True(unused.Length == 0, $"{string.Join(", ", unused)}: nothing in src names it. Remove it from the resx files, or, when code makes its name up, enter the first half into MadeUpPrefixes of tests/Module.Tests/Resources/MessageTests.cs.");
    }

    [Fact]
    public void Every_sentence_that_is_named_exists()
    {
        Dictionary<string, string> english = SentenceTables.English();
        IEnumerable<string> named = Regex.Matches(Code("src/ZStack.Backup") + Code("src/ZStack.Backup.Client"), @"\bMessages\.(\w+_\w+)|""((?:Error|Advice)_\w*[A-Za-z])""").Select(match => match.Groups[1].Value + match.Groups[2].Value);

        Assert.All(named, name => Assert.Contains(name, english));
    }

    /// <summary>The client hands over facts; a phrase among them would stay English.</summary>
    [Theory]
    [InlineData("src/ZStack.Backup")]
    [InlineData("src/ZStack.Backup.Client")]
    public void No_sentence_stands_in_the_code(string folder)
    {
        IEnumerable<string> phrases = Regex.Matches(Regex.Replace(Code(folder), @"(?m)^\s*//.*$", ""), @"(?:Exception|Invalid|Report|Refuse|Unusable|Absent|Ended|Incomplete|Write\w+|Attempt)\((?:[^;""]*)""([^""]*[a-z]{2,} [a-z]{2,}[^""]*)""").Select(match => match.Groups[1].Value);

        Assert.Empty(phrases);
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackup 10.0.0.9 -Credential $store", "ZStack.NotConnected", "Connect-ZStack 建立的会话")]
    [InlineData("Connect-ZStack 'http://a b' -Credential $store", "ZStack.InvalidArgument", "不是主机")]
    [InlineData("Test-ZStackDatabaseBackup nothing.gz", "ZStack.FileNotFound", "没有文件")]
    [InlineData("Connect-ZStack 127.0.0.1:1 -Credential $store", "ZStack.Unreachable", "无法访问节点 127.0.0.1:1")]
    public void An_error_follows_the_language_and_its_id_does_not(string script, string id, string words)
    {
        using var shell = new Shell();
        shell.Set("store", Shell.Store);

        Outcome english = shell.Run("[cultureinfo]::CurrentUICulture = 'en-US'; " + script);
        Outcome chinese = shell.Run(InChinese + script);

        Assert.Equal(id, english.ErrorId);
        Assert.Equal(id, chinese.ErrorId);
        Assert.Equal(english.Error.CategoryInfo.Category, chinese.Error.CategoryInfo.Category);
        Assert.Contains(words, chinese.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[\u4e00-\u9fff]", english.Message + english.Advice);
        Assert.Matches(@"[\u4e00-\u9fff]", chinese.Advice);
    }

    [Fact]
    public async Task Questions_warnings_verbose_lines_and_found_things_follow_it_too()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        shell.Run(InChinese + "Remove-ZStackDatabaseBackup (Get-ZStackDatabaseBackupRecord)[0] -WhatIf").ThrowOnError();
        Outcome made = shell.Run(InChinese + "$storage = (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0]; New-ZStackDatabaseBackup $storage -Verbose");
        Outcome tested = shell.Run(InChinese + $"(Test-ZStackDatabaseBackup '{Path.Combine(Repository.Root, "README.md")}').Reason");

        Assert.Contains("及其位于以下位置的副本", shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains(made.Verbose, line => line.Contains("正在执行作业", StringComparison.Ordinal));
        Assert.Contains("这不是 gzip", (string)tested.Value!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_of_the_client_follow_it_too()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Node.Faults.Add(new Fault(FaultKind.TruncateBody) { Match = "image-store", AfterBytes = 2000 });
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "database-backups", Status = 200, Body = "{}", ContentType = "application/json" });

        Outcome cut = shell.Run(InChinese + "$null = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store");
        Outcome empty = shell.Run(InChinese + "$null = Get-ZStackDatabaseBackupRecord");

        Assert.Equal("ZStack.InvalidResponse", cut.ErrorId);
        Assert.Matches("它在中途结束|它不是完整的 JSON", cut.Message);
        Assert.Equal("ZStack.ApiNotSupported", empty.ErrorId);
        Assert.Contains("没有任何预期的列表：inventories", empty.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Places(string sentence) => Regex.Matches(sentence, @"(?<!\{)\{(\w+)\}").Select(match => match.Groups[1].Value).Distinct().Order();

    private static string Code(string folder) => string.Join("\n", Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !Regex.IsMatch(file, @"[\\/](obj|bin)[\\/]"))
        .Select(File.ReadAllText));
}
