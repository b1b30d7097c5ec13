using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Secrets;

/// <summary>Takes secrets, and what a terminal would act on, out of text that comes from outside: the server's words, URLs, exceptions, headers.</summary>
/// <remarks>
/// <see cref="With"/> makes a new one for an operation that brings its own secrets; what is concealed later in one of them is
/// a secret for the others too. Our own sentences are not passed through it; they are built from values that were.
/// </remarks>
internal sealed class Redactor
{
    internal const string Mask = "***";

    /// <summary>Only the rules; knows no secret.</summary>
    public static readonly Redactor Patterns = new([], null);

    /// <summary>A text that keeps a pattern busy for longer was made for that.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A secret of one or two letters would blank out half of every sentence and so betray itself.
    private const int MinPlainSecret = 3;

    // Of longer texts the beginning is enough. It is shown only so far that no secret was cut in two by that.
    private const int MaxText = 64 * 1024;
    private const int MaxCutText = 32 * 1024;

    private readonly SecretPattern[] _secrets;
    private readonly LaterSecrets? _later;

    private Redactor(SecretPattern[] secrets, LaterSecrets? later)
    {
        _secrets = secrets;
        _later = later;
    }

    public Redactor With(params string?[] secrets)
    {
        var all = new List<SecretPattern>(_secrets);
        foreach (string? secret in secrets)
        {
            if (SecretPattern.Of(secret, MinPlainSecret) is { } pattern)
                all.Add(pattern);
        }

        return new Redactor([.. all], _later ?? new LaterSecrets());
    }

    /// <summary>From now on a secret, here and in every redactor that was or will be made of the same one.</summary>
    public void Conceal(string secret)
    {
        if (SecretPattern.Of(secret, MinPlainSecret) is { } pattern)
            _later?.Add(pattern);
    }

    /// <returns>The text without secrets; empty for none.</returns>
    public string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        bool isCut = text!.Length > MaxText;
        string result = Printable(isCut ? text.Substring(0, MaxText) : text);
        try
        {
            // The longest first, so that a secret inside another one does not leave the rest behind.
            foreach (SecretPattern secret in _secrets.Concat(_later?.All ?? []).OrderByDescending(s => s.Text.Length))
                result = secret.Replace(result, Mask);
            foreach ((Regex pattern, string replacement) in Rules.All)
                result = pattern.Replace(result, replacement);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }

        return isCut ? result.Substring(0, Math.Min(result.Length, MaxCutText)) + "..." : result;
    }

    /// <summary>Whether it moves the cursor, colours the screen or turns the reading direction of a terminal.</summary>
    internal static bool Acts(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Printable(string text) => text.Any(Acts) ? new string([.. text.Where(c => !Acts(c))]) : text;

    /// <summary>Apart from the class, so that they are made when the first text is cleaned.</summary>
    private static class Rules
    {
        // Pieces of a shell's word stand without blanks side by side. An open quote goes on to the end: the text was cut.
        private const string ShellWord = @"(?:'[^']*(?:'|\z)|""(?:[^""\\]|\\[\s\S]?)*(?:""|\z)|\\[\s\S]?|[^\s'""\\])+";
        private const string SecretName = "(?:password|passwd|secret)";
        private const string SshUrl = @"(ssh://[^:\s/@]{0,256}:)";
        private const string EncodedSshUrl = @"(ssh%(?:25)?3A%(?:25)?2F%(?:25)?2F(?:(?!%(?:25)?3A)[^\s&""']){0,256}%(?:25)?3A)";

        // Every repetition that another one may follow is bounded, or hostile text could keep it busy for hours.
        public static readonly (Regex Pattern, string Replacement)[] All =
        [
            // ssh://user:password@ : the password may hold an unencoded @ or /, so up to the last @ before white space.
            (Make(SshUrl + @"[^\s""']{0,1024}@"), "$1" + Mask + "@"),
            (Make(EncodedSshUrl + @"[^\s&""']{0,2048}(%(?:25)?40)"), "$1" + Mask + "$2"),
            // The server cuts its words, also in the middle of such a URL. What is a port is none of a password.
            (Make(SshUrl + @"(?!\*{3}@|[0-9]{1,5}(?:/|\z))[^\s""']{1,1024}(?:(?<=\.\.\.)|\z)"), "$1" + Mask),
            (Make(EncodedSshUrl + @"(?!\*{3}%|[0-9]{1,5}(?:%(?:25)?2F|\z))[^\s&""']{1,2048}(?:(?<=\.\.\.)|\z)"), "$1" + Mask),
            (Make(@"(Authorization\\{0,8}[""']?\s{0,8}[:=]\s{0,8}\\{0,8}[""']?)(OAuth|ZStack|Basic|Bearer)?\s{0,8}[^\s,;""'\\]+"), "$1$2 " + Mask),
            (Make(@"\b(OAuth)\s{1,8}[0-9a-f]{32}\b"), "$1 " + Mask),
            // Not the words of "Basic authentication".
            (Make(@"\b(Basic)\s{1,8}(?!auth)(?=(?-i:[a-z]{0,64}[A-Z0-9+/=]))[A-Za-z0-9+/=]{8,}"), "$1 " + Mask),
            (Make(@"(sshpass\s{1,8}-p\s{0,8})" + ShellWord), "$1" + Mask),
            (Make(@"((?<![\w-])--?[\w-]{0,64}" + SecretName + @"[=\s]{1,8})" + ShellWord), "$1" + Mask),
            (Make(@"((?<![\w-])\w{0,64}" + SecretName + "=)" + ShellWord), "$1" + Mask),
            (Make(@"(""\w{0,64}" + SecretName + @"""\s{0,8}:\s{0,8}"")(?:[^""\\]|\\[\s\S]?)*(""|\z)"), "$1" + Mask + "$2"),
            // The same inside a JSON string.
            (Make(@"(\\{1,8}""\w{0,64}" + SecretName + @"\\{1,8}""\s{0,8}:\s{0,8}\\{1,8}"")(?:[^""\\]|\\{1,8}[^""\\])*"), "$1" + Mask),
        ];

        private static Regex Make(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Patience);
    }

    /// <summary>What became a secret after the redactors were made: the ids of renewed sessions.</summary>
    private sealed class LaterSecrets
    {
        // An id of long ago is worth nothing any more.
        private const int Most = 16;

        private readonly object _gate = new();
        private volatile SecretPattern[] _all = [];

        public IReadOnlyList<SecretPattern> All => _all;

        public void Add(SecretPattern secret)
        {
            lock (_gate)
                _all = [.. _all.Skip(Math.Max(0, _all.Length + 1 - Most)), secret];
        }
    }
}
