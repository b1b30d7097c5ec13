using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client;

/// <content>Bringing an exported backup home. Source: docs/zstack-api.md section 10.</content>
public sealed partial class ZStackClient
{
    /// <summary>Downloads an export, checks it against the record's MD5, gives it its name and writes the manifest beside it.</summary>
    /// <param name="settings">Whose rules for certificates and proxies hold.</param>
    /// <exception cref="ZStackException">FileExists, NoSpace, FileNotWritable, IncompleteDownload, ChecksumMismatch, Timeout, CertificateNotTrusted. What was downloaded stays beside the final name, as <c>.partial</c>, unless its hash is wrong.</exception>
    public static async Task<SavedBackup> SaveAsync(ConnectionSettings settings, SaveRequest request, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        if (!request.Replace && SaveNames.Taken(request.Path) is { } taken)
            throw new ZStackException(ZStackErrorKind.FileExists, taken);
        var watch = Stopwatch.StartNew();
        using var file = new PartialFile(request.Path);
        file.Open(request.Resume, cancellation);
        using (var downloader = new Downloader(settings, request.Idle, events))
            await downloader.FetchAsync(request.Url, file, request.Record?.Md5, cancellation).ConfigureAwait(false);
        (string md5, string sha256) = file.Hashes();
        string? expected = request.Record?.Md5;
        if (expected is not null && !string.Equals(expected.Trim(), md5, StringComparison.OrdinalIgnoreCase))
        {
            // Whatever would go on with these bytes would end here again.
            file.Restart();
            throw new ZStackException(ZStackErrorKind.ChecksumMismatch, request.Record!.ToString(), expected, md5);
        }

        file.Complete(request.Replace);
        var saved = new SavedBackup
        {
            FullName = request.Path,
            Length = file.Length,
            Md5 = md5,
            Sha256 = sha256,
            Verified = expected is null ? null : true,
            BackupUuid = request.Record?.Uuid,
            BackupName = request.Record?.Name,
            Version = request.Record?.Version,
            CreateDate = request.Record?.CreateDate,
            Server = request.Record?.Server,
            // Neither user and password, nor a query, which may be a token.
            SourceUrl = request.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (request.Url.Query.Length > 1 ? "?***" : ""),
            Duration = watch.Elapsed,
            Origin = request.Record?.Origin,
        };
        return request.WithManifest ? WithManifest(saved, file) : saved;
    }

    /// <summary>Written last: where it is, the file is whole. Without it the backup is as good.</summary>
    private static SavedBackup WithManifest(SavedBackup saved, PartialFile file)
    {
        var manifest = new BackupManifest
        {
            File = Path.GetFileName(saved.FullName),
            Length = saved.Length,
            Md5 = saved.Md5,
            Sha256 = saved.Sha256,
            BackupUuid = saved.BackupUuid,
            BackupName = saved.BackupName,
            Version = saved.Version,
            CreateDate = saved.CreateDate,
            Server = saved.Server,
            SourceUrl = saved.SourceUrl,
            SavedAt = DateTimeOffset.Now,
            ModuleVersion = typeof(ZStackClient).Assembly.GetName().Version?.ToString(3),
        };
        string path = BackupManifest.PathFor(saved.FullName);
        try
        {
            string text = manifest.ToJson();
            Disk.Write(path, () => PrivateFile.Write(path, text, file.HasItsName));
            // Another call has replaced or removed the file meanwhile: this is not about what is there now.
            if (!file.HasItsName() && IsText(path, text))
                DeleteHalf(path);
        }
        catch (ZStackException e)
        {
            saved.ManifestFailure = e;
            DeleteHalf(path);
        }

        return saved;
    }

    private static bool IsText(string path, string text)
    {
        try
        {
            return File.ReadAllText(path) == text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Half a manifest would say that the backup is damaged.</summary>
    private static void DeleteHalf(string manifest)
    {
        try
        {
            File.Delete(manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with this file is being reported.
        }
    }
}
