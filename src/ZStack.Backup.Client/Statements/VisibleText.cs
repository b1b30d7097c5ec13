using System;
using System.Globalization;
using System.Text;

namespace ZStack.Backup.Client.Statements;

/// <summary>
/// The one place that decides how text from outside looks on a screen: what a terminal obeys or does not show (control characters,
/// changes of the writing direction, characters without width) is shown as an escape. Objects keep their text as it came.
/// </summary>
internal static class VisibleText
{
    /// <summary>As a part of a sentence or a cell: also a line break is an escape, because it could pretend to be the end of our own words.</summary>
    public static string Of(string? text) => Escaped(text ?? "", keepLines: false);

    /// <summary>Our own sentences, which may have several lines.</summary>
    public static string OfLines(string? text) => Escaped(text ?? "", keepLines: true);

    /// <summary>Whether it has anything that needs an escape.</summary>
    public static bool IsVisible(string text) => Hidden(text, 0) < 0;

    /// <summary>With something else in the place of what cannot be seen.</summary>
    /// <param name="with">What stands there instead, from the text and the index of the character.</param>
    public static string Replaced(string text, Func<string, int, string> with)
    {
        if (IsVisible(text))
            return text;
        var replaced = new StringBuilder(text.Length + 32);
        int from = 0;
        for (int hidden = Hidden(text, 0); hidden >= 0; hidden = Hidden(text, from))
        {
            replaced.Append(text, from, hidden - from).Append(with(text, hidden));
            from = hidden + Length(text, hidden);
        }

        return replaced.Append(text, from, text.Length - from).ToString();
    }

    private static string Escaped(string text, bool keepLines) => Replaced(text, (_, index) => keepLines && IsLineEnd(text, index) ? text.Substring(index, 1) : Escape(text, index));

    private static bool IsLineEnd(string text, int index) => text[index] == '\n' || (text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n');

    private static string Escape(string text, int index) => text[index] switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ when Length(text, index) == 2 => @"\U" + char.ConvertToUtf32(text, index).ToString("X8", CultureInfo.InvariantCulture),
        char c => @"\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
    };

    private static int Length(string text, int index) => char.IsSurrogatePair(text, index) ? 2 : 1;

    private static int Hidden(string text, int start)
    {
        for (int i = start; i < text.Length; i += Length(text, i))
        {
            // Most text is plain, and there may be much of it.
            if (text[i] is (< ' ' or > '~') && IsHidden(text, i))
                return i;
        }

        return -1;
    }

    private static bool IsHidden(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text, index) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Tables of .NET Framework are old: what Unicode shows as nothing, whatever category it has there.
        _ when Length(text, index) == 2 => char.ConvertToUtf32(text, index) is >= 0xE0000 and <= 0xE0FFF,
        _ => text[index] is '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or (>= '\u180B' and <= '\u180F')
            or (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F')
            or '\u3164' or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF' or '\uFFA0' or (>= '\uFFF0' and <= '\uFFFB'),
    };
}
