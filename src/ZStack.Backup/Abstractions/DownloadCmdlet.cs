using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that download a backup: the export before, the download, and the end of the export after it.</summary>
public abstract class DownloadCmdlet : ChangeCmdlet
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(2);

    /// <summary>Several callers may download the same backup at once: with each round one of them is done.</summary>
    private const int MaxRounds = 5;

    private bool _saidPlain;
    private string? _part;

    /// <summary>The storage to download from; needed when there are several.</summary>
    [Parameter]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? BackupStorageUuid { get; set; }

    /// <summary>Host, host:port or URL to use instead of the one that the export names, which may be internal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? DownloadHost { get; set; }

    /// <summary>Leave the export that was made for this.</summary>
    [Parameter]
    public SwitchParameter KeepExport { get; set; }

    /// <summary>Seconds without progress after which it is given up.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = 60;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            // What cannot be right for any backup is refused before the first of them is exported.
            Reachable(new Uri("http://127.0.0.1/"));
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, null, ErrorTarget.OfServer(DownloadHost!));
        }
    }

    private protected TimeSpan Idle => TimeSpan.FromSeconds(TimeoutSec);

    /// <summary>Exports where needed, downloads, and removes again the export that was made here.</summary>
    /// <param name="request">Where to; the URL is the export's.</param>
    private protected SavedBackup Fetch(DatabaseBackupRecord record, string? storageUuid, ZStackSession session, Func<Uri, SaveRequest> request)
    {
        for (int round = 1; ; round++)
        {
            using ExportHold? hold = KeepExport ? null : new ExportHold(session, Mailbox);
            DatabaseBackupExport export = Copies.Exported(record, storageUuid) ?? Export(record, Copies.Choose(record, storageUuid, Copies.Ready(record), nameof(BackupStorageUuid)), session, hold);
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
                if (!export.AlreadyExported && !KeepExport)
                    RemoveExport(record, export, session);
            }
        }
    }

    private protected SavedBackup Download(ConnectionSettings settings, SaveRequest request)
    {
        if (settings.Address.IsEncrypted && request.Url.Scheme == Uri.UriSchemeHttp && !_saidPlain)
        {
            _saidPlain = true;
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_PlainDownload), [request.Url.Authority, settings.Address.Name]));
        }

        WarnOfUnnamedProxy(settings, request.Url);
        _part = KeepsParts ? SaveNames.PartOf(request.Path) : null;
        try
        {
            return Wait((events, token) => ZStackClient.SaveAsync(settings, request, events, token));
        }
        finally
        {
            _part = null;
        }
    }

    /// <summary>A later call goes on from what a stopped one has left.</summary>
    private protected virtual bool KeepsParts => false;

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) =>
        _part is not null && new FileInfo(_part) is { Exists: true, Length: > 0 } part
            ? Wording.Sentence(nameof(Messages.Warning_PartStays), [_part, ViewText.Size(part.Length)])
            : base.DescribeRunningWork(sent, accepted);

    /// <summary>The URL as it can be reached from here.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    private protected Uri Reachable(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
            throw Invalid("Url", Messages.Arg_NotADownloadUrl);
        if (DownloadHost is null)
            return url;
        bool hasScheme = DownloadHost.IndexOf("://", StringComparison.Ordinal) >= 0;
        if (!Uri.TryCreate(hasScheme ? DownloadHost : url.Scheme + "://" + DownloadHost, UriKind.Absolute, out Uri? host)
            || host.Scheme is not ("http" or "https") || host.Host.Length == 0 || host.PathAndQuery != "/" || host.UserInfo.Length > 0)
        {
            throw Invalid(nameof(DownloadHost), Messages.Arg_BadDownloadHost);
        }

        // A bare host keeps the export's port: it is the agent's own.
        int port = hasScheme || DownloadHost.LastIndexOf(':') > DownloadHost.LastIndexOf(']') ? host.Port : url.Port;
        return new Uri($"{host.Scheme}://{host.Host}:{port}{url.PathAndQuery}");
    }

    private static bool IsGone(ZStackException e) => e.Kind == ZStackErrorKind.IncompleteDownload && e.IsFor(ReasonKind.NoSuchExport);

    /// <summary>The record as the node has it now.</summary>
    private DatabaseBackupRecord Look(DatabaseBackupRecord record, ZStackSession session) =>
        Wait((events, token) => new ZStackClient(session, events).GetBackupAsync(record.Uuid, record.ToString(), token));

    /// <summary>Waits as long as the node allows the job: <see cref="TimeoutSec"/> is for the silence of a download.</summary>
    private DatabaseBackupExport Export(DatabaseBackupRecord record, BackupStorageRef copy, ZStackSession session, ExportHold? hold)
    {
        hold?.Announce(record.Uuid!, copy.BackupStorageUuid!);
        Change change = Changes.Export(record.Uuid!, record.Name, copy.BackupStorageUuid!);
        try
        {
            var export = Copies.Export(
                copy.BackupStorageUuid!,
                () => Wait((events, token) => new ZStackClient(session, hold?.Hearing(events) ?? events).RunAsync(change, null, token)).Output,
                () => Look(record, session)) as DatabaseBackupExport
                ?? throw new ZStackException(ZStackErrorKind.InvalidResponse, session.Server, Reason.Of(ReasonKind.NoExportUrl));
            if (!export.AlreadyExported)
                hold?.Made(export, LookAt(copy, record, session));
            return export;
        }
        catch (ZStackException e) when (!KeepExport && e.Kind is (ZStackErrorKind.JobTimeout or ZStackErrorKind.JobLost or ZStackErrorKind.InvalidResponse))
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
            WriteVerbose(Wording.Of(e));
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
            WriteVerbose(Wording.Of(e));
        }

        if (made is null)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_ExportMayCome), [session.Server, record.ToString(), record.Uuid!]));
        else
            RemoveExport(record, made, session);
    }

    private void RemoveExport(DatabaseBackupRecord record, DatabaseBackupExport export, ZStackSession session)
    {
        string leftOver = Wording.Sentence(nameof(Messages.Warning_ExportStays), [session.Server, record.ToString(), record.Uuid!]);
        if (Cancellation.IsCancellationRequested)
        {
            // A later call goes on from it; the stopped pipeline waits for nothing any more.
            WarnOnHost(leftOver);
            return;
        }

        try
        {
            Wait((events, token) => new ZStackClient(session, events).RunAsync(Changes.DeleteExport(record.Uuid!, record.Name, export.BackupStorageUuid!), CleanUpLimit, token));
        }
        catch (ZStackException e)
        {
            WriteWarning(leftOver + " " + Wording.Of(e));
        }
    }
}
