using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Reflection;

namespace ZStack.Backup.Client.Statements;

/// <summary>On an enumeration: each member has a sentence, named by this and the member.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class SentencesAttribute : Attribute
{
    /// <param name="prefix">What the keys of the sentences begin with, such as <c>Reason_</c>.</param>
    public SentencesAttribute(string prefix) => Prefix = prefix;

    /// <summary>What the keys of the sentences begin with, such as <c>Reason_</c>.</summary>
    public string Prefix { get; }
}

/// <summary>On a member of such an enumeration: what its facts are called, in their order.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FactsAttribute : Attribute
{
    /// <param name="names">As they stand in the sentences, such as <c>server</c> for <c>{server}</c>.</param>
    public FactsAttribute(params string[] names) => Names = names;

    /// <summary>As they stand in the sentences, such as <c>server</c> for <c>{server}</c>.</summary>
    public string[] Names { get; }
}

/// <summary>What the attributes say, looked up once.</summary>
internal static class StatementKinds
{
    private static readonly ConcurrentDictionary<Type, string?> Prefixes = new();
    private static readonly ConcurrentDictionary<Enum, string[]> Names = new();

    /// <summary>Whether the value has a sentence of its own.</summary>
    public static bool HasSentence(Enum value) => Prefix(value) is not null;

    public static string PrefixOf(Enum kind) => Prefix(kind) ?? throw new ArgumentException(kind.GetType().Name, nameof(kind));

    public static string[] NamesOf(Enum kind) => Names.GetOrAdd(kind, of => of.GetType().GetField(of.ToString())?.GetCustomAttribute<FactsAttribute>()?.Names ?? []);

    private static string? Prefix(Enum value) => Prefixes.GetOrAdd(value.GetType(), of => of.GetCustomAttributes<SentencesAttribute>().FirstOrDefault()?.Prefix);
}
