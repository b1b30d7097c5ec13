using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client;

/// <content>Records and storages: what this cloud knows of its backups.</content>
public sealed partial class ZStackClient
{
    private RecordQueries Records => new(_session, _events);

    /// <summary>QueryDatabaseBackup, page by page.</summary>
    /// <param name="skip">Records to leave out, of those that the server finds.</param>
    /// <param name="first">The most records to give.</param>
    /// <param name="beforeNextPage">Called before every page but the first: may wait until the records so far have been used.</param>
    /// <exception cref="ZStackException">Of any kind, from the reader.</exception>
    public PageReader<DatabaseBackupRecord> ReadBackups(BackupQuery query, long skip, long first, Action beforeNextPage, CancellationToken cancellation) =>
        Records.ReadBackups(query, skip, first, beforeNextPage, cancellation);

    /// <summary>QueryImageStoreBackupStorage, page by page.</summary>
    /// <param name="names">Any of these, with wildcards; the exact look is the caller's.</param>
    /// <param name="backupOnly">Only those that are meant for backups.</param>
    public PageReader<BackupStorage> ReadStorages(IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, bool backupOnly, Action beforeNextPage, CancellationToken cancellation) =>
        Records.ReadStorages(uuids, names, backupOnly, beforeNextPage, cancellation);

    /// <returns><c>null</c> when the node knows no such record.</returns>
    public Task<DatabaseBackupRecord?> FindBackupAsync(string uuid, CancellationToken cancellation) => Records.FindBackupAsync(uuid, cancellation);

    /// <returns>The records of exactly this name, the newest first; without any, those that differ in case only.</returns>
    public Task<IReadOnlyList<DatabaseBackupRecord>> FindBackupsByNameAsync(string name, CancellationToken cancellation) => Records.FindBackupsByNameAsync(name, cancellation);

    /// <summary>The one record that a uuid or a name means.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public Task<DatabaseBackupRecord> GetBackupAsync(string? uuid, string name, CancellationToken cancellation) => Records.GetBackupAsync(uuid, name, cancellation);

    /// <summary>The one storage of this name.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public Task<BackupStorage> GetStorageAsync(string name, CancellationToken cancellation) => Records.GetStorageAsync(name, cancellation);
}
