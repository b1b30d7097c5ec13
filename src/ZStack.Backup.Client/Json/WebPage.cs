using System;
using System.Net;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>What a server says where it should answer with JSON.</summary>
internal static class WebPage
{
    private const int MaxWords = 4096;

    /// <summary>A page where JSON should be: the web UI, a container, a proxy.</summary>
    public static bool LooksLikeOne(string body) => body.TrimStart().StartsWith("<", StringComparison.Ordinal);

    /// <summary>Users never see HTML; the title says enough.</summary>
    public static string Words(string body, bool page, Redactor redactor)
    {
        string words = body.Trim();
        if (page)
        {
            Match title = Regex.Match(words, "<title[^>]{0,256}>([^<]{0,4096})</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            words = title.Success ? WebUtility.HtmlDecode(title.Groups[1].Value.Trim()) : "";
        }

        words = redactor.Clean(words);
        return words.Length <= MaxWords ? words : words.Substring(0, MaxWords) + "...";
    }
}
