using System.Collections.Generic;
using System.Text;

namespace ZStack.Backup.Client.Kits;

/// <summary>Breaks text between words, as neither a terminal nor the views of PowerShell do, and between Chinese characters, each two columns wide.</summary>
internal static class Folding
{
    // What a line of Chinese does not begin with, and what it does not end with.
    private const string Closing = "，。；：、！？）】》”’";
    private const string Opening = "（【《“‘";

    /// <param name="width">Columns of a line.</param>
    /// <param name="indent">Before each line but the first of a paragraph.</param>
    public static string Fold(string text, int width, string indent = "")
    {
        var folded = new StringBuilder(text.Length + 16);
        foreach (string paragraph in text.Replace("\r", "").Split('\n'))
        {
            if (folded.Length > 0)
                folded.Append('\n');
            int used = 0;
            foreach ((string blanks, string word) in Words(paragraph))
            {
                int needed = Columns(word);
                if (used > 0 && used + blanks.Length + needed > width)
                {
                    folded.Append('\n').Append(indent);
                    used = indent.Length;
                }
                else
                {
                    folded.Append(blanks);
                    used += blanks.Length;
                }

                folded.Append(word);
                used += needed;
            }
        }

        return folded.ToString();
    }

    /// <summary>What is not torn apart, each with the blanks before it.</summary>
    private static IEnumerable<(string Blanks, string Word)> Words(string text)
    {
        int start = 0;
        while (start < text.Length)
        {
            int word = start;
            while (word < text.Length && text[word] == ' ')
                word++;
            int end = word;
            while (end < text.Length && text[end] != ' ')
            {
                end++;
                if (end < text.Length && (IsWide(text[end - 1]) || IsWide(text[end])) && Closing.IndexOf(text[end]) < 0 && Opening.IndexOf(text[end - 1]) < 0)
                    break;
            }

            yield return (text.Substring(start, word - start), text.Substring(word, end - word));
            start = end;
        }
    }

    public static int Columns(string text)
    {
        int columns = 0;
        foreach (char c in text)
            columns += IsWide(c) ? 2 : 1;
        return columns;
    }

    private static bool IsWide(char c) => c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60');
}
