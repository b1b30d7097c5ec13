using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Sandbox.Dumps;
using ZStack.Backup.Sandbox.State;

namespace ZStack.Backup.Sandbox.Seeds;

/// <summary>What a node starts with.</summary>
internal sealed class Seed
{
    // Numbers of the special ones, counted from the newest.
    private const int Unfinished = 3;
    private const int Exported = 2;
    private const int OtherVersion = 8;
    private const int FirstOld = 9;
    private const int Strays = 2;
    private const int EnoughForAll = 12;

    private const string OldVersion = "5.1.8";

    private readonly SandboxOptions _options;
    private readonly DumpSource _dumps;
    private readonly Func<BackupRecord, string> _exportUrl;
    private readonly BackupSeries _series;
    private readonly DateTimeOffset _now;

    public Seed(SandboxOptions options, SandboxClock clock, DumpSource dumps, Func<BackupRecord, string> exportUrl)
    {
        _options = options;
        _dumps = dumps;
        _exportUrl = exportUrl;
        _now = clock.Now;
        _series = new BackupSeries(options.Records + Strays, _now, clock.Zone, options.Number);
    }

    public NodeData Make()
    {
        if (_options.Cloud > 0)
            _dumps.Cloud = CloudSeed.Make(_options.Cloud, _now, [.. Enumerable.Range(0, _options.Records + Strays).Select(_series.Created)], Storages(), _options.Number);
        var data = new NodeData(Enumerable.Range(0, _options.Records).Select(Record), Storages());
        // Older than all that the database knows.
        for (int i = 0; i < Strays; i++)
            data.AddStray(SandboxStorages.Main, Record(_options.Records + i));
        for (int i = 0; i < _options.RunningLongJobs; i++)
            data.AddLongJob(BackupSeries.Uuid(i + 77_000_003, _options.Number), _now);
        return data;
    }

    /// <summary>The product was upgraded since: old ones were made by the version before.</summary>
    public static string VersionOf(SandboxOptions options, int i) =>
        options.Records >= EnoughForAll && i >= OtherVersion ? OldVersion : options.Version;

    private BackupRecord Record(int i)
    {
        bool special = _options.Records >= EnoughForAll;
        bool unfinished = special && i == Unfinished;
        bool old = special && i >= FirstOld && i < EnoughForAll;
        DateTimeOffset created = _series.Created(i);
        string name = _series.Name(i);
        IDump dump = _dumps.For(name, created);
        var record = new BackupRecord
        {
            Uuid = _series.Uuid(i),
            Name = name,
            Description = i % 5 == 1 ? "made by the nightly job" : null,
            Status = unfinished ? "Creating" : "Ready",
            Size = unfinished || old ? null : dump.Length,
            Era = unfinished ? MetadataEra.None : old ? MetadataEra.Old : MetadataEra.Full,
            Version = VersionOf(_options, i),
            CreateDate = created,
            LastOpDate = created.AddSeconds(32),
            Dump = dump,
        };
        record = record with { Refs = unfinished ? [] : [.. Places(i).Select(storage => new BackupRef(storage, BackupSeries.InstallPath(_series.ImageId(i))) { CreateDate = record.LastOpDate, LastOpDate = record.LastOpDate })] };
        return special && i == Exported ? record.With(record.Refs[0] with { ExportUrl = _exportUrl(record) }) : record;
    }

    /// <summary>Every fourth has a copy on the second store; one of many lies on the broken one too.</summary>
    private static IEnumerable<string> Places(int i)
    {
        yield return SandboxStorages.Main;
        if (i % 4 == 1)
            yield return SandboxStorages.Second;
        if (i % 7 == 6)
            yield return SandboxStorages.Broken;
    }

    private IEnumerable<StorageInfo> Storages()
    {
        yield return Store(SandboxStorages.Main, "backup-main", SandboxAccounts.StoreHost, "onlybackup") with { Description = "for the nightly backups" };
        yield return Store(SandboxStorages.Second, "backup-second", SandboxAccounts.SecondStoreHost, "allowbackup");
        yield return Store(SandboxStorages.Broken, "backup-broken", "10.0.0.10", "onlybackup") with { Status = "Disconnected" };
        yield return Store(SandboxStorages.Plain, "images", "10.0.0.11");
        yield return Store(SandboxStorages.Ceph, "ceph", "10.0.0.12") with { Type = "CephBackupStorage", Hostname = null, Username = null, SshPort = null, Url = "ceph://bs" };
    }

    private StorageInfo Store(string uuid, string name, string host, params string[] tags) => new()
    {
        Uuid = uuid,
        Name = name,
        Hostname = host,
        Username = SandboxAccounts.StoreUser,
        SshPort = 22,
        Url = SandboxAccounts.StorePath,
        TotalCapacity = 1_099_511_627_776,
        AvailableCapacity = 824_633_720_832,
        Tags = tags,
        CreateDate = _now.AddYears(-1),
        LastOpDate = _now.AddDays(-3),
    };
}
