using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Secrets;

/// <summary>Finds one secret in whatever spelling it comes back.</summary>
/// <remarks>
/// Each of its characters may stand there as it is, percent-encoded (also several times), as JSON escape, or quoted for a shell;
/// mixtures included. The whole may be hashed, or lie inside a Base64 text.
/// </remarks>
internal sealed class SecretPattern
{
    // Shorter pieces of Base64 stand in innocent texts too.
    private const int MinBase64 = 6;

    // Most are never looked for: nothing went wrong, and nobody reads debug lines.
    private Regex? _pattern;

    private SecretPattern(string secret) => Text = secret;

    public string Text { get; }

    /// <returns><c>null</c> for what is too short to be told from ordinary words.</returns>
    public static SecretPattern? Of(string? secret, int shortest) =>
        secret is not null && secret.Count(c => !Redactor.Acts(c)) >= shortest && secret.Trim().Length >= shortest ? new SecretPattern(secret) : null;

    /// <exception cref="RegexMatchTimeoutException"/>
    public string Replace(string text, string mask) => Pattern.Replace(text, mask);

    private Regex Pattern => _pattern ??= new Regex(string.Join("|", Spellings(Text)), RegexOptions.CultureInvariant, Redactor.Patience);

    private static IEnumerable<string> Spellings(string secret)
    {
        // The longest first: the hash and the Base64 text cannot begin as the secret does.
        yield return "(?i:" + Secret.Sha512(secret) + ")";
        foreach (string piece in Base64(Encoding.UTF8.GetBytes(secret)))
            yield return "[A-Za-z0-9+/]{0,3}" + Regex.Escape(piece) + "[A-Za-z0-9+/]*={0,2}";
        yield return Spelled(secret);
    }

    private static string Spelled(string secret)
    {
        var pattern = new StringBuilder();
        int visible = secret.Length - secret.TrimStart().Length;
        int end = secret.TrimEnd().Length;
        for (int i = 0; i < secret.Length; i++)
        {
            // A run of backslashes may have doubled, or halved.
            if (secret[i] == '\\' && i > 0 && secret[i - 1] == '\\')
                continue;
            int start = i;
            if (char.IsSurrogatePair(secret, i))
                i++;
            // Blanks at its ends may have been trimmed; what a terminal acts on has been taken out.
            bool mayBeMissing = start < visible || start >= end || Redactor.Acts(secret[start]);
            pattern.Append("(?:").Append(string.Join("|", Spelled(secret, start, i + 1 - start))).Append(mayBeMissing ? ")?" : ")");
        }

        return pattern.ToString();
    }

    private static IEnumerable<string> Spelled(string secret, int start, int length)
    {
        string character = secret.Substring(start, length);
        switch (character)
        {
            case "\\":
                yield return @"\\{1,8}";
                break;
            case "'":
                // 'it'"'"'s' and 'it'\''s'
                yield return @"'\\{0,8}""'\\{0,8}""'";
                yield return @"'\\{1,8}''";
                break;
            case " ":
                yield return @"\+";
                break;
            case "\n":
                yield return @"\\{1,8}n";
                break;
            case "\r":
                yield return @"\\{1,8}r";
                break;
            case "\t":
                yield return @"\\{1,8}t";
                break;
        }

        if (character != "\\")
            yield return @"\\{0,8}" + Regex.Escape(character);
        if (length == 2 || !char.IsSurrogate(character[0]))
            yield return "(?i:" + string.Concat(Encoding.UTF8.GetBytes(character).Select(b => "%(?:25){0,3}" + b.ToString("x2", CultureInfo.InvariantCulture))) + ")";
        yield return "(?i:" + string.Concat(character.Select(c => @"\\{1,8}u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture))) + ")";
    }

    /// <summary>What of the secret looks the same in Base64 at each of its three places between the bytes beside it.</summary>
    private static IEnumerable<string> Base64(byte[] secret)
    {
        for (int place = 0; place < 3; place++)
        {
            byte[] shifted = new byte[place + secret.Length];
            secret.CopyTo(shifted, place);
            int start = place == 0 ? 0 : place + 1;
            int length = (shifted.Length * 8 / 6) - start;
            if (length >= MinBase64)
                yield return Convert.ToBase64String(shifted).Substring(start, length);
        }
    }
}
