using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Statements;

/// <summary>Something that is said later: what it is, and its facts by name. It speaks English by itself; <see cref="Key"/> is what another language finds its sentence by.</summary>
/// <remarks>Immutable. Text from outside among the facts is redacted before anybody can read it here.</remarks>
public sealed class Statement
{
    private readonly Func<object?[]>? _later;
    private object?[]? _values;
    private IReadOnlyDictionary<string, object?>? _facts;

    /// <param name="kind">A member of an enumeration with <see cref="SentencesAttribute"/>.</param>
    /// <param name="values">In the order of the kind's <see cref="FactsAttribute"/>; <c>null</c> for one that is not known or does not belong here, and those at the end may be missing.</param>
    internal Statement(Enum kind, params object?[] values)
    {
        Kind = kind;
        _values = values;
    }

    /// <param name="kind">A member of an enumeration with <see cref="SentencesAttribute"/>.</param>
    /// <param name="later">Makes them when somebody asks for them first, for what is seldom read and takes time to make.</param>
    internal Statement(Enum kind, Func<object?[]> later)
    {
        Kind = kind;
        _later = later;
    }

    /// <summary>Name of its sentence, such as <c>Reason_NoTls</c>. Stable.</summary>
    public string Key => StatementKinds.PrefixOf(Kind) + Kind;

    /// <summary>By the names that the kind lists. A fact that is not known, or does not belong here, is not among them.</summary>
    public IReadOnlyDictionary<string, object?> Facts => _facts ??= Named();

    internal Enum Kind { get; }

    private object?[] Values => _values ??= _later!();

    /// <returns><c>null</c> for a fact that is not among them.</returns>
    public object? this[string name] => Facts.TryGetValue(name, out object? value) ? value : null;

    internal bool Is(Enum kind) => Kind.Equals(kind);

    /// <summary>The same in which every text has gone through a filter.</summary>
    internal Statement Cleaned(Func<string, string> clean) => new(Kind, [.. Values.Select(value => value is string words ? clean(words) : value)]);

    /// <summary>In English.</summary>
    public override string ToString() => StatementLanguage.English.Say(this);

    private Dictionary<string, object?> Named()
    {
        string[] names = StatementKinds.NamesOf(Kind);
        object?[] values = Values;
        if (values.Length > names.Length)
            throw new InvalidOperationException($"{Kind}: {values.Length} > {names.Length}");
        return Enumerable.Range(0, values.Length).Where(i => values[i] is not null).ToDictionary(i => names[i], i => values[i]);
    }
}
