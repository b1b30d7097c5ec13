using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Restores;

/// <summary>The checks of a backup that the node has a record of.</summary>
internal sealed class RecordChecks : IBackupChecks
{
    private readonly RecordQueries _records;
    private readonly DatabaseBackupRecord _record;

    public RecordChecks(RecordQueries records, DatabaseBackupRecord record)
    {
        _records = records;
        _record = record;
    }

    public async Task<CheckEnd> ReadyAsync(CancellationToken cancellation)
    {
        DatabaseBackupRecord? now = await _records.FindBackupAsync(_record.Uuid!, cancellation).ConfigureAwait(false);
        if (now is null)
            return new CheckEnd(CheckOutcome.Failed, RestoreFinding.RecordReadyGone, _record.Uuid!);
        bool isReady = now.State is null or "Enabled" && now.Status is null or "Ready";
        return new CheckEnd(isReady ? CheckOutcome.Passed : CheckOutcome.Failed, RestoreFinding.RecordReady, now.State ?? "?", now.Status ?? "?");
    }

    public async Task<CheckEnd> StorageAsync(CancellationToken cancellation)
    {
        if (_record.BackupStorageUuids.Count == 0)
            return new CheckEnd(CheckOutcome.Failed, RestoreFinding.StorageConnectedNone);
        IReadOnlyList<BackupStorage> storages = await _records.FindStoragesAsync(_record.BackupStorageUuids, cancellation).ConfigureAwait(false);
        if (storages.Count == 0)
            return new CheckEnd(CheckOutcome.Unknown, RestoreFinding.StorageConnectedUnknown, _record.BackupStorageUuids.ToString());
        BackupStorage? usable = storages.FirstOrDefault(storage => storage is { State: null or "Enabled", Status: null or "Connected" });
        return usable is not null
            ? new CheckEnd(CheckOutcome.Passed, RestoreFinding.StorageConnectedPassed, usable.ToString())
            : new CheckEnd(CheckOutcome.Failed, RestoreFinding.StorageConnectedFailed, string.Join(", ", storages.Select(storage => $"{storage} ({storage.State}, {storage.Status})")));
    }

    public Task<CheckEnd> NewerAsync(CancellationToken cancellation)
    {
        var newer = new NewerBackups(_record.CreateDate);
        if (_record.CreateDate is null)
            return Task.FromResult(newer.ToFinding());
        using PageReader<DatabaseBackupRecord> records = _records.ReadBackups(new BackupQuery { After = _record.CreateDate }, 0, PageReader<DatabaseBackupRecord>.PageSize, () => { }, cancellation);
        while (records.TryRead(out DatabaseBackupRecord? record))
        {
            if (record!.Uuid != _record.Uuid)
                newer.Add(record.Name, record.CreateDate);
        }

        return Task.FromResult(newer.ToFinding());
    }
}
