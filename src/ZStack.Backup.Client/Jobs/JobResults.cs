using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Jobs;

/// <summary>What became of a job: read from its answer or, when the node has forgotten it, from what it worked on.</summary>
internal sealed class JobResults
{
    private readonly ZStackClient _client;
    private readonly ZStackSession _session;

    public JobResults(ZStackClient client, ZStackSession session)
    {
        _client = client;
        _session = session;
    }

    /// <summary>The operation's own result type; <c>null</c> where an operation has no result.</summary>
    public object? Read(ZStackJob job, string body)
    {
        JobResultText answer = JobResultText.Read(body, _session);
        if (answer.ExportUrl is not null)
            return Export(job, answer.ExportUrl);
        if (answer.Backup is not null)
            return answer.Backup;
        if (job.Operation == Operations.Recover || answer.LogPort is not null)
            return new RestoreStart(answer.LogPort);
        return answer.HasSyncResult || job.Operation == Operations.Sync
            ? new SyncResult
            {
                BackupStorageUuid = job.BackupStorageUuids.FirstOrNothing,
                NewBackupCount = answer.NewBackups,
                DeletedBackupCount = answer.DeletedBackups,
                Server = _session.Server,
                Origin = _session,
            }
            : null;
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
                return await _client.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false) is { } made
                    ? made.Status is null or "Ready" ? job.With(ZStackJobState.Succeeded, made) : job.With(ZStackJobState.Running)
                    : null;
            case Operations.Delete:
                DatabaseBackupRecord? left = await _client.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false);
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
                    { Status: null or "Ready" } => job.With(ZStackJobState.Succeeded, await _client.FindBackupAsync(job.BackupUuid, cancellation).ConfigureAwait(false)),
                    _ => job.With(ZStackJobState.Running),
                };
            default:
                return null;
        }
    }

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
        DatabaseBackupRecord? record = await _client.FindBackupAsync(job.BackupUuid!, cancellation).ConfigureAwait(false);
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
