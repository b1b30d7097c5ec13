using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Views;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes database backups of this cloud by name or uuid.</summary>
public class RecordCompleter : Completer
{
    private protected sealed override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        CompletionCache.Current?.Records(SessionOf(bound)) is { } records ? Offer(records) : [];

    private protected virtual IEnumerable<Candidate> Offer(IReadOnlyList<DatabaseBackupRecord> records) =>
        References.ByNameOrUuid(records, record => record.Uuid, record => record.Name, Tooltip);

    /// <summary>Date, size, status and name: what tells one backup from another.</summary>
    private protected static string Tooltip(DatabaseBackupRecord record) =>
        string.Join("  ", new[] { ViewText.Time(record.CreateDate), ViewText.Size(record.Size), record.Version, record.Status, record.Name }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>Completes database backups where only a uuid is taken; whoever types a name gets its uuid.</summary>
public sealed class RecordUuidCompleter : RecordCompleter
{
    private protected override IEnumerable<Candidate> Offer(IReadOnlyList<DatabaseBackupRecord> records) =>
        References.ByUuid(records, record => record.Uuid, record => record.Name, Tooltip);
}

/// <summary>Completes names of database backups where wildcards are taken.</summary>
public sealed class RecordNameCompleter : RecordCompleter
{
    private protected override IEnumerable<Candidate> Offer(IReadOnlyList<DatabaseBackupRecord> records) =>
        References.ByName(records, record => record.Name, Tooltip);
}
