using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Dumps;

/// <summary>One statement as words, for <see cref="DumpStatements"/> to compare with what mysqldump writes.</summary>
/// <remarks>
/// Written anew with one blank between: words in upper case, names in backticks, text in quotes, <c>0</c> for a number.
/// Comments with a version are read as what they hold. As each server executes others of them, there is one reading for
/// each version named; all of them must be allowed, so nothing can hide in a comment that a server steps over.
/// </remarks>
internal static class StatementText
{
    private const int MaxVersions = 8;
    private const int MaxText = 400;

    /// <summary>From here on, MariaDB steps over comments that are meant for MySQL.</summary>
    private const int MySqlOnly = 50700;

    private const int MySqlEnd = 100000;

    /// <returns><c>null</c> when it cannot be read the same way by all servers.</returns>
    public static IReadOnlyList<string>? Readings(string statement)
    {
        if (Tokens(statement) is not { } tokens)
            return null;
        int[] versions = [.. tokens.Select(t => t.Version).Distinct().OrderBy(v => v)];
        if (versions.Length > MaxVersions)
            return null;
        IEnumerable<string> upTo = versions.Select(v => Join(tokens.Where(t => t.Version <= v)));
        return [.. upTo.Append(Join(tokens.Where(t => t.Version is < MySqlOnly or >= MySqlEnd))).Distinct().Where(text => text.Length > 0)];
    }

    private static string Join(IEnumerable<Token> tokens) => string.Join(" ", tokens.Select(t => t.Text));

    private static List<Token>? Tokens(string text)
    {
        var tokens = new List<Token>();
        int version = 0;
        bool inComment = false;
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (c is ' ' or '\n' or '\t' or '\r')
            {
                at++;
            }
            else if (c == '/' && Next(text, at) == '*')
            {
                bool ofMariaDb = Next(text, at + 1) == 'M' && Next(text, at + 2) == '!';
                if (!ofMariaDb && Next(text, at + 1) != '!')
                {
                    int end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                    if (end < 0)
                        return null;
                    at = end + 2;
                    continue;
                }

                int digits = at + (ofMariaDb ? 4 : 3);
                int behind = digits;
                while (behind < text.Length && text[behind] is >= '0' and <= '9')
                    behind++;
                if (inComment || behind - digits is not (0 or 5 or 6))
                    return null;
                inComment = true;
                version = behind == digits ? 0 : int.Parse(text.Substring(digits, behind - digits), CultureInfo.InvariantCulture);
                at = behind;
            }
            else if (inComment && c == '*' && Next(text, at) == '/')
            {
                inComment = false;
                version = 0;
                at += 2;
            }
            else
            {
                int end = End(text, at);
                // A server that steps over the comment takes these for its end, wherever they stand.
                if (end < 0 || (inComment && (c is '\'' or '"' or '`' or '#' or '-') && text.IndexOf("*/", at, end - at, StringComparison.Ordinal) >= 0))
                    return null;
                if (!IsLineComment(text, at))
                    tokens.Add(new Token(Word(text, at, end), version));
                at = end;
            }
        }

        return inComment ? null : tokens;
    }

    private static string Word(string text, int at, int end)
    {
        char c = text[at];
        if (c is '\'' or '"')
            return end - at > MaxText ? "'...'" : "'" + text.Substring(at + 1, end - at - 2).Replace('\'', '_').ToUpperInvariant() + "'";
        if (c == '`')
            return "`" + Regex.Replace(text.Substring(at + 1, end - at - 2), "[`\\s']", "_") + "`";
        return c is >= '0' and <= '9' && text.Substring(at, end - at).All(d => d is (>= '0' and <= '9') or '.') ? "0" : text.Substring(at, end - at).ToUpperInvariant();
    }

    private static int End(string text, int at)
    {
        char c = text[at];
        if (c is '\'' or '"' or '`')
            return EndOfQuoted(text, at);
        if (IsLineComment(text, at))
        {
            int end = text.IndexOf('\n', at);
            return end < 0 ? text.Length : end + 1;
        }

        int behind = at;
        while (behind < text.Length && text[behind] == '@' && behind - at < 2)
            behind++;
        while (behind < text.Length && IsOfWord(text[behind]))
            behind++;
        if (c is >= '0' and <= '9' && Next(text, behind - 1) == '.')
        {
            behind++;
            while (behind < text.Length && text[behind] is >= '0' and <= '9')
                behind++;
        }

        return Math.Max(behind, at + 1);
    }

    private static int EndOfQuoted(string text, int at)
    {
        char quote = text[at];
        for (int i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && quote != '`')
                i++;
            else if (text[i] == quote && Next(text, i) == quote)
                i++;
            else if (text[i] == quote)
                return i + 1;
        }

        return -1;
    }

    private static bool IsLineComment(string text, int at) => text[at] == '#' || (text[at] == '-' && Next(text, at) == '-' && (Next(text, at + 1) <= ' '));

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static bool IsOfWord(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '$' or >= '\u0080';

    private readonly struct Token
    {
        public Token(string text, int version)
        {
            Text = text;
            Version = version;
        }

        public string Text { get; }

        public int Version { get; }
    }
}
