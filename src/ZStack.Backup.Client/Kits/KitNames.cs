using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Kits;

/// <summary>The files of a kit.</summary>
internal static class KitNames
{
    public const string Readme = "README.txt";
    public const string ReadmeChinese = "README.zh-CN.txt";
    public const string Page = "index.html";
    public const string PageChinese = "index.zh-CN.html";
    public const string Json = "kit.json";
    public const string Preflight = "preflight.sh";
    public const string Sums = "SHA256SUMS";
    public const string Backups = "backups";

    /// <summary>What every kit has beside its sums.</summary>
    public static IReadOnlyList<string> Texts { get; } = [Readme, ReadmeChinese, Page, PageChinese, Json, Preflight];

    /// <summary>A folder of a kit that is being written, or was replaced, beside the kit itself.</summary>
    public static string Beside(string path, string ending) => $"{path}.{Guid.NewGuid().ToString("N").Substring(0, 8)}.{ending}";

    public static bool IsBeside(string path, string other, string ending) => Regex.IsMatch(other, $@"^{Regex.Escape(path)}\.[0-9a-f]{{8}}\.{ending}\z");
}
