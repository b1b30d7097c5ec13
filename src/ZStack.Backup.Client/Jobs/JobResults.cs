using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Jobs;

/// <summary>What became of a job: read from its answer or, when the node has forgotten it, from what it worked on.</summary>
internal sealed class JobResults
{
    private readonly RecordQueries _records;
    private readonly ZStackSession _session;

    public JobResults(RecordQueries records, ZStackSession session)
    {
        _records = records;
        _session = session;
    }

    /// <summary>Whether somebody else than the node must have given this for its result. Jobs of other operations may give anything.</summary>
    public bool IsForeign(ZStackJob job, string body) => job.Operation is not null && JobResultText.Read(body, _session).IsForeign;

    /// <summary>Reads what a job that has ended without an error gave.</summary>
    /// <param name="output">The operation's own result type; <c>null</c> where an operation has no result.</param>
    /// <returns>False when the answer leaves open whether it was done: a result is missing, or the node says that it did not succeed.</returns>
    public bool TryRead(ZStackJob job, string body, out object? output)
    {
        JobResultText answer = JobResultText.Read(body, _session);
        if (answer.IsOfSchedule || Operations.IsOfSchedule(job.Operation))
        {
            output = null;
            return !answer.IsNoSuccess;
        }

        output = answer.ExportUrl is not null ? Export(job, answer.ExportUrl)
            : answer.Backup is not null ? answer.Backup
            : answer.LogPort is not null ? new RestoreStart(answer.LogPort)
            : answer.HasSyncResult ? Sync(job, answer)
            : null;
        if (output is not null)
            return true;
        if (answer.IsNoSuccess)
            return false;
        switch (job.Operation)
        {
            case Operations.Create or Operations.Copy or Operations.Export:
                return false;
            case Operations.Recover:
                output = new RestoreStart(null);
                return true;
            case Operations.Sync:
                // Servers before 3.7 say nothing more.
                output = Sync(job, answer);
                return true;
            case Operations.Delete or Operations.DeleteExport:
                return true;
            default:
                return !answer.IsHollow;
        }
    }

    /// <returns>The job with its state and result; <c>null</c> when nothing tells that it was done.</returns>
    public async Task<ZStackJob?> LookUpAsync(ZStackJob job, CancellationToken cancellation)
    {
        // Only an id is known, as of a job that another program has started.
        if (job.BackupUuid is null)
            return null;
        switch (job.Operation)
        {
            case Operations.Create:
                return await _records.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false) is { } made
                    ? made.Status is null or "Ready" ? job.With(ZStackJobState.Succeeded, made) : job.With(ZStackJobState.Running)
                    : null;
            case Operations.Delete:
                DatabaseBackupRecord? left = await _records.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false);
                bool gone = left is null || (job.BackupStorageUuids.Count > 0 && !left.BackupStorageUuids.Intersect(job.BackupStorageUuids).Any());
                return gone ? job.With(ZStackJobState.Succeeded) : null;
            case Operations.Export:
                string? url = (await CopyAsync(job, cancellation).ConfigureAwait(false))?.ExportUrl;
                return url is null ? null : job.With(ZStackJobState.Succeeded, Export(job, url));
            case Operations.DeleteExport:
                return await CopyAsync(job, cancellation).ConfigureAwait(false) is { ExportUrl: not null } ? null : job.With(ZStackJobState.Succeeded);
            case Operations.Copy:
                return await CopyAsync(job, cancellation).ConfigureAwait(false) switch
                {
                    null => null,
                    { Status: null or "Ready" } => await _records.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false) is { } copied ? job.With(ZStackJobState.Succeeded, copied) : null,
                    _ => job.With(ZStackJobState.Running),
                };
            default:
                return null;
        }
    }

    private SyncResult Sync(ZStackJob job, JobResultText answer) => new()
    {
        BackupStorageUuid = job.BackupStorageUuids.FirstOrNothing,
        NewBackupCount = answer.NewBackups,
        DeletedBackupCount = answer.DeletedBackups,
        Server = _session.Server,
        Origin = _session,
    };

    private DatabaseBackupExport Export(ZStackJob job, string url) => new()
    {
        BackupUuid = job.BackupUuid,
        BackupName = job.BackupName,
        BackupStorageUuid = job.BackupStorageUuids.FirstOrNothing,
        Url = url,
        Server = _session.Server,
        Origin = _session,
    };

    private async Task<BackupStorageRef?> CopyAsync(ZStackJob job, CancellationToken cancellation)
    {
        DatabaseBackupRecord? record = await _records.FindBackupAsync(job.BackupUuid!, cancellation).ConfigureAwait(false);
        string? storage = job.BackupStorageUuids.FirstOrNothing;
        return record?.BackupStorageRefs.FirstOrDefault(copy => copy.BackupStorageUuid == storage);
    }
}

/// <summary>What a recover job answers, before the work is done.</summary>
internal sealed class RestoreStart
{
    public RestoreStart(long? logPort) => LogPort = logPort;

    /// <summary>Where the node's log can be read; <c>null</c> or 0 when nowhere.</summary>
    public long? LogPort { get; }
}
