using System.Linq;
using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Resources;

/// <summary>The word before the cursor: what it says, and the quotes that it stands in.</summary>
internal sealed class TypedWord
{
    // What PowerShell itself takes for quotes.
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";
    private const string DoubleQuotes = "\"\u201C\u201D\u201E";

    private readonly bool _isDouble;
    private readonly bool _isQuoted;

    public TypedWord(string word)
    {
        char first = word.Length > 0 ? word[0] : ' ';
        _isDouble = DoubleQuotes.IndexOf(first) >= 0;
        _isQuoted = _isDouble || SingleQuotes.IndexOf(first) >= 0;
        if (!_isQuoted)
        {
            Text = word;
            return;
        }

        string rest = word.Substring(1);
        if (rest.Length > 0 && (_isDouble ? DoubleQuotes : SingleQuotes).IndexOf(rest[rest.Length - 1]) >= 0)
            rest = rest.Substring(0, rest.Length - 1);
        Text = _isDouble ? Regex.Replace(rest, "`(.)", "$1") : Regex.Replace(rest, $"([{SingleQuotes}])\\1", "$1");
    }

    /// <summary>Without quotes.</summary>
    public string Text { get; }

    /// <summary>The text as an argument: in the quotes that were opened, else in quotes only where it needs them.</summary>
    public string Quote(string text)
    {
        if (_isDouble || !VisibleText.IsVisible(text))
            return "\"" + InDoubleQuotes(text) + "\"";
        bool isPlain = Regex.IsMatch(text, @"^[\p{L}\p{N}_./\\][\p{L}\p{N}_./\\:+-]*\z");
        return _isQuoted || !isPlain ? "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'" : text;
    }

    private static string InDoubleQuotes(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
            escaped.Append(c is '`' or '$' || DoubleQuotes.Contains(c) ? "`" : "").Append(c);
        // What the prompt would obey or hide is written so that it can be seen, in a way that Windows PowerShell reads too.
        return VisibleText.Replaced(escaped.ToString(), (hidden, index) => string.Concat(
            (char.IsSurrogatePair(hidden, index) ? hidden.Substring(index, 2) : hidden.Substring(index, 1)).Select(c => $"$([char]0x{(int)c:X4})")));
    }
}
