using System;
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
    private readonly BackupSeries _series;

    public ImageStoreData(SandboxOptions options, SandboxClock clock)
    {
        _options = options;
        _series = new BackupSeries(options.Backups, clock.Now, clock.Zone);
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
        text.Append("{\"id\":\"").Append(BackupSeries.ImageId(i)).Append("\",\"parent\":\"").Append(BackupSeries.ImageId(i + 1)).Append("\",\"blobsum\":\"").Append(BackupSeries.Hash(i, 40));
        text.Append("\",\"created\":").Append(Time(i)).Append(",\"author\":\"zstack\",\"arch\":\"amd64\"");
        if (i < SmallStore || i % 2 == 0)
        {
            text.Append(",\"desc\":\"{\\\"name\\\":\\\"").Append(_series.Name(i)).Append("\\\",\\\"version\\\":\\\"").Append(_options.Version);
            text.Append("\\\",\\\"type\\\":\\\"singleDatabase\\\",\\\"createdTime\\\":\\\"").Append(ServerTimeText.Print(_series.Created(i), TimestampStyle.Java8));
            text.Append("\\\",\\\"md5\\\":\\\"").Append(BackupSeries.Hash(i, 32)).Append("\\\"}\"");
        }

        text.Append(",\"size\":").Append(Size(i)).Append(",\"virtualsize\":").Append(Size(i) * 8 / 5).Append(",\"name\":\"zsbak\"}");
    }

    private void AppendBackup(StringBuilder text, int i)
    {
        text.Append("{\"name\":\"").Append(_series.Name(i)).Append("\",\"version\":\"").Append(_options.Version);
        text.Append("\",\"installPath\":\"zstore://zsbak/").Append(BackupSeries.ImageId(i)).Append("\",\"type\":\"singleDatabase\",\"size\":").Append(Size(i));
        text.Append(",\"md5\":\"").Append(BackupSeries.Hash(i, 32)).Append("\",\"createdTime\":").Append(Time(i)).Append('}');
    }

    private string Time(int i)
    {
        string text = ServerTimeText.Print(_series.Created(i), _options.TimestampStyle);
        return _options.TimestampStyle == TimestampStyle.EpochMilliseconds ? text : $"\"{text}\"";
    }

    private static long Size(int i) => 7_995_392 - (i % 400 * 1024);
}
