using System;
using System.Globalization;

namespace ZStack.Backup.Sandbox;

/// <summary>The backups of a node that makes one every night at one: everything about each follows from its number.</summary>
internal sealed class BackupSeries
{
    // More nights than this do not fit into the calendar: such series have a backup a minute.
    private const int MaxNights = 10_000;

    private readonly bool _dense;
    private readonly DateTime _newest;
    private readonly DateTimeOffset _start;
    private readonly TimeZoneInfo _zone;

    public BackupSeries(int count, DateTimeOffset now, TimeZoneInfo zone)
    {
        _dense = count > MaxNights;
        _zone = zone;
        DateTime night = now.Date.AddHours(1).AddSeconds(12);
        _newest = night <= now.DateTime ? night : night.AddDays(-1);
        _start = Local(_newest);
    }

    /// <param name="i">0 is the newest.</param>
    public DateTimeOffset Created(int i)
    {
        if (_dense)
            return TimeZoneInfo.ConvertTime(_start.AddMinutes(-i).AddSeconds(-Jitter(i)), _zone);
        return Local(_newest.AddDays(-i).AddSeconds(-Jitter(i)));
    }

    public string Name(int i) => "nightly-" + Created(i).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture) + ".gz";

    /// <summary>Of the image in the store.</summary>
    public static string ImageId(int i) => Mix((ulong)i + 1).ToString("x16", CultureInfo.InvariantCulture);

    public static string InstallPath(string imageId) => "zstore://zsbak/" + imageId;

    public static string IdOf(string installPath) => installPath[(installPath.LastIndexOf('/') + 1)..];

    /// <summary>What is made later has a longer id.</summary>
    public static bool IsOfSeries(string installPath) => IdOf(installPath).Length == 16;

    public static string Uuid(int i) => Hash(i + 31_000_003, 32);

    public static string Hash(int i, int length) => string.Concat(ImageId(i), ImageId(i + 1_000_003), ImageId(i + 7_000_001))[..length];

    private static int Jitter(int i) => i * 3 % 7;

    private DateTimeOffset Local(DateTime wall) => new(wall, _zone.GetUtcOffset(wall));

    // splitmix64: spreads consecutive numbers.
    private static ulong Mix(ulong x)
    {
        x *= 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
