using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Reflection;

namespace ZStack.Backup.Client.Statements;

/// <summary>On an enumeration: each member has a sentence, named by this and the member.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class SentencesAttribute : Attribute
{
    public SentencesAttribute(string prefix) => Prefix = prefix;

    public string Prefix { get; }
}

/// <summary>On a member of such an enumeration: what its facts are called, in their order.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FactsAttribute : Attribute
{
    public FactsAttribute(params string[] names) => Names = names;

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
