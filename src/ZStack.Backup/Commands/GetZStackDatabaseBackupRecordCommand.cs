using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Lists the database backups that this cloud knows, the newest first.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackDatabaseBackupRecord", SupportsPaging = true)]
[OutputType(typeof(DatabaseBackupRecord))]
public sealed class GetZStackDatabaseBackupRecordCommand : ListCmdlet<DatabaseBackupRecord>
{
    private QueryCondition[] _filters = [];

    /// <summary>Records by uuid or name, or as objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Backup", "BackupUuid")]
    [BackupArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordCompleter))]
    public BackupReference[]? Uuid { get; set; }

    /// <summary>Only backups with a copy on one of these storages.</summary>
    [Parameter]
    [StorageArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public StorageReference[]? BackupStorageUuid { get; set; }

    /// <summary>Enabled or Disabled.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StateCompleter))]
    public string? State { get; set; }

    /// <summary>Ready, Creating and others.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string? Status { get; set; }

    /// <summary>Made at this time or later; without offset by the clock of the node.</summary>
    [Parameter]
    [TimeArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public NodeTime? After { get; set; }

    /// <summary>Made before this time; without offset by the clock of the node.</summary>
    [Parameter]
    [TimeArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public NodeTime? Before { get; set; }

    /// <summary>Bytes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public long? MinimumSize { get; set; }

    /// <summary>Conditions of the server's own language, such as <c>status!=Ready</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Filter { get; set; }

    private protected override ObjectReference[] References => Uuid ?? [];

    private protected override ResourceThing Thing => ResourceThing.DatabaseBackup;

    private protected override string Attempted => nameof(Messages.Tried_Records);

    private protected override bool IsFilteredHere => (State ?? Status) is not null || After is not null || Before is not null || MinimumSize is not null;

    private protected override bool IsNarrowed => IsFilteredHere || BackupStorageUuid is not null || Filter is not null;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _filters = [.. (Filter ?? []).Select(Condition)];
        string[] statuses = StatusCompleter.Known();
        if (Status is not null && !statuses.Contains(Status, StringComparer.OrdinalIgnoreCase))
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_UnknownStatus), [Status, string.Join(", ", statuses)]));
    }

    private protected override PageReader<DatabaseBackupRecord> Open(ZStackSession session, IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, long skip, long first, Action beforeNextPage, CancellationToken stopping)
    {
        var client = new ZStackClient(session, Mailbox);
        var query = new BackupQuery
        {
            Uuids = uuids,
            Names = names,
            BackupStorageUuids = [.. (BackupStorageUuid ?? []).Select(storage => storage.Uuid ?? Blocking.Result(client.GetStorageAsync(storage.Text, stopping)).Uuid!)],
            State = State,
            Status = Status,
            After = After?.On(session),
            Before = Before?.On(session),
            MinimumSize = MinimumSize,
            Filters = _filters,
        };
        return client.ReadBackups(query, skip, first, beforeNextPage, stopping);
    }

    private protected override (string? Uuid, string? Name) Identity(DatabaseBackupRecord row) => (row.Uuid, row.Name);

    // The same once more, exactly: the server's language is coarser than what was asked.
    private protected override bool Matches(DatabaseBackupRecord row, ZStackSession session) =>
        Is(State, row.State)
        && Is(Status, row.Status)
        && (After is null || row.CreateDate >= After.On(session))
        && (Before is null || row.CreateDate < Before.On(session))
        && (MinimumSize is not { } size || row.Size >= size);

    private static bool Is(string? wanted, string? actual) => wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);

    private QueryCondition Condition(string text)
    {
        if (QueryCondition.Parse(text) is { } condition)
            return condition;
        ThrowFailure(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Filter), Wording.Sentence(nameof(Messages.Arg_BadFilter), [text])), null, text);
        throw new InvalidOperationException();
    }
}
