using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Queries;

/// <summary>Records and storages: what this cloud knows of its backups. Source: docs/zstack-api.md sections 3.2, 4 and 5.</summary>
internal sealed class RecordQueries
{
    private const string Backups = "/v1/database-backups";
    private const string ImageStores = "/v1/backup-storage/image-store";

    // The system tags of storages that take database backups.
    private const string BackupTags = "onlybackup,allowbackup";

    // The newest first. Rows of the same second may change places between two pages; the reader copes with that.
    private const string NewestFirst = "-createDate";

    private readonly ZStackSession _session;
    private readonly QueryCalls _calls;
    private readonly RecordReader _rows;

    public RecordQueries(ZStackSession session, IProgress<ClientEvent>? events)
    {
        _session = session;
        _calls = new QueryCalls(session, events);
        _rows = new RecordReader(session);
    }

    /// <inheritdoc cref="ZStackClient.ReadBackups"/>
    public PageReader<DatabaseBackupRecord> ReadBackups(BackupQuery query, long skip, long first, Action beforeNextPage, CancellationToken cancellation)
    {
        QueryCondition[] conditions = [.. query.Conditions(_session.ServerTimeZone)];
        string? fields = query.Fields.Count > 0 ? string.Join(",", query.Fields) : null;
        return new PageReader<DatabaseBackupRecord>(
            (start, limit) => _calls.OpenPageAsync(QueryCalls.Request(Backups, conditions, start, limit, NewestFirst).With("fields", fields), "QueryDatabaseBackup", _rows.ReadBackup, cancellation),
            record => record.Uuid,
            skip,
            first,
            beforeNextPage);
    }

    /// <inheritdoc cref="ZStackClient.ReadStorages"/>
    public PageReader<BackupStorage> ReadStorages(IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, bool backupOnly, Action beforeNextPage, CancellationToken cancellation)
    {
        QueryCondition?[] conditions =
        [
            uuids.Count > 0 ? QueryCondition.AnyOf("uuid", uuids) : null,
            BackupQuery.NameCondition("name", names),
            backupOnly ? QueryCondition.Of("__systemTag__", "?=", BackupTags) : null,
        ];
        return new PageReader<BackupStorage>(
            (start, limit) => _calls.OpenPageAsync(QueryCalls.Request(ImageStores, conditions.OfType<QueryCondition>(), start, limit, "+name"), "QueryImageStoreBackupStorage", _rows.ReadStorage, cancellation),
            storage => storage.Uuid,
            0,
            long.MaxValue,
            beforeNextPage);
    }

    /// <returns><c>null</c> when the node knows no such record.</returns>
    public async Task<DatabaseBackupRecord?> FindBackupAsync(string uuid, CancellationToken cancellation) =>
        (await FindBackupsAsync(QueryCondition.Of("uuid", "=", uuid)!, cancellation).ConfigureAwait(false)).FirstOrDefault(record => record.Uuid == uuid);

    /// <returns>The records of exactly this name, the newest first; without any, those that differ in case only.</returns>
    public async Task<IReadOnlyList<DatabaseBackupRecord>> FindBackupsByNameAsync(string name, CancellationToken cancellation) => NameCondition(name) is { } condition
        ? QueryCalls.Named(await FindBackupsAsync(condition, cancellation).ConfigureAwait(false), name, record => record.Name)
        : [];

    /// <inheritdoc cref="ZStackClient.GetBackupAsync"/>
    public async Task<DatabaseBackupRecord> GetBackupAsync(string? uuid, string name, CancellationToken cancellation) => uuid is null
        ? _calls.Only(await FindBackupsByNameAsync(name, cancellation).ConfigureAwait(false), ResourceThing.DatabaseBackup, name, record => FormattableString.Invariant($"{record.Uuid} ({record.CreateDate:yyyy-MM-dd HH:mm:ss zzz})"))
        : await FindBackupAsync(uuid, cancellation).ConfigureAwait(false) ?? throw _calls.NotFound(ResourceThing.DatabaseBackup, uuid);

    /// <inheritdoc cref="ZStackClient.GetStorageAsync"/>
    public async Task<BackupStorage> GetStorageAsync(string name, CancellationToken cancellation)
    {
        IReadOnlyList<BackupStorage> found = NameCondition(name) is { } condition ? await FindStoragesAsync(condition, cancellation).ConfigureAwait(false) : [];
        return _calls.Only(QueryCalls.Named(found, name, storage => storage.Name), ResourceThing.BackupStorage, name, storage => $"{storage.Uuid} ({storage.Hostname})");
    }

    /// <summary>The storages with these uuids that are image stores.</summary>
    public async Task<IReadOnlyList<BackupStorage>> FindStoragesAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellation) =>
        await FindStoragesAsync(QueryCondition.AnyOf("uuid", uuids)!, cancellation).ConfigureAwait(false);

    /// <summary>Asks something small that needs the session; one that has expired is renewed by it where that is possible.</summary>
    public Task UseSessionAsync(CancellationToken cancellation) =>
        _calls.ListAsync(QueryCalls.Request(Backups, [], 0, 1, NewestFirst), "QueryDatabaseBackup", _rows.ReadBackup, cancellation);

    /// <returns>How many long jobs have not ended; <c>null</c> when the node does not say.</returns>
    public Task<long?> CountLongJobsAsync(CancellationToken cancellation) =>
        _calls.CountAsync("/v1/longjobs", QueryCondition.AnyOf("state", ["Waiting", "Running", "Canceling"])!, cancellation);

    private static QueryCondition? NameCondition(string name) => QueryCondition.Of("name", "=", name) ?? QueryCondition.Like("name", name);

    private Task<List<DatabaseBackupRecord>> FindBackupsAsync(QueryCondition condition, CancellationToken cancellation) =>
        _calls.ListAsync(QueryCalls.Request(Backups, [condition], 0, PageReader<DatabaseBackupRecord>.PageSize, NewestFirst), "QueryDatabaseBackup", _rows.ReadBackup, cancellation);

    private Task<List<BackupStorage>> FindStoragesAsync(QueryCondition condition, CancellationToken cancellation) =>
        _calls.ListAsync(QueryCalls.Request(ImageStores, [condition], 0, PageReader<BackupStorage>.PageSize, "+name"), "QueryImageStoreBackupStorage", _rows.ReadStorage, cancellation);
}
