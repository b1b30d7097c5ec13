using System;
using System.Globalization;
using System.Management.Automation;

namespace ZStack.Backup.Values;

/// <summary>A time as an object of this module has it, or what is left of it in a copy from another process or a file.</summary>
internal static class PointInTime
{
    /// <returns><c>null</c> when it is none.</returns>
    public static DateTimeOffset? Of(object? value)
    {
        value = Arguments.Unwrap(value);
        if (value is DateTimeOffset time)
            return time;
        // Import-Clixml, Receive-Job: the properties of what was a DateTimeOffset.
        if (value is PSObject copy && copy.Properties["DateTime"]?.Value is DateTime clock && copy.Properties["Offset"]?.Value is TimeSpan offset)
            return new DateTimeOffset(DateTime.SpecifyKind(clock, DateTimeKind.Unspecified), offset);
        if (value is DateTime local)
            return new DateTimeOffset(local);
        // Export-Csv writes in the words of its culture, most likely the present one.
        string text = value?.ToString() ?? "";
        if (Iso8601.Parse(text) is { } iso)
            return iso.Offset is { } offsetSaid ? new DateTimeOffset(iso.Clock, offsetSaid) : new DateTimeOffset(DateTime.SpecifyKind(iso.Clock, DateTimeKind.Local));
        return DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.None, out time)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time) ? time : null;
    }
}
