using System;
using System.Globalization;

namespace ZStack.Backup.Sandbox.State;

/// <summary>The backups of a node that makes one every night at one: everything about each follows from its number.</summary>
internal sealed class BackupSeries
{
    // More nights than this do not fit into the calendar: such series have a backup a minute.
    private const int MaxNights = 10_000;

    private readonly bool _dense;
    private readonly DateTime _newest;
    private readonly DateTimeOffset _start;
    private readonly TimeZoneInfo _zone;
    private readonly int _node;

    /// <param name="node">Number of the node that they are of.</param>
    public BackupSeries(int count, DateTimeOffset now, TimeZoneInfo zone, int node)
    {
        _node = node;
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
    public string ImageId(int i) => Id(i, _node);

    public static string InstallPath(string imageId) => "zstore://zsbak/" + imageId;

    public static string IdOf(string installPath) => installPath[(installPath.LastIndexOf('/') + 1)..];

    /// <summary>What is made later has a longer id.</summary>
    public static bool IsOfSeries(string installPath) => IdOf(installPath).Length == 16;

    public string Uuid(int i) => Uuid(i + 31_000_003, _node);

    /// <summary>Of anything that is numbered.</summary>
    public static string Uuid(int i, int node) => string.Concat(Id(i, node), Id(i + 1_000_003, node));

    private static string Id(int i, int node) => Mix((ulong)i + 1 + ((ulong)node << 32)).ToString("x16", CultureInfo.InvariantCulture);

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
