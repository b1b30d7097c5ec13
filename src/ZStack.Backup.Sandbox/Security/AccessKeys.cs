using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Sandbox.Time;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Security;

/// <summary>Checks signed requests as docs/zstack-api.md section 1.5 says.</summary>
internal sealed partial class AccessKeys
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

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
        TimeSpan skew = _checkTimeZone ? when.Wall - _clock.Now.UtcDateTime - when.Offset : when.Wall - _clock.Now.DateTime;
        if (skew.Duration() > MaxSkew)
            return Answer.Text(403, "requestTimeTooSkewed");
        string expected = Convert.ToBase64String(HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(SandboxAccounts.AccessKeySecret),
            Encoding.UTF8.GetBytes($"{method}\n{date}\n{path}")));
        bool right = parts[0] == SandboxAccounts.AccessKeyId && parts[1] == expected;
        return right ? null : Answer.Text(403, "access key is invalid or its signature does not match");
    }

    /// <summary>The formatter's own rules: two-digit day, the right weekday, an offset with a colon or a zone name.</summary>
    private static (DateTime Wall, TimeSpan Offset)? Parse(string text)
    {
        Match match = DateText().Match(text);
        if (!match.Success || !DateTime.TryParseExact(match.Groups[1].Value, "ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime wall))
            return null;
        return JavaZones.Offset(match.Groups[2].Value, wall) is { } offset ? (wall, offset) : null;
    }

    [GeneratedRegex(@"^(\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}) (\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex DateText();
}
