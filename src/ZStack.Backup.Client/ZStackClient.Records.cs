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

    /// <summary>QueryDatabaseBackup, page by page, the newest record first (docs/zstack-api.md sections 3.2 and 5). Sends nothing before the first row is read.</summary>
    /// <param name="query">Which records. Conditions that the node's query language cannot express are left to the caller.</param>
    /// <param name="skip">Records to leave out, of those that the server finds.</param>
    /// <param name="first">The most records to give; <see cref="long.MaxValue"/> for all.</param>
    /// <param name="beforeNextPage">Called before every page but the first: may wait until the records so far have been used.</param>
    /// <exception cref="ZStackException">Of any kind, from the reader.</exception>
    public PageReader<DatabaseBackupRecord> ReadBackups(BackupQuery query, long skip, long first, Action beforeNextPage, CancellationToken cancellation) =>
        Records.ReadBackups(query, skip, first, beforeNextPage, cancellation);

    /// <summary>QueryImageStoreBackupStorage, page by page, by name (docs/zstack-api.md sections 4 and 5). Sends nothing before the first row is read.</summary>
    /// <param name="uuids">Any of these, 32 lower-case hex digits each; all when empty.</param>
    /// <param name="names">Any of these, with PowerShell's wildcards; the node narrows the list down, and the caller looks exactly. All when empty.</param>
    /// <param name="backupOnly">Only those with a system tag <c>onlybackup</c> or <c>allowbackup</c>.</param>
    /// <param name="beforeNextPage">Called before every page but the first: may wait until the storages so far have been used.</param>
    /// <exception cref="ZStackException">Of any kind, from the reader.</exception>
    public PageReader<BackupStorage> ReadStorages(IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, bool backupOnly, Action beforeNextPage, CancellationToken cancellation) =>
        Records.ReadStorages(uuids, names, backupOnly, beforeNextPage, cancellation);

    /// <summary>The record of this uuid.</summary>
    /// <param name="uuid">32 lower-case hex digits.</param>
    /// <returns><c>null</c> when the node knows no such record.</returns>
    public Task<DatabaseBackupRecord?> FindBackupAsync(string uuid, CancellationToken cancellation) => Records.FindBackupAsync(uuid, cancellation);

    /// <summary>All records of a name, which several may have.</summary>
    /// <returns>The records of exactly this name, the newest first; without any, those that differ in case only.</returns>
    public Task<IReadOnlyList<DatabaseBackupRecord>> FindBackupsByNameAsync(string name, CancellationToken cancellation) => Records.FindBackupsByNameAsync(name, cancellation);

    /// <summary>The one record that a uuid or a name means.</summary>
    /// <param name="uuid">32 lower-case hex digits; <c>null</c> to go by the name.</param>
    /// <param name="name">Not looked at with a uuid. Case counts only when there is a record of exactly this name.</param>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public Task<DatabaseBackupRecord> GetBackupAsync(string? uuid, string name, CancellationToken cancellation) => Records.GetBackupAsync(uuid, name, cancellation);

    /// <summary>The one image store of this name that is registered in the cloud. Case counts only when there is one of exactly this name.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public Task<BackupStorage> GetStorageAsync(string name, CancellationToken cancellation) => Records.GetStorageAsync(name, cancellation);
}
