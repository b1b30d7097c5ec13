using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Resources;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Statements;

/// <summary>Says statements: finds the sentence of each, and puts its facts into it.</summary>
public sealed class StatementLanguage
{
    private static readonly ResourceManager Sentences = new("ZStack.Backup.Client.Statements.Statements", typeof(StatementLanguage).Assembly);
    private static readonly Regex Hole = new(@"\{(\w+)\}", RegexOptions.CultureInvariant);

    private readonly Func<string, string?> _find;
    private readonly Func<object, Statement, string?> _word;
    private readonly CultureInfo _numbers;

    /// <param name="find">The sentence of a key, or <c>null</c>: then the English one is said.</param>
    /// <param name="word">How a fact of a statement stands in a sentence; <c>null</c> to leave it to this class.</param>
    /// <param name="numbers">How numbers look.</param>
    public StatementLanguage(Func<string, string?> find, Func<object, Statement, string?> word, CultureInfo numbers)
    {
        _find = find;
        _word = word;
        _numbers = numbers;
    }

    /// <summary>What the client itself speaks.</summary>
    public static StatementLanguage English { get; } = new(_ => null, (_, _) => null, CultureInfo.InvariantCulture);

    public string Say(Statement what) => Say(what.Key, what);

    /// <summary>Another sentence about the same facts.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public string Say(string key, Statement about) =>
        Hole.Replace(_find(key) ?? Sentences.GetString(key, CultureInfo.InvariantCulture) ?? throw new ArgumentException(key, nameof(key)), hole => Fact(about[hole.Groups[1].Value], about));

    /// <summary>A fact as it stands in a sentence: what is a statement in its own words, text from outside with everything in it visible, all without the full stop that the sentence brings.</summary>
    internal string Fact(object? fact, Statement about) => fact is null ? "" : _word(fact, about) ?? fact switch
    {
        Statement statement => Say(statement),
        IEnumerable<Statement> several => string.Join(" ", several.Select(Say)).TrimEnd('.', '。'),
        ISayable saying => saying.Say(this),
        Enum value when StatementKinds.HasSentence(value) => Say(new Statement(value)),
        Enum value => value.ToString(),
        // The same in every culture: dates of its own calendar help nobody to find a backup.
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        string words => VisibleText.Of(words.TrimEnd().TrimEnd('.', '。')),
        IFormattable number and ValueType => number.ToString(null, _numbers),
        _ => VisibleText.Of(fact.ToString()),
    };
}
