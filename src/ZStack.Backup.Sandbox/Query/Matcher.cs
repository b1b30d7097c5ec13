using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Query;

/// <summary>A condition on values of one kind, as MySQL would decide it: nothing but the null forms is true of a null.</summary>
internal static class Matcher
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd HH:mm:ss.FFF", "yyyy-MM-dd"];

    /// <exception cref="RefusedException">The value does not fit the field.</exception>
    public static Predicate<object?> Make<T>(Condition condition, QueryField<T> field, Action<string> problem)
    {
        switch (condition.Operator)
        {
            case Condition.IsNull:
                return value => value is null or IReadOnlyCollection<string> { Count: 0 };
            case Condition.NotNull:
                return value => value is not (null or IReadOnlyCollection<string> { Count: 0 });
        }

        bool negative = condition.Operator[0] == '!';
        Predicate<object> positive = Positive(negative ? condition.Operator[1..] : condition.Operator, condition.Value, field.Kind, field.Name, problem);
        // Whoever lacks the tag, but whatever joined row is another: the server asks differently for the two.
        if (field.Name[0] == '_')
            return value => value is IEnumerable<string> tags && tags.Any(tag => positive(tag)) != negative;
        return value => value switch
        {
            null => false,
            IEnumerable<string> several => several.Any(one => positive(one) != negative),
            _ => positive(value) != negative,
        };
    }

    private static Predicate<object> Positive(string op, string value, FieldKind kind, string name, Action<string> problem)
    {
        switch (op)
        {
            case "~=":
                Regex like = Like(value);
                return actual => like.IsMatch(Text(actual));
            case "?=":
                Predicate<object>[] any = [.. value.Split(',').Select(one => Positive("=", one, kind, name, problem))];
                return actual => Array.Exists(any, one => one(actual));
        }

        Func<object, int>? compare = kind switch
        {
            FieldKind.Number => ByNumber(value, name),
            FieldKind.Time => ByTime(value, name, problem),
            _ => actual => string.Compare(Text(actual), value, StringComparison.OrdinalIgnoreCase),
        };
        if (compare is null)
            return _ => false;
        return op switch
        {
            "=" => actual => compare(actual) == 0,
            ">" => actual => compare(actual) > 0,
            "<" => actual => compare(actual) < 0,
            ">=" => actual => compare(actual) >= 0,
            _ => actual => compare(actual) <= 0,
        };
    }

    private static Func<object, int> ByNumber(string value, string name)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            throw new RefusedException(Answer.Error("SYS.1007", "One or more API argument is invalid", $"the value[{value}] of the condition[{name}] is not a number"));
        return actual => ((decimal)(long)actual).CompareTo(number);
    }

    /// <returns><c>null</c> when it is no time: MySQL warns and finds nothing.</returns>
    private static Func<object, int>? ByTime(string value, string name, Action<string> problem)
    {
        if (DateTime.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            return actual => ((DateTimeOffset)actual).DateTime.CompareTo(time);
        problem($"{name}: no time that a database understands: {value}");
        return null;
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.ToString(TimeFormats[0], CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static Regex Like(string pattern)
    {
        var regex = new StringBuilder("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            regex.Append(pattern[i] switch
            {
                '%' => ".*",
                '_' => ".",
                '\\' when i + 1 < pattern.Length => Regex.Escape(pattern[++i].ToString()),
                char c => Regex.Escape(c.ToString()),
            });
        }

        return new Regex(regex.Append("\\z").ToString(), RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
