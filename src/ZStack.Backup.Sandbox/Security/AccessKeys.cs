using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Sandbox;

/// <summary>Checks signed requests as docs/zstack-api.md section 1.5 says.</summary>
internal sealed partial class AccessKeys
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    /// <summary>Short names as Java reads them: CST is Chicago's, not China's.</summary>
    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["CST"] = "America/Chicago",
        ["CDT"] = "America/Chicago",
        ["EDT"] = "America/New_York",
        ["MDT"] = "America/Denver",
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["JST"] = "Asia/Tokyo",
        ["KST"] = "Asia/Seoul",
        ["HKT"] = "Asia/Hong_Kong",
        ["SGT"] = "Asia/Singapore",
        ["ICT"] = "Asia/Bangkok",
        ["MMT"] = "Asia/Yangon",
    };

    private readonly SandboxClock _clock;
    private readonly bool _checkTimeZone;

    public AccessKeys(SandboxClock clock, bool checkTimeZone)
    {
        _clock = clock;
        _checkTimeZone = checkTimeZone;
    }

    /// <param name="proof">What stands behind <c>ZStack </c>.</param>
    /// <param name="path">Decoded path without the context path.</param>
    /// <returns><c>null</c> when the signature is right.</returns>
    public Answer? Refuse(string proof, string? date, string method, string path)
    {
        string[] parts = proof.Split(':');
        if (parts.Length != 2)
            return Answer.Text(400, "accessKey format is 'ZStack AccessKeyId:Signature'");
        if (string.IsNullOrEmpty(date))
            return Answer.Text(400, "'Date' must be incuded in request header");
        if (Parse(date) is not { } when)
            return Answer.Text(400, "'Date' format error, it must be like 'EEE, dd MMM yyyy HH:mm:ss z'");
        TimeSpan skew = _checkTimeZone ? when.Instant - _clock.Now : when.Wall - _clock.Now.DateTime;
        if (skew.Duration() > MaxSkew)
            return Answer.Text(403, "requestTimeTooSkewed");
        string expected = Convert.ToBase64String(HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(SandboxAccounts.AccessKeySecret),
            Encoding.UTF8.GetBytes($"{method}\n{date}\n{path}")));
        bool right = parts[0] == SandboxAccounts.AccessKeyId && parts[1] == expected;
        return right ? null : Answer.Text(403, "access key is invalid or its signature does not match");
    }

    /// <summary>The formatter's own rules: two-digit day, the right weekday, an offset with a colon or a zone name.</summary>
    private static (DateTime Wall, DateTimeOffset Instant)? Parse(string text)
    {
        Match match = DateText().Match(text);
        if (!match.Success || !DateTime.TryParseExact(match.Groups[1].Value, "ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime wall))
            return null;
        return Offset(match.Groups[2].Value, wall) is { } offset ? (wall, new DateTimeOffset(wall, offset)) : null;
    }

    private static TimeSpan? Offset(string zone, DateTime wall)
    {
        if (zone is "Z" or "GMT" or "UTC")
            return TimeSpan.Zero;
        Match offset = OffsetText().Match(zone);
        if (offset.Success)
        {
            var size = new TimeSpan(int.Parse(offset.Groups[2].Value, CultureInfo.InvariantCulture), int.Parse(offset.Groups[3].Value, CultureInfo.InvariantCulture), 0);
            return offset.Groups[1].Value == "-" ? -size : size;
        }

        // An id of the time-zone database in any case, links among them (PRC, Etc/UTC, Asia/Chongqing); no id of Windows, which has blanks.
        string id = Abbreviations.GetValueOrDefault(zone.ToUpperInvariant()) ?? TimeZoneInfo.GetSystemTimeZones().FirstOrDefault(z => z.Id.Equals(zone, StringComparison.OrdinalIgnoreCase))?.Id ?? zone;
        return ZoneId().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? found) ? found.GetUtcOffset(wall) : null;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneId();

    [GeneratedRegex(@"^(\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}) (\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex DateText();

    [GeneratedRegex(@"^(?:GMT|UTC)?([+-])(\d{2}):(\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex OffsetText();
}
