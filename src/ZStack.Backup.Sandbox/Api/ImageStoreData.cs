using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Dumps;
using ZStack.Backup.Sandbox.Seeds;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Time;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>The backups on a store: what was made since the node started, then one a night, newest first, computed from their number while they are sent.</summary>
internal sealed class ImageStoreData
{
    // Small stores look like a real one; in large ones every second image has no metadata.
    private const int SmallStore = 25;
    private const int ChunkSize = 64 * 1024;

    private readonly SandboxOptions _options;
    private readonly StoreContents _contents;
    private readonly DumpSource _dumps;
    private readonly BackupSeries _series;

    public ImageStoreData(SandboxOptions options, SandboxClock clock, StoreContents contents, DumpSource dumps)
    {
        _options = options;
        _dumps = dumps;
        _contents = contents;
        _series = new BackupSeries(options.Backups, clock.Now, clock.Zone, options.Number);
    }

    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        bool infos = _options.Shape == AnswerShape.Infos;
        var text = new StringBuilder(ChunkSize + 1024).Append(infos ? "{\"infos\":[" : "{\"backups\":[");
        int start = text.Length;
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(ChunkSize + 1024)];
        foreach (BackupRecord made in _contents.Made)
            Append(new Image(_contents.ImageId(made), "", made.Name, made.Version, made.Md5, made.CreateDate, made.Size ?? 0, true));
        for (int i = 0; i < _options.Backups; i++)
        {
            string id = _series.ImageId(i);
            if (_contents.Gone.Contains(BackupSeries.InstallPath(id)))
                continue;
            string name = _series.Name(i);
            IDump dump = _dumps.For(name, _series.Created(i));
            Append(new Image(id, _series.ImageId(i + 1), name, Seed.VersionOf(_options, i), dump.Md5, _series.Created(i), dump.Length, i < SmallStore || i % 2 == 0));
            if (text.Length >= ChunkSize)
                await FlushAsync(text, bytes, output, cancellation);
        }

        text.Append(']');
        if (!infos)
            text.Append(",\"success\":true");
        text.Append('}');
        await FlushAsync(text, bytes, output, cancellation);

        void Append(Image image)
        {
            if (text.Length != start)
                text.Append(',');
            start = -1;
            if (infos)
                AppendInfo(text, image);
            else
                AppendBackup(text, image);
        }
    }

    private static async Task FlushAsync(StringBuilder text, byte[] bytes, Stream output, CancellationToken cancellation)
    {
        int count = Encoding.UTF8.GetBytes(text.ToString(), bytes);
        text.Clear();
        await output.WriteAsync(bytes.AsMemory(0, count), cancellation);
        await output.FlushAsync(cancellation);
    }

    private void AppendInfo(StringBuilder text, Image image)
    {
        text.Append("{\"id\":\"").Append(image.Id).Append("\",\"parent\":\"").Append(image.Parent).Append("\",\"blobsum\":\"").Append(image.Id, 0, 8).Append(image.Md5);
        text.Append("\",\"created\":").Append(Time(image.Created)).Append(",\"author\":\"zstack\",\"arch\":\"amd64\"");
        if (image.HasMetadata)
        {
            text.Append(",\"desc\":\"{\\\"name\\\":\\\"").Append(image.Name).Append("\\\",\\\"version\\\":\\\"").Append(image.Version);
            text.Append("\\\",\\\"type\\\":\\\"singleDatabase\\\",\\\"createdTime\\\":\\\"").Append(ServerTimeText.Print(image.Created, TimestampStyle.Java8));
            text.Append("\\\",\\\"md5\\\":\\\"").Append(image.Md5).Append("\\\"}\"");
        }

        text.Append(",\"size\":").Append(image.Size).Append(",\"virtualsize\":").Append(image.Size * 8 / 5).Append(",\"name\":\"zsbak\"}");
    }

    private void AppendBackup(StringBuilder text, Image image)
    {
        text.Append("{\"name\":\"").Append(image.Name).Append("\",\"version\":\"").Append(image.Version);
        text.Append("\",\"installPath\":\"").Append(BackupSeries.InstallPath(image.Id)).Append("\",\"type\":\"singleDatabase\",\"size\":").Append(image.Size);
        text.Append(",\"md5\":\"").Append(image.Md5).Append("\",\"createdTime\":").Append(Time(image.Created)).Append('}');
    }

    private string Time(DateTimeOffset time)
    {
        string text = ServerTimeText.Print(time, _options.TimestampStyle);
        return _options.TimestampStyle == TimestampStyle.EpochMilliseconds ? text : $"\"{text}\"";
    }

    private readonly record struct Image(string Id, string Parent, string Name, string Version, string Md5, DateTimeOffset Created, long Size, bool HasMetadata);
}
