using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Downloads;

/// <summary>The parameters of a cmdlet that downloads backups.</summary>
internal interface IDownloadCmdlet : IObjectCmdlet
{
    /// <summary>The storage to download from; needed when there are several.</summary>
    StorageReference? BackupStorageUuid { get; }

    /// <summary>Host, host:port or URL to use instead of the one that the export names, which may be internal.</summary>
    string? DownloadHost { get; }

    /// <summary>Leave the export that was made for this.</summary>
    SwitchParameter KeepExport { get; }

    /// <summary>Seconds without progress after which it is given up.</summary>
    int TimeoutSec { get; }
}

/// <summary>Downloads backups for a cmdlet: the export before, the download, and the end of the export after it.</summary>
internal sealed class BackupDownload<T>
    where T : ZStackCmdlet, IDownloadCmdlet
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(2);

    /// <summary>Several callers may download the same backup at once: with each round one of them is done.</summary>
    private const int MaxRounds = 5;

    private readonly T _cmdlet;
    private bool _saidPlain;
    private string? _part;

    public BackupDownload(T cmdlet) => _cmdlet = cmdlet;

    /// <summary>Time without progress after which it is given up.</summary>
    public TimeSpan Idle => TimeSpan.FromSeconds(_cmdlet.TimeoutSec);

    /// <summary>A later call goes on from what a stopped one has left.</summary>
    public bool KeepsParts { get; init; }

    /// <summary>What cannot be right for any backup is refused before the first of them is exported.</summary>
    public void Check()
    {
        try
        {
            Reachable(new Uri("http://127.0.0.1/"));
        }
        catch (ZStackException e)
        {
            _cmdlet.ThrowFailure(e, null, ErrorTarget.OfServer(_cmdlet.DownloadHost!));
        }
    }

    /// <summary>Exports where needed, downloads, and removes again the export that was made here.</summary>
    /// <param name="request">Where to; the URL is the export's.</param>
    public SavedBackup Fetch(DatabaseBackupRecord record, string? storageUuid, ZStackSession session, Func<Uri, SaveRequest> request)
    {
        for (int round = 1; ; round++)
        {
            using ExportHold? hold = _cmdlet.KeepExport ? null : new ExportHold(session, _cmdlet.Mailbox);
            DatabaseBackupExport export = Copies.Exported(record, storageUuid) ?? Export(record, Copies.Choose(record, storageUuid, Copies.Ready(record), nameof(IDownloadCmdlet.BackupStorageUuid)), session, hold);
            if (export.AlreadyExported)
                hold?.Use(export);
            try
            {
                if (!Uri.TryCreate(export.Url, UriKind.Absolute, out Uri? url))
                    throw new ZStackException(ZStackErrorKind.InvalidResponse, session.Server, Reason.Of(ReasonKind.NoExportUrl));
                return Download(session.Settings, request(Reachable(url)));
            }
            catch (ZStackException e) when (export.AlreadyExported && round < MaxRounds && IsGone(e))
            {
                // Whoever made it has what they wanted, and has removed it.
                record = Look(record, session);
            }
            finally
            {
                if (!export.AlreadyExported && !_cmdlet.KeepExport)
                    RemoveExport(record, export, session);
            }
        }
    }

    public SavedBackup Download(ConnectionSettings settings, SaveRequest request)
    {
        if (settings.Address.IsEncrypted && request.Url.Scheme == Uri.UriSchemeHttp && !_saidPlain)
        {
            _saidPlain = true;
            _cmdlet.WriteWarning(Wording.Sentence(nameof(Messages.Warning_PlainDownload), [request.Url.Authority, settings.Address.Name]));
        }

        _cmdlet.WarnOfUnnamedProxy(settings, request.Url);
        _part = KeepsParts ? SaveNames.PartOf(request.Path) : null;
        try
        {
            return _cmdlet.Wait((events, token) => ZStackClient.SaveAsync(settings, request, events, token));
        }
        finally
        {
            _part = null;
        }
    }

    /// <summary>What a download that is stopped now has left; <c>null</c> when nothing.</summary>
    public string? DescribePart() => _part is not null && new FileInfo(_part) is { Exists: true, Length: > 0 } part
        ? Wording.Sentence(nameof(Messages.Warning_PartStays), [_part, ViewText.Size(part.Length)])
        : null;

    /// <summary>The URL as it can be reached from here.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public Uri Reachable(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
            throw ObjectWork.Invalid("Url", Messages.Arg_NotADownloadUrl);
        if (_cmdlet.DownloadHost is null)
            return url;
        bool hasScheme = _cmdlet.DownloadHost.IndexOf("://", StringComparison.Ordinal) >= 0;
        if (!Uri.TryCreate(hasScheme ? _cmdlet.DownloadHost : url.Scheme + "://" + _cmdlet.DownloadHost, UriKind.Absolute, out Uri? host)
            || host.Scheme is not ("http" or "https") || host.Host.Length == 0 || host.PathAndQuery != "/" || host.UserInfo.Length > 0)
        {
            throw ObjectWork.Invalid(nameof(IDownloadCmdlet.DownloadHost), Messages.Arg_BadDownloadHost);
        }

        // A bare host keeps the export's port: it is the agent's own.
        int port = hasScheme || _cmdlet.DownloadHost.LastIndexOf(':') > _cmdlet.DownloadHost.LastIndexOf(']') ? host.Port : url.Port;
        return new Uri($"{host.Scheme}://{host.Host}:{port}{url.PathAndQuery}");
    }

    private static bool IsGone(ZStackException e) => e.Kind == ZStackErrorKind.IncompleteDownload && e.IsFor(ReasonKind.NoSuchExport);

    /// <summary>The record as the node has it now.</summary>
    private DatabaseBackupRecord Look(DatabaseBackupRecord record, ZStackSession session) =>
        _cmdlet.Wait((events, token) => new ZStackClient(session, events).GetBackupAsync(record.Uuid, record.ToString(), token));

    /// <summary>Waits as long as the node allows the job: <see cref="IDownloadCmdlet.TimeoutSec"/> is for the silence of a download.</summary>
    private DatabaseBackupExport Export(DatabaseBackupRecord record, BackupStorageRef copy, ZStackSession session, ExportHold? hold)
    {
        hold?.Announce(record.Uuid!, copy.BackupStorageUuid!);
        Change change = Changes.Export(record.Uuid!, record.Name, copy.BackupStorageUuid!);
        try
        {
            var export = Copies.Export(
                copy.BackupStorageUuid!,
                () => _cmdlet.Wait((events, token) => new ZStackClient(session, hold?.Hearing(events) ?? events).RunAsync(change, null, token)).Output,
                () => Look(record, session)) as DatabaseBackupExport
                ?? throw new ZStackException(ZStackErrorKind.InvalidResponse, session.Server, Reason.Of(ReasonKind.NoExportUrl));
            if (!export.AlreadyExported)
                hold?.Made(export, LookAt(copy, record, session));
            return export;
        }
        catch (ZStackException e) when (!_cmdlet.KeepExport && e.Kind is (ZStackErrorKind.JobTimeout or ZStackErrorKind.JobLost or ZStackErrorKind.InvalidResponse))
        {
            RemoveLateExport(record, copy.BackupStorageUuid!, session);
            throw;
        }
    }

    /// <returns>The copy as the node has it now; <c>null</c> when that cannot be found out.</returns>
    private BackupStorageRef? LookAt(BackupStorageRef copy, DatabaseBackupRecord record, ZStackSession session)
    {
        try
        {
            return Look(record, session).BackupStorageRefs.FirstOrDefault(one => one.BackupStorageUuid == copy.BackupStorageUuid);
        }
        catch (ZStackException e)
        {
            // The export is there all the same.
            _cmdlet.WriteVerbose(Wording.Of(e));
            return null;
        }
    }

    /// <summary>After a job whose end was not seen: it may have exported, or may yet.</summary>
    private void RemoveLateExport(DatabaseBackupRecord record, string storageUuid, ZStackSession session)
    {
        DatabaseBackupExport? made = null;
        try
        {
            made = Copies.Exported(Look(record, session), storageUuid);
        }
        catch (ZStackException e)
        {
            _cmdlet.WriteVerbose(Wording.Of(e));
        }

        if (made is null)
            _cmdlet.WriteWarning(Wording.Sentence(nameof(Messages.Warning_ExportMayCome), [session.Server, record.ToString(), record.Uuid!]));
        else
            RemoveExport(record, made, session);
    }

    private void RemoveExport(DatabaseBackupRecord record, DatabaseBackupExport export, ZStackSession session)
    {
        string leftOver = Wording.Sentence(nameof(Messages.Warning_ExportStays), [session.Server, record.ToString(), record.Uuid!]);
        if (_cmdlet.Cancellation.IsCancellationRequested)
        {
            // A later call goes on from it; the stopped pipeline waits for nothing any more.
            _cmdlet.WarnOnHost(leftOver);
            return;
        }

        try
        {
            _cmdlet.Wait((events, token) => new ZStackClient(session, events).RunAsync(Changes.DeleteExport(record.Uuid!, record.Name, export.BackupStorageUuid!), CleanUpLimit, token));
        }
        catch (ZStackException e)
        {
            _cmdlet.WriteWarning(leftOver + " " + Wording.Of(e));
        }
    }
}
