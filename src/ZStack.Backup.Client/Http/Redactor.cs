using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Http;

/// <summary>Takes secrets, and what a terminal would act on, out of text that comes from outside: the server's words, URLs, exceptions, headers.</summary>
/// <remarks>
/// Immutable: <see cref="With"/> makes a new one for an operation that brings its own secrets.
/// Our own sentences are not passed through it; they are built from values that were.
/// </remarks>
internal sealed class Redactor
{
    internal const string Mask = "***";

    /// <summary>Only the patterns; knows no secret.</summary>
    public static readonly Redactor Patterns = new([]);

    // A secret of one or two letters would blank out half of every sentence and so betray itself.
    private const int ShortestPlainSecret = 3;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private static readonly (Regex Pattern, string Replacement)[] Rules =
    [
        // ssh://user:password@ : the password may hold an unencoded @ or /, so up to the last @ before white space.
        (new Regex(@"(ssh://[^:\s/@]*):[^\s""']*@", Options), "$1:" + Mask + "@"),
        (new Regex(@"(ssh%3A%2F%2F[^\s&""']*?)%3A[^\s&""']*%40", Options), "$1%3A" + Mask + "%40"),
        (new Regex(@"(Authorization\s*[:=]\s*)(OAuth|ZStack|Basic|Bearer)?\s*[^\s,;""']+", Options), "$1$2 " + Mask),
        (new Regex(@"\b(OAuth)\s+[0-9a-f]{32}\b", Options), "$1 " + Mask),
        (new Regex(@"(sshpass\s+-p\s*)('[^']*'|""[^""]*""|\S+)", Options), "$1" + Mask),
        (new Regex(@"(--?[\w-]*(?:password|passwd|secret)[=\s]+)('[^']*'|""[^""]*""|\S+)", Options), "$1" + Mask),
        (new Regex(@"(""(?:\w*password|\w*secret|mysqlRootPassword)""\s*:\s*"")(?:[^""\\]|\\.)*("")", Options), "$1" + Mask + "$2"),
    ];

    // Longest first, so that a secret inside another one does not leave the rest behind.
    private readonly string[] _secrets;

    private Redactor(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];

    public Redactor With(params string?[] secrets) =>
        new(_secrets.Concat(secrets.Where(s => s is { Length: >= ShortestPlainSecret }).SelectMany(s => Forms(s!))));

    /// <returns>The text without secrets; <c>null</c> stays <c>null</c>.</returns>
    public string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var builder = new StringBuilder(Printable(text!));
        foreach (string secret in _secrets)
            builder.Replace(secret, Mask);
        string result = builder.ToString();
        foreach ((Regex pattern, string replacement) in Rules)
            result = pattern.Replace(result, replacement);
        return result;
    }

    /// <summary>Without what would move the cursor, colour the screen or turn the reading direction of a terminal.</summary>
    private static string Printable(string text)
    {
        static bool Acts(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
        return text.Any(Acts) ? new string([.. text.Where(c => !Acts(c))]) : text;
    }

    /// <summary>The spellings a secret can come back in: as it is, percent-encoded once and twice, JSON-escaped, hashed.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        string once;
        try
        {
            once = PercentEncoding.Encode(secret);
        }
        catch (EncoderFallbackException)
        {
            yield break; // half a surrogate pair: is never sent, so never comes back
        }

        foreach (string form in new[] { once, Lower(once), PercentEncoding.Encode(once), once.Replace("%20", "+") })
            yield return form;
        yield return secret.Replace("\\", "\\\\").Replace("\"", "\\\"");
        yield return Secret.Sha512(secret);
    }

    private static string Lower(string encoded) =>
        Regex.Replace(encoded, "%[0-9A-F]{2}", match => match.Value.ToLowerInvariant(), RegexOptions.CultureInvariant);
}
