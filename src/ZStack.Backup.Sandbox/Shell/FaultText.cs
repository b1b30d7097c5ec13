using System;
using System.Globalization;

namespace ZStack.Backup.Sandbox.Shell;

/// <summary>A fault as it is written on the command line: <c>kind[:match[:times]]</c>.</summary>
internal static class FaultText
{
    private static readonly string[] Methods = ["GET ", "POST ", "PUT ", "DELETE "];

    // What the kinds that wait wait, where nothing says how long.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DripDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan EndlessDripDelay = TimeSpan.FromSeconds(1);

    /// <returns><c>null</c> when it is none.</returns>
    public static Fault? Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 3 || !Enum.TryParse(parts[0], ignoreCase: true, out FaultKind kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(text[0]))
            return null;
        string match = parts.Length > 1 ? parts[1] : "";
        string? method = Array.Find(Methods, m => match.StartsWith(m, StringComparison.Ordinal));
        int times = 1;
        if (parts.Length > 2 && !int.TryParse(parts[2] == "*" ? int.MaxValue.ToString(CultureInfo.InvariantCulture) : parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out times))
            return null;
        return times == 0 ? null : new Fault(kind)
        {
            Method = method?.TrimEnd() ?? "",
            Match = match[(method?.Length ?? 0)..],
            Times = times,
            AfterBytes = kind is FaultKind.ResetMidBody or FaultKind.TruncateBody ? 20 : 0,
            Delay = kind switch { FaultKind.SlowDrip => DripDelay, FaultKind.EndlessDrip => EndlessDripDelay, _ => Delay },
            Body = kind == FaultKind.Redirect ? "http://127.0.0.1:1/" : "",
        };
    }
}
