using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Query;

/// <summary>One <c>q</c>, cut up as docs/zstack-api.md section 5 says.</summary>
internal sealed record Condition(string Field, string Operator, string Value)
{
    public const string IsNull = "is null";
    public const string NotNull = "not null";

    // In the order in which the server looks for them.
    private static readonly string[] Operators = ["!=", ">=", "<=", "!?=", "!~=", "~=", "?=", "=", ">", "<", IsNull, NotNull];

    /// <exception cref="RefusedException">No operator, or nothing on one side of it.</exception>
    public static Condition Parse(string q)
    {
        string? found = Array.Find(Operators, op => q.Contains(op, StringComparison.Ordinal));
        if (found is null)
            throw new RefusedException(Answer.Text(400, $"Invalid query parameter. The '{q}' in the parameter[q] doesn't contain any query operator. Valid query operators are [{string.Join(", ", Operators)}]"));
        List<string> parts = Split(q, found);
        if (found is IsNull or NotNull)
            return new Condition(parts.FirstOrDefault("").Trim(), found, "");
        if (parts.Count != 2)
            throw new RefusedException(Answer.Text(400, $"Invalid query parameter. The '{q}' in parameter[q] is not a key-value pair split by {found}"));
        return new Condition(parts[0].Trim(), found, parts[1]);
    }

    /// <summary>The library's way: at most two parts, separators that follow each other count as one.</summary>
    private static List<string> Split(string text, string separator)
    {
        var parts = new List<string>();
        int begin = 0;
        while (begin <= text.Length)
        {
            int end = text.IndexOf(separator, begin, StringComparison.Ordinal);
            if (end < 0 || (end > begin && parts.Count == 1))
            {
                parts.Add(text[begin..]);
                break;
            }

            if (end > begin)
                parts.Add(text[begin..end]);
            begin = end + separator.Length;
        }

        return parts;
    }
}
