using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

/// <summary>The backups on a store: one a night, newest first, computed from their number while they are sent.</summary>
internal sealed class ImageStoreData
{
    // Small stores look like a real one; in large ones every second image has no metadata.
    private const int SmallStore = 25;
    private const int ChunkSize = 64 * 1024;

    private readonly SandboxOptions _options;
    private readonly DateTimeOffset _newest;

    public ImageStoreData(SandboxOptions options, DateTimeOffset now)
    {
        _options = options;
        DateTimeOffset night = new(now.Year, now.Month, now.Day, 1, 0, 12, now.Offset);
        _newest = night <= now ? night : night.AddDays(-1);
    }

    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        bool infos = _options.Shape == AnswerShape.Infos;
        var text = new StringBuilder(ChunkSize + 1024).Append(infos ? "{\"infos\":[" : "{\"backups\":[");
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(ChunkSize + 1024)];
        for (int i = 0; i < _options.Backups; i++)
        {
            if (i > 0)
                text.Append(',');
            if (infos)
                AppendInfo(text, i);
            else
                AppendBackup(text, i);
            if (text.Length >= ChunkSize)
                await FlushAsync(text, bytes, output, cancellation);
        }

        text.Append(']');
        if (!infos)
            text.Append(",\"success\":true");
        text.Append('}');
        await FlushAsync(text, bytes, output, cancellation);
    }

    private static async Task FlushAsync(StringBuilder text, byte[] bytes, Stream output, CancellationToken cancellation)
    {
        int count = Encoding.UTF8.GetBytes(text.ToString(), bytes);
        text.Clear();
        await output.WriteAsync(bytes.AsMemory(0, count), cancellation);
        await output.FlushAsync(cancellation);
    }

    private void AppendInfo(StringBuilder text, int i)
    {
        text.Append("{\"id\":\"").Append(Id(i)).Append("\",\"parent\":\"").Append(Id(i + 1)).Append("\",\"blobsum\":\"").Append(Hash(i, 40));
        text.Append("\",\"created\":").Append(Time(i)).Append(",\"author\":\"zstack\",\"arch\":\"amd64\"");
        if (i < SmallStore || i % 2 == 0)
        {
            text.Append(",\"desc\":\"{\\\"name\\\":\\\"").Append(Name(i)).Append("\\\",\\\"version\\\":\\\"").Append(_options.Version);
            text.Append("\\\",\\\"type\\\":\\\"singleDatabase\\\",\\\"createdTime\\\":\\\"").Append(ServerTimeText.Print(Created(i), TimestampStyle.Java8));
            text.Append("\\\",\\\"md5\\\":\\\"").Append(Hash(i, 32)).Append("\\\"}\"");
        }

        text.Append(",\"size\":").Append(Size(i)).Append(",\"virtualsize\":").Append(Size(i) * 8 / 5).Append(",\"name\":\"zsbak\"}");
    }

    private void AppendBackup(StringBuilder text, int i)
    {
        text.Append("{\"name\":\"").Append(Name(i)).Append("\",\"version\":\"").Append(_options.Version);
        text.Append("\",\"installPath\":\"zstore://zsbak/").Append(Id(i)).Append("\",\"type\":\"singleDatabase\",\"size\":").Append(Size(i));
        text.Append(",\"md5\":\"").Append(Hash(i, 32)).Append("\",\"createdTime\":").Append(Time(i)).Append('}');
    }

    // A million nights do not fit into the calendar: large stores have a backup a minute.
    private DateTimeOffset Created(int i) => (_options.Backups > 10_000 ? _newest.AddMinutes(-i) : _newest.AddDays(-i)).AddSeconds(-(i * 3 % 7));

    private string Time(int i)
    {
        string text = ServerTimeText.Print(Created(i), _options.TimestampStyle);
        return _options.TimestampStyle == TimestampStyle.EpochMilliseconds ? text : $"\"{text}\"";
    }

    private string Name(int i) => "nightly-" + Created(i).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture) + ".gz";

    private static string Id(int i) => Mix((ulong)i + 1).ToString("x16", CultureInfo.InvariantCulture);

    private static string Hash(int i, int length) => string.Concat(Id(i), Id(i + 1_000_003), Id(i + 7_000_001))[..length];

    private static long Size(int i) => 7_995_392 - (i % 400 * 1024);

    // splitmix64: spreads consecutive numbers.
    private static ulong Mix(ulong x)
    {
        x *= 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
