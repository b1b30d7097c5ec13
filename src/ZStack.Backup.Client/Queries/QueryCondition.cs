using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Queries;

/// <summary>One <c>q</c> of a query: a field, an operator and a value.</summary>
/// <remarks>
/// The server finds the operator by looking for each of them, in a fixed order, anywhere in the text, and splits at its
/// first occurrence. A value that holds an operator can so change the meaning: such a condition is not sent at all.
/// Source: docs/zstack-api.md section 5.
/// </remarks>
public sealed class QueryCondition
{
    // In the order the server looks for them.
    private static readonly string[] Operators = ["!=", ">=", "<=", "!?=", "!~=", "~=", "?=", "=", ">", "<", "is null", "not null"];

    // Field names are pasted into the server's query as they are.
    private static readonly Regex FieldName = new(@"^[A-Za-z0-9_.]+\z", RegexOptions.CultureInvariant);

    private QueryCondition(string text) => Text = text;

    /// <summary>What is sent as <c>q</c>: field, operator and value without blanks between them, not yet encoded for a URL.</summary>
    public string Text { get; }

    /// <summary>A condition as the user writes it, without blanks around its operator: the server trims the field and not the value.</summary>
    /// <returns><c>null</c> when the server would not take it: no operator in it, or a field name with other characters than letters, digits, dots and underscores.</returns>
    public static QueryCondition? Parse(string text)
    {
        if (Split(text) is not { } parts || !FieldName.IsMatch(parts.Field.Trim()))
            return null;
        // An operator of words keeps its blank.
        return new QueryCondition(char.IsLetter(parts.Operator[0]) ? text.Trim() : parts.Field.Trim() + parts.Operator + parts.Value.Trim());
    }

    /// <returns>The condition, or <c>null</c> when the server would read it as something else.</returns>
    internal static QueryCondition? Of(string field, string op, string value)
    {
        string text = field + op + value;
        // A value that starts with the operator's own characters loses them on the server.
        bool survives = Split(text) is { } parts && parts == (field, op, value) && value.Length > 0 && !value.StartsWith(op, StringComparison.Ordinal);
        return survives ? new QueryCondition(text) : null;
    }

    /// <summary>One of the values; <c>null</c> also when a value holds a comma, which nothing escapes.</summary>
    internal static QueryCondition? AnyOf(string field, IReadOnlyCollection<string> values) =>
        values.Count == 1 ? Of(field, "=", values.First())
        : values.Any(value => value.IndexOf(',') >= 0) ? null
        : Of(field, "?=", string.Join(",", values));

    /// <summary>A condition that takes in at least all names that fit the wildcards.</summary>
    internal static QueryCondition? Like(string field, string wildcards)
    {
        // SQL's own wildcards and what could be an operator stand for any character; the exact look is taken here afterwards.
        string pattern = Regex.Replace(wildcards.Replace('*', '%'), @"\[[^\]]*\]|`.|[?!=<>~\\']", "_");
        return Of(field, "~=", pattern);
    }

    /// <returns><see cref="Text"/></returns>
    public override string ToString() => Text;

    private static (string Field, string Operator, string Value)? Split(string text)
    {
        string? found = Operators.FirstOrDefault(op => text.IndexOf(op, StringComparison.Ordinal) >= 0);
        if (found is null)
            return null;
        int at = text.IndexOf(found, StringComparison.Ordinal);
        return (text.Substring(0, at), found, text.Substring(at + found.Length));
    }
}
