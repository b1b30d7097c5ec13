using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Client.Testing;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Downloads;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Tests whether backups are whole, hold what a node needs, and restore. Files need no node and no session.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ZStackDatabaseBackup", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupTestResult), typeof(bool))]
public sealed class TestZStackDatabaseBackupCommand : ObjectCmdlet, IDownloadCmdlet
{
    private const string PathSet = "Path";
    private const string RecordSet = "Record";

    // A throw-away server is slower than a download.
    private const int PatienceSec = 600;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<SavedBackup> _collected = [];
    private readonly BackupDownload<TestZStackDatabaseBackupCommand> _download;
    private bool _hasBegun;
    private int _left;

    public TestZStackDatabaseBackupCommand() => _download = new BackupDownload<TestZStackDatabaseBackupCommand>(this);

    /// <summary>The files, taken literally.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [Alias("FullName", "LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(VaultFileCompleter))]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    // By property name too, or the binder would latch on to the other set, which takes files so.
    /// <summary>Backups of a node, by uuid or as records: each is fetched into a temporary file, which is always removed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RecordSet)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument(RecordsOnly = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordUuidCompleter))]
    public BackupReference[] Uuid { get; set; } = [];

    [Parameter]
    public BackupTestLevel Level { get; set; } = BackupTestLevel.Structure;

    /// <summary>Folder with the programs of MariaDB or MySQL, when they are not on PATH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string? ServerPath { get; set; }

    /// <summary>Test each file only once in so many days.</summary>
    [Parameter]
    [ValidateRange(1, 3660)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int SampleEvery { get; set; } = 1;

    /// <summary>Test only files whose proof is older, or that have none: the oldest first.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [DurationArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? MaximumProofAge { get; set; }

    /// <summary>Start no further test after this time.</summary>
    [Parameter]
    [SpanArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? Budget { get; set; }

    /// <summary>Write only whether the test passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Leave the evidence beside the file as it is.</summary>
    [Parameter(ParameterSetName = PathSet)]
    public SwitchParameter NoEvidence { get; set; }

    /// <summary>The storage to download from; needed when there are several.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [StorageArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference? BackupStorageUuid { get; set; }

    /// <summary>Host, host:port or URL to use instead of the one that the export names, which may be internal.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? DownloadHost { get; set; }

    /// <summary>Leave the export that was made for this.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    public SwitchParameter KeepExport { get; set; }

    /// <summary>Seconds without progress after which it is given up.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = PatienceSec;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _download.Check();
        if (MaximumProofAge is not null && Level != BackupTestLevel.Restore)
            ThrowFailure(ObjectWork.Invalid(nameof(MaximumProofAge), Messages.Arg_ProofNeedsRestore), null, nameof(MaximumProofAge));
    }

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) => _download.DescribePart() ?? base.DescribeRunningWork(sent, accepted);

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (MaximumProofAge is not null)
                Collect(path);
            else if (HasTime() && Test(path, always: false) is { } result)
                WriteObject(Shown(result));
        }

        foreach (BackupReference backup in Uuid)
        {
            if (HasTime())
                this.ForItem(backup, nameof(Messages.Tried_TestBackup), null, session => Test(backup, session));
        }
    }

    protected override void EndProcessing()
    {
        if (MaximumProofAge is not null)
            ProveAgain(MaximumProofAge.Before(DateTimeOffset.Now));
        if (_left > 0)
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_BudgetSpent), [ViewText.Span(Budget!.Value), _left]));
    }

    /// <summary>All are looked at before the first is tested: the order is not that of the pipeline.</summary>
    private void Collect(string path)
    {
        try
        {
            string file = FilePath.Resolve(this, path);
            if (FilePath.IsDevice(this, file))
                throw new ZStackException(ZStackErrorKind.NotAFile, path);
            if (!IsOwn(file) && IsDue(System.IO.Path.GetFileName(file)))
                _collected.Add(VaultRemover.Find(file));
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_TestFile), [path])), path);
        }
    }

    private void ProveAgain(DateTimeOffset before)
    {
        IReadOnlyList<SavedBackup> due = ProofOrder.Due(_collected, before);
        foreach (SavedBackup young in _collected.Except(due))
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_StillProven), [young.FullName, young.ProvenAt!]));
        foreach (SavedBackup backup in due)
        {
            if (HasTime() && Test(backup.FullName, always: true) is { } result)
                WriteObject(Shown(result));
        }
    }

    /// <summary>One test is always made, so that something is proven in the shortest night; and one that was begun is brought to its end.</summary>
    private bool HasTime()
    {
        bool hasTime = Budget is null || !_hasBegun || _clock.Elapsed < Budget;
        _hasBegun = true;
        if (!hasTime)
            _left++;
        return hasTime;
    }

    private PSObject Shown(BackupTestResult result) => PSObject.AsPSObject(Quiet ? result.Outcome is BackupTestOutcome.Passed or BackupTestOutcome.Warning : (object)result);

    private PSObject? Test(BackupReference backup, ZStackSession session)
    {
        string? storage = BackupStorageUuid is null ? null : this.StorageUuid(BackupStorageUuid, session, nameof(BackupStorageUuid));
        DatabaseBackupRecord record = this.Find(backup, session, nameof(Uuid));
        if (!IsDue(record.ToString()))
            return null;
        // It may export the backup, and it fetches it.
        if (!this.Confirmed(nameof(Messages.Do_Test), session.Server, record.ToString(), ViewText.Time(record.CreateDate)))
            return null;
        using TemporaryFile file = TemporaryFile.Create(Mailbox);
        // Without a manifest: one of our own making would agree with anything.
        _download.Fetch(record, storage, session, url => new SaveRequest(url, file.Path) { Record = record, WithManifest = false, Idle = _download.Idle });
        BackupTestResult result = Test(Request(file.Path, record.Md5));
        result.FullName = null;
        (result.BackupUuid, result.BackupName, result.Server) = (record.Uuid, record.Name, record.Server);
        return Shown(result);
    }

    private BackupTestRequest Request(string file, string? md5) =>
        new() { FullName = file, Level = Level, Md5 = md5, ServerPath = ServerFolder(), Timeout = _download.Idle };

    /// <returns><c>null</c> when the file is not due, or cannot be read.</returns>
    /// <param name="always">Whether it is due was looked at before.</param>
    private BackupTestResult? Test(string path, bool always)
    {
        try
        {
            string file = FilePath.Resolve(this, path);
            if (FilePath.IsDevice(this, file))
                throw new ZStackException(ZStackErrorKind.NotAFile, path);
            return !always && (IsOwn(file) || !IsDue(System.IO.Path.GetFileName(file))) ? null : Keep(Test(Request(file, null)), file);
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_TestFile), [path])), path);
            return null;
        }
    }

    private BackupTestResult Test(BackupTestRequest request)
    {
        BackupTestResult result = Wait((events, stopping) => Task.FromResult(BackupTester.Test(request, events, stopping)));
        foreach (BackupTestCheck check in result.Checks)
            check.Reason = Wording.Of(check);
        string[] bad = [.. result.Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => check.Reason)];
        result.Reason = bad.Length > 0 ? string.Join(" ", bad) : null;
        return result;
    }

    /// <summary>A folder that is piped has manifests and evidence in it, too: they are no backups.</summary>
    private bool IsOwn(string file)
    {
        bool isOwn = VaultNames.IsBelonging(System.IO.Path.GetFileName(file));
        if (isOwn)
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_NotABackup), [file]));
        return isOwn;
    }

    /// <summary>Without a manifest there is nothing that evidence could refer to. The result stands when it cannot be written.</summary>
    private BackupTestResult Keep(BackupTestResult result, string file)
    {
        try
        {
            if (!NoEvidence)
                EvidenceFile.Append(file, result, Cancellation);
        }
        catch (ZStackException e)
        {
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_NoEvidence), [file, Wording.Of(e)]));
        }

        return result;
    }

    private bool IsDue(string name)
    {
        int days = SampleSchedule.DaysUntilDue(name, SampleEvery, DateTime.Now);
        if (days > 0)
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_NotDue), [name, SampleEvery, days]));
        return days == 0;
    }

    private string? ServerFolder() => ServerPath is null ? null : FilePath.Resolve(this, ServerPath);
}
