using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Dumps;

namespace ZStack.Backup.Client.Vault;

/// <summary>Makes one recovery point of all sightings of a backup: whether it can be used, from where, and what speaks against it.</summary>
internal sealed class RecoveryJudge
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    private readonly RecoveryFacts _facts;
    private readonly IReadOnlyList<RecoverySighting> _group;
    private readonly List<(RecoverySighting Sighting, RecoveryUse Usable)> _places = [];
    private readonly List<RecoveryReason> _reasons = [];
    private readonly string? _md5;
    private RecoveryUse _limit = RecoveryUse.Yes;

    private RecoveryJudge(RecoveryFacts facts, IReadOnlyList<RecoverySighting> group)
    {
        _facts = facts;
        _group = group;
        _md5 = RecoveryJoin.Md5Of(group);
    }

    public static RecoveryPoint Judge(RecoveryFacts facts, IReadOnlyList<RecoverySighting> group) => new RecoveryJudge(facts, group).Judge();

    private RecoveryPoint Judge()
    {
        foreach (RecoverySighting sighting in _group)
            _places.Add((sighting, sighting.Record is { } record ? OfRecord(record) : sighting.Image is { } image ? OfImage(image) : OfFile(sighting)));
        SavedBackup? saved = BestFile();
        DateTimeOffset? proven = Proof(saved);
        (RecoverySighting chosen, RecoveryUse best) = _places.OrderBy(place => place.Usable).ThenBy(place => place.Sighting.Kind).First();
        // A file of the node's own making says it better than who scanned a store.
        string? server = _group.OrderBy(one => one.Kind == RecoverySource.ImageStore).Select(one => one.Server).FirstOrDefault(name => name is not null);
        DateTimeOffset? created = chosen.Created ?? First(one => one.Created);
        string? version = chosen.Version ?? First(one => one.Version);
        CheckVersion(server, version);
        CheckNode(server);
        CheckTime(created);
        if (chosen.Kind == RecoverySource.File)
            Say(RecoveryReasonId.OnlyAtHome, chosen.Key);
        return new RecoveryPoint
        {
            BackupName = chosen.Name ?? First(one => one.Name),
            Server = server,
            Created = created,
            Version = version,
            Usable = Worse(best, _limit),
            ProvenAt = proven,
            Places = new ItemList<RecoveryPlace>(_places.Select(place => new RecoveryPlace { Kind = place.Sighting.Kind, Name = PlaceName(place.Sighting), Usable = place.Usable })),
            Reasons = new ItemList<RecoveryReason>(_reasons.OrderBy(reason => reason.Id)),
            Source = chosen.Kind,
            Size = chosen.Size ?? First(one => one.Size),
            Md5 = _md5,
            Record = Best(RecoverySource.Record)?.Record,
            Image = Best(RecoverySource.ImageStore)?.Image,
            Saved = saved ?? Best(RecoverySource.File)?.Saved,
        };
    }

    private RecoveryUse OfRecord(DatabaseBackupRecord record)
    {
        BackupStorageRef[] copies = [.. record.ReadyCopies];
        if (!record.IsWhole)
            return Say(RecoveryUse.No, RecoveryReasonId.NotReady, record.Server ?? "?", record.State ?? "?", record.Status ?? "?", copies.Length);
        IReadOnlyDictionary<string, BackupStorage>? storages = _facts.Nodes.FirstOrDefault(node => node.Server == record.Server)?.Storages;
        BackupStorage?[] found = [.. copies.Select(copy => storages is not null && copy.BackupStorageUuid is { } uuid && storages.TryGetValue(uuid, out BackupStorage? storage) ? storage : null)];
        if (Array.Exists(found, storage => storage is { State: null or "Enabled", Status: null or "Connected" }))
            return RecoveryUse.Yes;
        return Array.Exists(found, storage => storage is null)
            ? Say(RecoveryUse.Unknown, RecoveryReasonId.StorageUnknown, record.Server ?? "?")
            : Say(RecoveryUse.No, RecoveryReasonId.StorageDisconnected, record.Server ?? "?", string.Join(", ", found.Select(storage => $"{storage} ({storage!.State}, {storage.Status})")));
    }

    private RecoveryUse OfImage(ImageInfo image) => image.InstallPath is { Length: > 0 } && image.ImageStore is { Length: > 0 }
        ? RecoveryUse.Yes
        : Say(RecoveryUse.No, RecoveryReasonId.NotReady, image.ImageStore ?? "?", "?", "?", 0);

    private RecoveryUse OfFile(RecoverySighting file)
    {
        SavedBackup saved = file.Saved!;
        if (saved.Problem is not (null or SavedBackupProblem.NoManifest))
            return Say(RecoveryUse.No, RecoveryReasonId.FileDamaged, saved.FullName, saved.Problem);
        if (Differs(file))
            return Say(RecoveryUse.Unknown, RecoveryReasonId.HashDiffers, saved.FullName);
        if (saved.LastTest?.Outcome != BackupTestOutcome.Failed)
            return RecoveryUse.Yes;
        // The other places have the same bytes, where a hash says so.
        if (file.Md5 is not null)
            Limit(RecoveryUse.No);
        return Say(RecoveryUse.No, RecoveryReasonId.TestFailed, saved.LastTest.Level, saved.LastTest.Time);
    }

    private bool Differs(RecoverySighting file) => file.Md5 is not null && _md5 is not null && file.Md5 != _md5;

    /// <summary>The file at home that says most of the backup: whole, the same bytes, and proven the latest.</summary>
    private SavedBackup? BestFile() => _places.Where(place => place.Sighting.Saved is not null && !Differs(place.Sighting)).OrderBy(place => place.Usable)
        .ThenByDescending(place => place.Sighting.Saved!.ProvenAt).ThenByDescending(place => place.Sighting.Saved!.LastTest?.Time).Select(place => place.Sighting.Saved).FirstOrDefault();

    private DateTimeOffset? Proof(SavedBackup? saved)
    {
        if (saved is null || saved.Problem is not (null or SavedBackupProblem.NoManifest))
            Say(RecoveryReasonId.NeverTested);
        else if (saved.Evidence == EvidenceState.Broken || IsFuture(saved.ProvenAt) || IsFuture(saved.LastTest?.Time))
            Say(RecoveryReasonId.EvidenceBroken, saved.FullName);
        else if (saved.ProvenAt is { } proven && saved.LastTest?.Outcome != BackupTestOutcome.Failed)
            return proven;
        else if (saved.LastTest is null)
            Say(RecoveryReasonId.NeverTested);
        else if (saved.LastTest.Outcome != BackupTestOutcome.Failed)
            Say(RecoveryReasonId.NotRestored, saved.LastTest.Level, saved.LastTest.Time);
        return null;
    }

    private void CheckVersion(string? server, string? version)
    {
        RecoveryNode? node = _facts.Nodes.FirstOrDefault(one => one.Server == server) ?? (_facts.Nodes.Count == 1 ? _facts.Nodes.First() : null);
        string? wanted = _facts.ForVersion ?? node?.Version;
        switch (VersionMatch.Of(version, wanted))
        {
            case true:
                return;
            case false:
                Limit(Say(RecoveryUse.No, RecoveryReasonId.OtherVersion, version!, wanted!));
                return;
            case null:
                Limit(Say(RecoveryUse.Unknown, RecoveryReasonId.VersionUnknown, version ?? "?", wanted ?? "?"));
                return;
        }
    }

    /// <summary>The database of another cloud would fit by its version, too.</summary>
    private void CheckNode(string? server)
    {
        if (_facts.Nodes.Count > 0 && !_facts.Nodes.Any(node => node.Server == server))
            Limit(Say(RecoveryUse.Unknown, RecoveryReasonId.OtherNode, server ?? "?", string.Join(", ", _facts.Nodes.Select(node => node.Server))));
    }

    private void CheckTime(DateTimeOffset? created)
    {
        if (created is null)
            Say(RecoveryReasonId.NoTime);
        else if (IsFuture(created))
            Limit(Say(RecoveryUse.Unknown, RecoveryReasonId.FromFuture, created));
    }

    private bool IsFuture(DateTimeOffset? time) => time > _facts.Now + ClockTolerance;

    private RecoverySighting? Best(RecoverySource kind) => _places.Where(place => place.Sighting.Kind == kind).OrderBy(place => place.Usable).Select(place => place.Sighting).FirstOrDefault();

    private T? First<T>(Func<RecoverySighting, T?> property) => _group.Select(property).FirstOrDefault(value => value is not null);

    private static string PlaceName(RecoverySighting sighting) => sighting.Kind switch
    {
        RecoverySource.Record => sighting.Server ?? "?",
        RecoverySource.ImageStore => sighting.Image!.ImageStore ?? "?",
        _ => sighting.Key,
    };

    private static RecoveryUse Worse(RecoveryUse one, RecoveryUse other) => one > other ? one : other;

    private void Limit(RecoveryUse use) => _limit = Worse(_limit, use);

    private RecoveryUse Say(RecoveryUse use, RecoveryReasonId id, params object[] facts)
    {
        Say(id, facts);
        return use;
    }

    private void Say(RecoveryReasonId id, params object[] facts) => _reasons.Add(new RecoveryReason(id, facts));
}
