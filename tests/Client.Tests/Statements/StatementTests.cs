using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Tests.Statements;

/// <summary>What is said later: a key, named facts, and an English sentence of the client's own.</summary>
public sealed class StatementTests
{
    private static Type[] KindTypes => [.. typeof(Statement).Assembly.GetTypes().Where(type => type.GetCustomAttribute<SentencesAttribute>() is not null)];

    public static TheoryData<Type> Kinds => [.. KindTypes];

    // Some have their sentence by their parts: a fault of a URL or of a restore.
    private static readonly string[] SaidByTheirParts = ["Error_InvalidImageStoreUrl", "Error_Restore"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_an_English_sentence_that_uses_only_its_facts(Type kinds)
    {
        Dictionary<string, string> sentences = Sentences();

        foreach (Enum kind in Enum.GetValues(kinds))
        {
            var statement = new Statement(kind);
            if (SaidByTheirParts.Contains(statement.Key))
                continue;
            string[] names = StatementKinds.NamesOf(kind);
            Assert.Contains(statement.Key, sentences);
            Assert.Equal(names.Distinct(), names);
            // A case of it has words of its own, and the same facts.
            string[] said = [.. sentences.Where(sentence => sentence.Key == statement.Key || sentence.Key.StartsWith(statement.Key + "_", StringComparison.Ordinal)).SelectMany(sentence => Holes(sentence.Value)).Distinct()];
            Assert.Empty(said.Except(names));
        }
    }

    [Fact]
    public void Every_sentence_belongs_to_a_kind()
    {
        string[] keys = [.. KindTypes.SelectMany(type => Enum.GetValues(type).Cast<Enum>()).Select(kind => new Statement(kind).Key)];

        Assert.All(Sentences().Keys.Where(key => !key.StartsWith("Said", StringComparison.Ordinal)), key => Assert.Contains(keys, known => key == known || key.StartsWith(known, StringComparison.Ordinal)));
    }

    [Fact]
    public void Facts_have_names_and_those_that_are_not_known_are_missing()
    {
        var failure = new ZStackException(ZStackErrorKind.NoSpace, "/backups/a.gz");

        Assert.Equal("/backups/a.gz", failure.Facts["path"]);
        Assert.False(failure.Facts.ContainsKey("free"));
        Assert.Null(failure.Statement["free"]);
    }

    [Fact]
    public void A_fact_too_many_is_a_mistake() =>
        Assert.Throws<InvalidOperationException>(() => new Statement(ZStackErrorKind.FileNotFound, "a", "b").Facts);

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("zh-CN")]
    public void The_client_speaks_English_by_itself(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(
                "Node 10.0.0.9 cannot be reached: a TLS connection could not be established (no common cipher) (tries: 3).",
                new ZStackException(ZStackErrorKind.Unreachable, "10.0.0.9", Reason.Of(ReasonKind.NoTls, "no common cipher."), 3).Message);
            Assert.Equal(
                "Node 10.0.0.9 failed with HTTP 500. It said: \"out of memory\".",
                new ZStackException(ZStackErrorKind.ServerError, "10.0.0.9", 500, "out of memory").Message);
            Assert.Equal(
                "The newest backup of \"a\" is from 2026-11-29 01:00:00 +08:00, more than 2.00:00:00 ago. No plan is made: old backups are all there is.",
                new ZStackException(ZStackErrorKind.StaleBackups, "a", new DateTimeOffset(2026, 11, 29, 1, 0, 0, TimeSpan.FromHours(8)), TimeSpan.FromDays(2)).Message);
            Assert.Equal("Node 10.0.0.9 works on job 17 (CreateDatabaseBackup).", new ClientEvent(ClientEventKind.JobAccepted, "10.0.0.9", "CreateDatabaseBackup", "17").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Invisible_characters_in_a_fact_are_shown() =>
        Assert.Equal(@"There is no file a\u001B[2Jb.", new ZStackException(ZStackErrorKind.FileNotFound, "a\u001B[2Jb").Message);

    [Fact]
    public void A_fact_that_looks_like_a_hole_stays_text() =>
        Assert.Equal("The file {path} may not be read by this user.", new ZStackException(ZStackErrorKind.FileAccessDenied, "{path}").Message);

    [Fact]
    public void Another_language_is_found_by_the_key()
    {
        var language = new StatementLanguage(key => key == "Error_FileNotFound" ? "没有文件 {path}。" : null, (_, _) => null, CultureInfo.InvariantCulture);

        Assert.Equal("没有文件 a.gz。", language.Say(new ZStackException(ZStackErrorKind.FileNotFound, "a.gz").Statement));
        // What has no sentence there is said in English, not with its key.
        Assert.Equal("The file a.gz may not be read by this user.", language.Say(new ZStackException(ZStackErrorKind.FileAccessDenied, "a.gz").Statement));
    }

    private static IEnumerable<string> Holes(string sentence) => Regex.Matches(sentence, @"\{(\w+)\}").Select(match => match.Groups[1].Value);

    private static Dictionary<string, string> Sentences() =>
        new ResourceManager("ZStack.Backup.Client.Statements.Statements", typeof(Statement).Assembly).GetResourceSet(CultureInfo.InvariantCulture, true, true)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
}
