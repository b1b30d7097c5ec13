using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ZStack.Backup;

/// <summary>The zone that a server's times are in: they carry none themselves.</summary>
public sealed class ServerTimeZone
{
    private readonly TimeZoneInfo _zone;

    private ServerTimeZone(TimeZoneInfo zone, string id, bool isKnown)
    {
        _zone = zone;
        Id = id;
        IsKnown = isKnown;
    }

    /// <summary>A zone id with its daylight-saving rules, or an offset such as <c>+08:00</c>.</summary>
    public string Id { get; }

    /// <summary>False when nothing told the server's zone and the local one stands in.</summary>
    public bool IsKnown { get; }

    /// <summary>Summer time makes one hour of the year come twice.</summary>
    internal bool ChangesWithSeasons => _zone.SupportsDaylightSavingTime;

    /// <summary>The offsets and their changes.</summary>
    internal TimeZoneInfo Rules => _zone;

    internal static ServerTimeZone Local => new(TimeZoneInfo.Local, TimeZoneInfo.Local.Id, isKnown: false);

    /// <summary>Takes <c>+08:00</c>, an IANA id or a Windows id.</summary>
    /// <returns><c>null</c> when it is neither an offset nor an id that this platform knows.</returns>
    public static ServerTimeZone? TryParse(string? text)
    {
        string id = (text ?? "").Trim();
        if (ParseOffset(id) is { } offset)
            return FromOffset(offset);
        if (id.Length == 0)
            return null;
        try
        {
            return new ServerTimeZone(TimeZoneInfo.FindSystemTimeZoneById(id), id, isKnown: true);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            return null;
        }
    }

    public override string ToString() => Id;

    internal static ServerTimeZone FromOffset(TimeSpan offset)
    {
        string name = (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return new ServerTimeZone(TimeZoneInfo.CreateCustomTimeZone("UTC" + name, offset, name, name), name, isKnown: true);
    }

    /// <summary>A wall-clock time of the server as an instant.</summary>
    internal DateTimeOffset At(DateTime wall)
    {
        var unspecified = new DateTime(wall.Ticks, DateTimeKind.Unspecified);
        TimeSpan offset = _zone.GetUtcOffset(unspecified);
        // The first and last hours of the calendar cannot carry every offset.
        long utc = unspecified.Ticks - offset.Ticks;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? new DateTimeOffset(unspecified, TimeSpan.Zero) : new DateTimeOffset(unspecified, offset);
    }

    internal DateTimeOffset At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    private static TimeSpan? ParseOffset(string text)
    {
        Match match = Regex.Match(text, @"^(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})\z", RegexOptions.CultureInvariant);
        if (!match.Success)
            return text is "Z" or "UTC" or "GMT" ? TimeSpan.Zero : null;
        var offset = new TimeSpan(int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture), 0);
        if (offset > TimeSpan.FromHours(14) || offset.Minutes != int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))
            return null;
        return match.Groups[1].Value == "-" ? offset.Negate() : offset;
    }
}
