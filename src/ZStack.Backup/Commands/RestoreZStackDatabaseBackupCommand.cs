using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Restores;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Restores;
using ZStack.Backup.Sessions;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Replaces the database of a node by a backup of it, and sees the node through to its return.</summary>
[Cmdlet(VerbsData.Restore, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = RecordSet)]
[OutputType(typeof(RestoreResult))]
public sealed class RestoreZStackDatabaseBackupCommand : ObjectCmdlet
{
    private const string RecordSet = "Record";
    private const string ImageStoreSet = "ImageStore";
    private const string FollowSet = "Follow";

    private readonly RestoreReporter _reporter;

    // Exactly one backup per call, so all of the pipeline is heard before anything is done.
    private readonly List<BackupReference> _backups = [];
    private readonly List<ImageInfo> _images = [];

    public RestoreZStackDatabaseBackupCommand() => _reporter = new RestoreReporter(this);

    /// <summary>The backup: uuid, name or record.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = RecordSet)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument(BesideImages = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    /// <summary>The backup as it lies on an image store, from Get-ZStackDatabaseBackup.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = ImageStoreSet)]
    [ImageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public ImageInfo[] ImageInfo { get; set; } = [];

    /// <summary>Who reads that store.</summary>
    // Not mandatory for the binder, which would only say that a piped image fits nothing.
    [Parameter(ParameterSetName = ImageStoreSet)]
    [CredentialOnly]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>Password of the MySQL user root on the node.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RecordSet)]
    [Parameter(Mandatory = true, ParameterSetName = ImageStoreSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? MySqlRootPassword { get; set; }

    /// <summary>The name of the node need not be typed.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [Parameter(ParameterSetName = ImageStoreSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Return when the node has taken the restore.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [Parameter(ParameterSetName = ImageStoreSet)]
    public SwitchParameter NoFollow { get; set; }

    /// <summary>Checks to leave out.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [Parameter(ParameterSetName = ImageStoreSet)]
    [ValidateNotNull]
    public RestoreCheckId[] SkipCheck { get; set; } = [];

    /// <summary>Folders that a saved copy may lie in, taken literally; what its tests found is said.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [Parameter(ParameterSetName = ImageStoreSet)]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string[]? VaultPath { get; set; }

    /// <summary>Follow a restore that runs already.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FollowSet)]
    public SwitchParameter Follow { get; set; }

    /// <summary>Id of the job of that restore: the proof that the database is another one.</summary>
    [Parameter(ParameterSetName = FollowSet)]
    [ValidateNotNullOrEmpty]
    [TextArgument]
    [ArgumentCompleter(typeof(JobCompleter))]
    public string? JobId { get; set; }

    /// <summary>Seconds for all of it; two hours unless given.</summary>
    [Parameter]
    [ValidateRange(1, MaxWait)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? TimeoutSec { get; set; }

    /// <summary>A file that takes the lines of the node's log and the phases; appended when it is there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string? LogPath { get; set; }

    private TimeSpan? Limit => TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // The binder refuses each backup, and would then have it followed as if none had been given.
        if (Follow && MyInvocation.ExpectingInput)
            ThrowFailure(ObjectWork.Invalid(nameof(Follow), Messages.Arg_FollowsNoInput), null, null);
    }

    protected override void ProcessRecord()
    {
        _backups.AddRange(Uuid);
        _images.AddRange(ImageInfo);
    }

    protected override void EndProcessing()
    {
        Attempt? attempt = null;
        string target = JobId ?? "";
        RestoreResult? result = null;
        try
        {
            ZStackSession session = ChooseSession();
            target = session.Server;
            attempt = Attempting(session);
            _reporter.ResolveLog(LogPath);
            result = Follow ? Resume(session) : Restore(session);
            if (result?.NewSession is { } reopened)
                SessionTable.Current.Replace(session, reopened);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, e.Kind is ZStackErrorKind.InvalidArgument or ZStackErrorKind.JobTimeout or ZStackErrorKind.NotConfirmed or ZStackErrorKind.Restore ? null : attempt, target);
        }

        if (result is not null)
            WriteObject(_reporter.Finish(result));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reporter.Dispose();
        base.Dispose(disposing);
    }

    private protected override void WriteEvent(ClientEvent what)
    {
        if (!_reporter.Report(what))
            base.WriteEvent(what);
    }

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) => sent is not null
        ? _reporter.DescribeRunningWork(IsAccepted(sent, accepted), sent.Get<string>("job"))
        : Follow ? _reporter.DescribeRunningWork(isAccepted: true, JobId) : null;

    /// <exception cref="ZStackException">InvalidArgument, SessionMismatch; before anything is sent.</exception>
    private ZStackSession ChooseSession()
    {
        if (JobId is not null && ObjectReference.AsUuid(JobId) is null)
            throw ObjectWork.Invalid(nameof(JobId), Messages.Arg_BadJobId);
        if (Follow)
            return this.SessionFor(null, null);
        int count = _backups.Count + _images.Count;
        if (count != 1)
            throw ObjectWork.Invalid(ParameterSetName == ImageStoreSet ? nameof(ImageInfo) : nameof(Uuid), Wording.Sentence(nameof(Messages.Arg_OneBackup), [count]));
        if (_images.Count > 0 && Credential is null)
            throw ObjectWork.Invalid(nameof(Credential), Wording.Sentence(nameof(Messages.Arg_NoStoreCredential), [_images[0].ImageStore ?? "?"]));
        return _images.Count > 0 ? this.SessionFor(ZStackSession.Of(_images[0]), _images[0].Server) : this.SessionFor(_backups[0]);
    }

    private Attempt Attempting(ZStackSession session) => new(Follow
        ? Wording.Sentence(nameof(Messages.Tried_FollowRestore), [session.Server])
        : Wording.Sentence(nameof(Messages.Tried_Restore), [session.Server, _images.Count > 0 ? _images[0].ToString() : _backups[0].Text]));

    private RestoreResult Resume(ZStackSession session)
    {
        _reporter.OpenLog();
        _reporter.Following = session.Server;
        string? job = JobId is null ? null : ObjectReference.AsUuid(JobId);
        return Wait((events, token) => new RestoreRun(session, null).FollowAsync(job, Limit, events, token));
    }

    /// <returns><c>null</c> when the operator said no.</returns>
    private RestoreResult? Restore(ZStackSession session)
    {
        RestoreSource source = Source(session);
        var run = new RestoreRun(session, source);
        var folders = new CopyFolders(Vaults(), SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        IReadOnlyList<RestoreCheck> checks = Wait((events, token) => run.CheckAsync(SkipCheck, folders, events, token));
        RestoreWords.Fill(checks);
        foreach (RestoreCheck check in checks)
            WriteVerbose($"{check}. {check.Reason} {check.Fix}".TrimEnd());
        if (RestoreWords.Stop(checks, session.Server) is { } stop)
            throw stop;
        string[] doubts = [.. RestoreWords.Doubts(checks)];
        foreach (string doubt in doubts)
            WriteWarning(doubt);
        var consent = new Consent(this, Force);
        string question = Wording.Sentence(nameof(Messages.Do_Restore), [session.Server, source.Name, ViewText.Time(source.Created), source.Version ?? "?"]);
        if (!consent.IsGiven(string.Join(" ", [question, .. doubts]), session.Server))
            return consent.IsWhatIf ? run.NotStarted() : null;
        _reporter.OpenLog();
        _reporter.Following = session.Server;
        return Wait((events, token) => run.RestoreAsync(MySqlRootPassword!, !NoFollow, Limit, events, token));
    }

    private string[] Vaults() => [.. Binding.VaultPath.OrDefault(VaultPath).Select(path => FilePath.Resolve(this, path))];

    private RestoreSource Source(ZStackSession session)
    {
        if (_images.Count == 0)
            return new RestoreSource(this.Find(_backups[0], session, nameof(Uuid)));
        ImageInfo image = _images[0];
        return new RestoreSource(image, ImageStoreUrl.For(image.ImageStore ?? "", Credential!.UserName, Secret.Reveal(Credential.Password)));
    }
}
