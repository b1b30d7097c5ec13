using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client;

/// <content>Records and storages: what this cloud knows of its backups. Source: docs/zstack-api.md sections 3.2, 4 and 5.</content>
public sealed partial class ZStackClient
{
    private const string Backups = "/v1/database-backups";
    private const string ImageStores = "/v1/backup-storage/image-store";

    // The system tags of storages that take database backups.
    private const string BackupTags = "onlybackup,allowbackup";

    // The newest first. Rows of the same second may change places between two pages; the reader copes with that.
    private const string NewestFirst = "-createDate";

    /// <summary>QueryDatabaseBackup, page by page.</summary>
    /// <param name="skip">Records to leave out, of those that the server finds.</param>
    /// <param name="first">The most records to give.</param>
    /// <param name="beforeNextPage">Called before every page but the first: may wait until the records so far have been used.</param>
    /// <exception cref="ZStackException">Of any kind, from the reader.</exception>
    public PageReader<DatabaseBackupRecord> ReadBackups(BackupQuery query, long skip, long first, Action beforeNextPage, CancellationToken cancellation)
    {
        QueryCondition[] conditions = [.. query.Conditions(_session.ServerTimeZone)];
        var records = new RecordReader(_session);
        return new PageReader<DatabaseBackupRecord>(
            (start, limit) => OpenPageAsync(Query(Backups, conditions, start, limit, NewestFirst).With("fields", query.Fields.Count > 0 ? string.Join(",", query.Fields) : null), "QueryDatabaseBackup", records.ReadBackup, cancellation),
            record => record.Uuid,
            skip,
            first,
            beforeNextPage);
    }

    /// <summary>QueryImageStoreBackupStorage, page by page.</summary>
    /// <param name="names">Any of these, with wildcards; the exact look is the caller's.</param>
    /// <param name="backupOnly">Only those that are meant for backups.</param>
    public PageReader<BackupStorage> ReadStorages(IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, bool backupOnly, Action beforeNextPage, CancellationToken cancellation)
    {
        QueryCondition?[] conditions =
        [
            uuids.Count > 0 ? QueryCondition.AnyOf("uuid", uuids) : null,
            BackupQuery.NameCondition("name", names),
            backupOnly ? QueryCondition.Of("__systemTag__", "?=", BackupTags) : null,
        ];
        var records = new RecordReader(_session);
        return new PageReader<BackupStorage>(
            (start, limit) => OpenPageAsync(Query(ImageStores, conditions.OfType<QueryCondition>(), start, limit, "+name"), "QueryImageStoreBackupStorage", records.ReadStorage, cancellation),
            storage => storage.Uuid,
            0,
            long.MaxValue,
            beforeNextPage);
    }

    /// <returns><c>null</c> when the node knows no such record.</returns>
    public async Task<DatabaseBackupRecord?> FindBackupAsync(string uuid, CancellationToken cancellation) =>
        (await FindBackupsAsync(QueryCondition.Of("uuid", "=", uuid)!, cancellation).ConfigureAwait(false)).FirstOrDefault(record => record.Uuid == uuid);

    /// <returns>The records of exactly this name, the newest first; without any, those that differ in case only.</returns>
    public async Task<IReadOnlyList<DatabaseBackupRecord>> FindBackupsByNameAsync(string name, CancellationToken cancellation)
    {
        QueryCondition? condition = QueryCondition.Of("name", "=", name) ?? QueryCondition.Like("name", name);
        if (condition is null)
            return [];
        return Named(await FindBackupsAsync(condition, cancellation).ConfigureAwait(false), name, record => record.Name);
    }

    /// <summary>The one record that a uuid or a name means.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public async Task<DatabaseBackupRecord> GetBackupAsync(string? uuid, string name, CancellationToken cancellation) => uuid is null
        ? Only(await FindBackupsByNameAsync(name, cancellation).ConfigureAwait(false), "DatabaseBackup", name, record => FormattableString.Invariant($"{record.Uuid} ({record.CreateDate:yyyy-MM-dd HH:mm:ss zzz})"))
        : await FindBackupAsync(uuid, cancellation).ConfigureAwait(false) ?? throw NotFound("DatabaseBackup", uuid);

    /// <summary>The one storage of this name.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public async Task<BackupStorage> GetStorageAsync(string name, CancellationToken cancellation)
    {
        QueryCondition? condition = QueryCondition.Of("name", "=", name) ?? QueryCondition.Like("name", name);
        IReadOnlyList<BackupStorage> found = condition is null
            ? []
            : All(await OpenSmallAsync(Query(ImageStores, [condition], 0, PageReader<BackupStorage>.PageSize, "+name"), "QueryImageStoreBackupStorage", new RecordReader(_session).ReadStorage, cancellation).ConfigureAwait(false));
        return Only(Named(found, name, storage => storage.Name), "BackupStorage", name, storage => $"{storage.Uuid} ({storage.Hostname})");
    }

    /// <summary>Asks something small that needs the session; one that has expired is renewed by it where that is possible.</summary>
    internal async Task<bool> UseSessionAsync(CancellationToken cancellation)
    {
        using ListReader<DatabaseBackupRecord> rows = await OpenSmallAsync(Query(Backups, [], 0, 1, NewestFirst), "QueryDatabaseBackup", new RecordReader(_session).ReadBackup, cancellation).ConfigureAwait(false);
        return rows.TryRead(out _);
    }

    /// <summary>The storages with these uuids that are image stores.</summary>
    internal async Task<IReadOnlyList<BackupStorage>> FindStoragesAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellation)
    {
        QueryCondition[] conditions = [QueryCondition.AnyOf("uuid", uuids)!];
        return All(await OpenSmallAsync(Query(ImageStores, conditions, 0, PageReader<BackupStorage>.PageSize, "+name"), "QueryImageStoreBackupStorage", new RecordReader(_session).ReadStorage, cancellation).ConfigureAwait(false));
    }

    /// <returns>How many long jobs have not ended; <c>null</c> when the node does not say.</returns>
    internal async Task<long?> CountLongJobsAsync(CancellationToken cancellation)
    {
        QueryCondition[] conditions = [QueryCondition.AnyOf("state", ["Waiting", "Running", "Canceling"])!];
        ApiRequest request = Query("/v1/longjobs", conditions, 0, 1, "-createDate");
        using ApiResponse response = await _session.SendAsync(request, _session.Redactor, _events, cancellation).ConfigureAwait(false);
        return Answers.Total(await response.ReadTextAsync().ConfigureAwait(false));
    }

    /// <summary>Version of the node; <c>null</c> when it does not say.</summary>
    internal Task<string?> VersionAsync(CancellationToken cancellation) => _session.Node.VersionAsync(_events, cancellation);

    /// <summary>How far the node's clock is ahead of ours.</summary>
    internal async Task<TimeSpan> ClockDifferenceAsync(CancellationToken cancellation)
    {
        var clock = new ServerClock(_session.Node);
        await clock.MeasureAsync(_events, cancellation).ConfigureAwait(false);
        return clock.Difference;
    }

    private static ApiRequest Query(string path, IEnumerable<QueryCondition> conditions, long start, int limit, string sort) =>
        new ApiRequest(HttpMethod.Get, path)
            .With("q", conditions.Select(condition => condition.Text))
            .With("start", start.ToString(CultureInfo.InvariantCulture))
            .With("limit", limit.ToString(CultureInfo.InvariantCulture))
            .With("replyWithCount", "true")
            .With("sort", sort);

    private T Only<T>(IReadOnlyList<T> found, string thing, string name, Func<T, string> describe) => found.Count switch
    {
        0 => throw NotFound(thing, name),
        1 => found[0],
        _ => throw new ZStackException(ZStackErrorKind.AmbiguousName, _session.Server, name, string.Join(", ", found.Select(describe))),
    };

    private static T[] Named<T>(IReadOnlyList<T> found, string name, Func<T, string?> nameOf)
    {
        T[] exact = [.. found.Where(one => nameOf(one) == name)];
        return exact.Length > 0 ? exact : [.. found.Where(one => string.Equals(nameOf(one), name, StringComparison.OrdinalIgnoreCase))];
    }

    private ZStackException NotFound(string thing, string id) => new(ZStackErrorKind.ObjectNotFound, _session.Server, thing, id);

    private async Task<IReadOnlyList<DatabaseBackupRecord>> FindBackupsAsync(QueryCondition condition, CancellationToken cancellation)
    {
        ApiRequest request = Query(Backups, [condition], 0, PageReader<DatabaseBackupRecord>.PageSize, NewestFirst);
        return All(await OpenSmallAsync(request, "QueryDatabaseBackup", new RecordReader(_session).ReadBackup, cancellation).ConfigureAwait(false));
    }

    private static List<T> All<T>(ListReader<T> reader)
        where T : class
    {
        using (reader)
        {
            List<T> found = [];
            while (reader.TryRead(out T? item))
                found.Add(item!);
            return found;
        }
    }

    private Task<ListReader<T>> OpenSmallAsync<T>(ApiRequest request, string operation, ReadElement<T> element, CancellationToken cancellation)
        where T : class => OpenAsync(request, operation, element, isSmall: true, cancellation);

    private Task<ListReader<T>> OpenPageAsync<T>(ApiRequest request, string operation, ReadElement<T> element, CancellationToken cancellation)
        where T : class => OpenAsync(request, operation, element, isSmall: false, cancellation);

    /// <param name="isSmall">It is read at once and has to end in time; a page waits for whoever uses its rows.</param>
    private async Task<ListReader<T>> OpenAsync<T>(ApiRequest request, string operation, ReadElement<T> element, bool isSmall, CancellationToken cancellation)
        where T : class
    {
        ApiResponse response = await _session.SendAsync(request, _session.Redactor, _events, cancellation).ConfigureAwait(false);
        if (isSmall)
            response.MustEnd();
        return new ListReader<T>(response, _session.Address, _session.Redactor, operation, new Dictionary<string, ReadElement<T>> { ["inventories"] = element });
    }
}
