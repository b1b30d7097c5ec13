using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox.State;

/// <summary>The node's database, as far as backups go, and what lies on its stores without being in it.</summary>
internal sealed class NodeData
{
    private readonly object _gate = new();
    private readonly Dictionary<string, BackupRecord> _records;
    private readonly Dictionary<string, List<BackupRecord>> _strays = [];
    private readonly Dictionary<string, DateTimeOffset> _longJobs = [];
    private readonly HashSet<(string Storage, string InstallPath)> _gone = [];
    private StorageInfo[] _storages;
    private BackupRecord[]? _snapshot;

    public NodeData(IEnumerable<BackupRecord> records, IEnumerable<StorageInfo> storages)
    {
        _records = records.ToDictionary(r => r.Uuid);
        _storages = [.. storages];
    }

    /// <summary>The same array until something changes.</summary>
    public BackupRecord[] Records
    {
        get
        {
            lock (_gate)
                return _snapshot ??= [.. _records.Values];
        }
    }

    public StorageInfo[] Storages
    {
        get
        {
            lock (_gate)
                return _storages;
        }
    }

    /// <summary>Of the account <see cref="SandboxAccounts.Account"/>.</summary>
    public string AccountPassword { get; set; } = SandboxAccounts.Password;

    /// <summary>The global setting that a restore switches off.</summary>
    public bool VmHa { get; set; } = true;

    public KeyValuePair<string, DateTimeOffset>[] LongJobs
    {
        get
        {
            lock (_gate)
                return [.. _longJobs];
        }
    }

    public void AddLongJob(string uuid, DateTimeOffset since)
    {
        lock (_gate)
            _longJobs[uuid] = since;
    }

    public BackupRecord? Find(string uuid)
    {
        lock (_gate)
            return _records.GetValueOrDefault(uuid);
    }

    public StorageInfo? FindStorage(string uuid) => Storages.FirstOrDefault(s => s.Uuid == uuid);

    /// <returns>False when the uuid is taken.</returns>
    public bool Add(BackupRecord record)
    {
        lock (_gate)
        {
            _snapshot = null;
            return _records.TryAdd(record.Uuid, record);
        }
    }

    /// <param name="change"><c>null</c> from it removes the record.</param>
    /// <returns>What it is now; <c>null</c> when it is gone.</returns>
    public BackupRecord? Change(string uuid, Func<BackupRecord, BackupRecord?> change)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(uuid, out BackupRecord? record))
                return null;
            _snapshot = null;
            if (change(record) is { } changed)
                return _records[uuid] = changed;
            _records.Remove(uuid);
            return null;
        }
    }

    public void ChangeStorage(string uuid, Func<StorageInfo, StorageInfo> change)
    {
        lock (_gate)
            _storages = [.. _storages.Select(s => s.Uuid == uuid ? change(s) : s)];
    }

    /// <summary>A backup that is on the store and not in the database.</summary>
    public void AddStray(string storageUuid, BackupRecord record)
    {
        lock (_gate)
            Strays(storageUuid).Add(record);
    }

    /// <summary>An image is deleted from a store.</summary>
    public void AddGone(string storageUuid, string installPath)
    {
        lock (_gate)
            _gone.Add((storageUuid, installPath));
    }

    /// <summary>What somebody sees who looks at the store itself.</summary>
    public StoreContents On(string host)
    {
        lock (_gate)
        {
            string storage = _storages.First(s => s.Hostname == host).Uuid;
            IEnumerable<BackupRecord> made = _records.Values.Concat(Strays(storage)).Where(r => r.RefOn(storage) is { ImageGone: false } copy && !BackupSeries.IsOfSeries(copy.InstallPath));
            IEnumerable<string> gone = _gone.Where(g => g.Storage == storage).Select(g => g.InstallPath);
            IEnumerable<string> behindItsBack = _records.Values.Select(r => r.RefOn(storage)).Where(c => c is { ImageGone: true }).Select(c => c!.InstallPath);
            return new StoreContents(storage, [.. made.OrderByDescending(r => r.CreateDate)], gone.Concat(behindItsBack).ToHashSet());
        }
    }

    /// <returns>The record of the image; <c>null</c> when the database has none and none is left from an earlier one.</returns>
    public BackupRecord? FindImage(string storageUuid, string installPath)
    {
        lock (_gate)
            return _records.Values.Concat(Strays(storageUuid)).FirstOrDefault(r => r.RefOn(storageUuid) is { ImageGone: false } copy && copy.InstallPath == installPath);
    }

    /// <summary>Makes the records of one store match what is on it.</summary>
    /// <returns>How many records went and came.</returns>
    public (int Deleted, int New) Rescan(string storageUuid)
    {
        lock (_gate)
        {
            _snapshot = null;
            int deleted = 0;
            foreach (BackupRecord record in _records.Values.Where(r => r.RefOn(storageUuid)?.ImageGone == true).ToArray())
            {
                deleted++;
                _records.Remove(record.Uuid);
                BackupRef[] left = [.. record.Refs.Where(r => r.BackupStorageUuid != storageUuid)];
                if (left.Length > 0)
                    _records[record.Uuid] = record with { Refs = left };
            }

            List<BackupRecord> strays = Strays(storageUuid);
            int added = strays.Count(stray => _records.TryAdd(stray.Uuid, stray));
            strays.Clear();
            return (deleted, added);
        }
    }

    /// <summary>The database becomes that of <paramref name="time"/>; what is younger stays on the stores.</summary>
    public void GoBack(DateTimeOffset time)
    {
        lock (_gate)
        {
            _snapshot = null;
            foreach (BackupRecord young in _records.Values.Where(r => r.CreateDate > time).ToArray())
            {
                _records.Remove(young.Uuid);
                foreach (BackupRef place in young.Refs)
                    Strays(place.BackupStorageUuid).Add(young with { Refs = [place with { ExportUrl = null }] });
            }

            _longJobs.Clear();
        }
    }

    private List<BackupRecord> Strays(string storageUuid)
    {
        if (!_strays.TryGetValue(storageUuid, out List<BackupRecord>? strays))
            _strays[storageUuid] = strays = [];
        return strays;
    }
}
