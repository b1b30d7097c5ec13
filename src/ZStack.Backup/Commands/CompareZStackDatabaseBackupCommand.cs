using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Downloads;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Commands;

/// <summary>Says what restoring a backup would do: to a node as it is now, or to another backup. Two files need no node and no session.</summary>
[Cmdlet(VerbsData.Compare, "ZStackDatabaseBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(ResourceDifference), typeof(ResourceSummary))]
public sealed class CompareZStackDatabaseBackupCommand : ObjectCmdlet, IDownloadCmdlet
{
    private readonly List<TemporaryFile> _fetched = [];
    private readonly BackupDownload<CompareZStackDatabaseBackupCommand> _download;

    public CompareZStackDatabaseBackupCommand() => _download = new BackupDownload<CompareZStackDatabaseBackupCommand>(this);

    // Why the node does not show all of its resources; null when it does.
    private string? _notAll;

    /// <summary>The backup that would be restored: a file, a saved backup, a record, or a recovery point.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ComparedArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultFileCompleter))]
    public ComparedReference[] Reference { get; set; } = [];

    /// <summary>The backup that it is compared with; the running node unless given.</summary>
    [Parameter(Position = 1)]
    [ComparedArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VaultFileCompleter))]
    public ComparedReference? Difference { get; set; }

    /// <summary>Kinds of resources to compare; all unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ResourceKind[]? Kind { get; set; }

    /// <summary>Differences to write; all unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ResourceChange[]? Change { get; set; }

    /// <summary>Write one line for each kind instead.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Write what is the same on both sides, too.</summary>
    [Parameter]
    public SwitchParameter IncludeUnchanged { get; set; }

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
        _download.Check();
    }

    protected override void ProcessRecord()
    {
        foreach (ComparedReference reference in Reference)
            Compare(reference);
    }

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) => _download.DescribePart() ?? base.DescribeRunningWork(sent, accepted);

    private void Compare(ComparedReference reference)
    {
        CloudComparison? comparison = null;
        _notAll = null;
        try
        {
            comparison = Read(reference);
        }
        catch (ZStackException e)
        {
            string with = Difference?.ToString() ?? Session?.Server ?? reference.Record?.Server ?? "";
            Attempt? attempt = e.Kind is ZStackErrorKind.InvalidArgument or ZStackErrorKind.SessionMismatch ? null
                : new Attempt(with.Length == 0 ? Wording.Sentence(nameof(Messages.Tried_CompareNode), [reference]) : Wording.Sentence(nameof(Messages.Tried_Compare), [reference, with]));
            WriteFailure(e, attempt, reference.ToString());
        }
        finally
        {
            foreach (TemporaryFile file in _fetched)
                file.Dispose();
            _fetched.Clear();
        }

        if (comparison is not null)
            Write(comparison);
    }

    private CloudComparison? Read(ComparedReference backup)
    {
        ZStackSession? session = Difference is null ? this.SessionFor(backup.Record?.Origin, backup.Record?.Server) : null;
        if (session is not null)
            RemoveLeftovers(session);

        ComparedBackup? reference = Resolve(backup);
        ComparedBackup? difference = reference is null || Difference is null ? null : Resolve(Difference);
        if (reference is null || (Difference is not null && difference is null))
            return null;
        ResourceKind[] kinds = Kind ?? [.. Enum.GetValues(typeof(ResourceKind)).Cast<ResourceKind>()];
        if (session is null)
            return Wait((events, token) => ZStackClient.CompareAsync(reference, difference!, kinds, events, token));
        CloudComparison comparison = Wait((events, token) => new ZStackClient(session, events).CompareAsync(reference, kinds, token));
        _notAll = comparison.SeesAll ? null : Wording.Sentence(nameof(Messages.Warning_NotAdmin), [session.AccountName ?? session.User ?? session.AccountUuid ?? session.Server]);
        return comparison;
    }

    /// <summary>The file of a backup; a record's is looked for in the vault, else fetched.</summary>
    /// <returns><c>null</c> when the operator said no to fetching it.</returns>
    private ComparedBackup? Resolve(ComparedReference backup)
    {
        if (backup.Record is null)
        {
            string file = FilePath.Resolve(this, backup.Path!);
            if (FilePath.IsDevice(this, file))
                throw new ZStackException(ZStackErrorKind.NotAFile, backup.Path!);
            SavedBackup saved = VaultRemover.Find(file);
            return new ComparedBackup { FullName = saved.FullName, Name = System.IO.Path.GetFileName(file), Created = backup.Created ?? saved.CreateDate };
        }

        ZStackSession session = this.SessionFor(backup.Record);
        DatabaseBackupRecord record = this.Find(backup.Record, session, nameof(Reference));
        if (InVault(record) is { } copy)
        {
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_FromVault), [record.ToString(), copy.FullName]));
            return new ComparedBackup { FullName = copy.FullName, Name = record.ToString(), Created = record.CreateDate, Md5 = record.Md5 };
        }

        // It may export the backup, and it fetches it.
        if (!this.Confirmed(nameof(Messages.Do_Compare), session.Server, record.ToString(), ViewText.Time(record.CreateDate)))
            return null;
        string? storage = BackupStorageUuid is null ? null : this.StorageUuid(BackupStorageUuid, session, nameof(BackupStorageUuid));
        var temporary = TemporaryFile.Create(Mailbox);
        _fetched.Add(temporary);
        _download.Fetch(record, storage, session, url => new SaveRequest(url, temporary.Path) { Record = record, WithManifest = false, Idle = _download.Idle });
        return new ComparedBackup { FullName = temporary.Path, Name = record.ToString(), Created = record.CreateDate, Md5 = record.Md5 };
    }

    /// <summary>By its hash: a name says nothing of the bytes. The comparison proves it while it reads.</summary>
    private SavedBackup? InVault(DatabaseBackupRecord record)
    {
        if (VaultPath.FromEnvironment() is not { } vault || record.Md5 is not { Length: > 0 } md5)
            return null;
        try
        {
            return VaultReader.Read(FilePath.Resolve(this, vault), recurse: false).Select(entry => entry.Backup).OfType<SavedBackup>()
                .FirstOrDefault(saved => string.Equals(saved.Md5, md5.Trim(), StringComparison.OrdinalIgnoreCase) && saved.Problem is null);
        }
        catch (ZStackException e)
        {
            // It is fetched all the same.
            WriteVerbose(Wording.Of(e));
            return null;
        }
    }

    private void Write(CloudComparison comparison)
    {
        string sentence = ComparisonWords.Sentence(comparison);
        string? unknown = ComparisonWords.Warning(comparison);
        foreach (string warning in new[] { _notAll, unknown }.OfType<string>())
            WriteWarning(warning);
        WriteVerbose(sentence);
        if (Summary)
        {
            foreach (ResourceSummary line in comparison.Summaries)
            {
                line.Sentence = sentence;
                line.Problem = (Enum.TryParse(line.Kind, out ResourceKind kind) ? ComparisonWords.WhyUnknown(comparison, kind) : unknown) ?? _notAll;
                WriteObject(line);
            }

            return;
        }

        IEnumerable<ResourceDifference> differences = IncludeUnchanged || Change?.Contains(ResourceChange.Unchanged) == true ? comparison.Differences.Concat(comparison.UnchangedResources) : comparison.Differences;
        foreach (ResourceDifference difference in differences.Where(one => Change?.Contains(one.Change) != false))
        {
            difference.Sentence = sentence;
            WriteObject(difference);
        }
    }
}
