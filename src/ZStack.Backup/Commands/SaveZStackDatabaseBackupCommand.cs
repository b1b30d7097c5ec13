using System;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Downloads;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Brings a backup home: a file with its hashes checked, and a manifest beside it.</summary>
[Cmdlet(VerbsData.Save, "ZStackDatabaseBackup", DefaultParameterSetName = BackupSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SavedBackup))]
public sealed class SaveZStackDatabaseBackupCommand : ObjectCmdlet, IDownloadCmdlet
{
    private const string BackupSet = "Backup";
    private const string UrlSet = "Url";

    private readonly Destination _destination;
    private readonly BackupDownload<SaveZStackDatabaseBackupCommand> _download;

    public SaveZStackDatabaseBackupCommand()
    {
        _destination = new Destination(this);
        _download = new BackupDownload<SaveZStackDatabaseBackupCommand>(this) { KeepsParts = true };
    }

    /// <summary>The backups: uuids, names, records or exports.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = BackupSet)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The URL of an export.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UrlSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public Uri? Url { get; set; }

    /// <summary>Folder or file, taken literally; the current location unless given.</summary>
    [Parameter(Position = 1)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string Path { get; set; } = ".";

    /// <summary>Replace an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Start over, also where an earlier call has left a part.</summary>
    [Parameter]
    public SwitchParameter NoResume { get; set; }

    /// <summary>The storage to download from; needed when there are several.</summary>
    [Parameter(ParameterSetName = BackupSet)]
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
    [Parameter(ParameterSetName = BackupSet)]
    public SwitchParameter KeepExport { get; set; }

    /// <summary>Seconds without progress after which it is given up.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = 60;

    protected override void BeginProcessing()
    {
        this.RefuseTwoSources(Uuid, nameof(Path));
        base.BeginProcessing();
        _download.Check();
        try
        {
            // Wrong for every backup, and nothing is exported for it.
            FilePath.ResolveTarget(this, Path, nameof(Path));
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, null, Path);
        }
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == UrlSet)
        {
            SaveUrl();
            return;
        }

        foreach (BackupReference backup in Uuid)
        {
            SavedBackup? saved = null;
            this.ForItem(backup, nameof(Messages.Tried_Save), null, session => saved = Save(backup, session));
            MentionManifest(saved);
        }
    }

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) => _download.DescribePart() ?? base.DescribeRunningWork(sent, accepted);

    private SavedBackup? Save(BackupReference backup, ZStackSession session)
    {
        string? storage = BackupStorageUuid is null ? null : this.StorageUuid(BackupStorageUuid, session, nameof(BackupStorageUuid));
        DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
        string path = _destination.Of(Path, record.Name, record.Uuid!, Force);
        return this.Confirmed(nameof(Messages.Do_Save), session.Server, record.ToString(), ViewText.Time(record.CreateDate), path)
            ? Kept(_download.Fetch(record, storage, session, url => new SaveRequest(url, path) { Record = record, Replace = Force, Resume = !NoResume, Idle = _download.Idle }))
            : null;
    }

    private void SaveUrl()
    {
        SavedBackup? saved = null;
        try
        {
            Uri url = _download.Reachable(Url!);
            string path = _destination.Of(Path, Uri.UnescapeDataString(System.IO.Path.GetFileName(url.AbsolutePath)), "backup.gz", Force);
            if (!this.Confirmed(nameof(Messages.Do_SaveUrl), ErrorTarget.OfServer(url.AbsoluteUri), path))
                return;
            ConnectionSettings settings = Session?.Settings ?? new ConnectionSettings(ServerAddress.Parse(url.Host));
            saved = Kept(_download.Download(settings, new SaveRequest(url, path) { Replace = Force, Resume = !NoResume, Idle = _download.Idle }));
        }
        catch (ZStackException e)
        {
            WriteFailure(e, null, ErrorTarget.OfServer(Url!.OriginalString));
        }

        if (saved is not null)
            WriteObject(saved);
        MentionManifest(saved);
    }

    private SavedBackup Kept(SavedBackup saved)
    {
        _destination.Keep(saved.FullName);
        if (saved.Verified is null)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_NotVerified), [saved.FullName]));
        return saved;
    }

    /// <summary>Behind the object: the backup is whole, and whoever stops at errors has it.</summary>
    private void MentionManifest(SavedBackup? saved)
    {
        if (saved?.ManifestFailure is { } failure)
            WriteFailure(failure, new Attempt(Wording.Sentence(nameof(Messages.Tried_Manifest), [saved.FullName])) { Remedy = Messages.Advice_Manifest }, saved.FullName);
    }
}
