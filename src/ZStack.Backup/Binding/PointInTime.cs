using System;
using System.Globalization;
using System.Management.Automation;

namespace ZStack.Backup.Binding;

/// <summary>A time as an object of this module has it, or what is left of it in a copy from another process or a file.</summary>
internal static class PointInTime
{
    // What means the same everywhere: of ToString("o") and of JSON.
    private const string Unambiguous = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <returns><c>null</c> when it is none.</returns>
    public static DateTimeOffset? Of(object? value)
    {
        value = Arguments.Unwrap(value);
        if (value is DateTimeOffset time)
            return time;
        // Import-Clixml, Receive-Job: the properties of what was a DateTimeOffset.
        if (value is PSObject copy && copy.Properties["DateTime"]?.Value is DateTime clock && copy.Properties["Offset"]?.Value is TimeSpan offset)
            return new DateTimeOffset(DateTime.SpecifyKind(clock, DateTimeKind.Unspecified), offset);
        // Export-Csv writes in the words of its culture, most likely the present one.
        string text = value is DateTime local ? local.ToString("o", CultureInfo.InvariantCulture) : value?.ToString() ?? "";
        return DateTimeOffset.TryParseExact(text, Unambiguous, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            || DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.None, out time)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time) ? time : null;
    }
}
