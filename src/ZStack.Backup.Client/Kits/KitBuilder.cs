using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ZStack.Backup.Client.ImageStore;

namespace ZStack.Backup.Client.Kits;

/// <summary>Decides what a recovery kit holds. A function of what is known; reads and writes nothing.</summary>
internal static class KitBuilder
{
    private const string PairType = "multiDatabase";
    private const string SingleType = "singleDatabase";

    public static RecoveryKit Build(KitFacts facts)
    {
        string[] servers = [.. Servers(facts)];
        RecoveryKitBackup[] backups = [.. servers.SelectMany(server => Backups(facts, server))];
        return new RecoveryKit
        {
            Created = facts.Now,
            ModuleVersion = facts.ModuleVersion,
            Note = Clean(facts, facts.Note),
            Nodes = new ItemList<RecoveryKitNode>(servers.Select(server => Node(facts, server))),
            Backups = new ItemList<RecoveryKitBackup>(backups),
            Newest = Newest(backups),
            Proven = Newest(backups.Where(backup => backup.ProvenAt is not null)),
            Lacks = new ItemList<RecoveryKitWarning>(servers.SelectMany(server => Lacks(facts, server, [.. backups.Where(backup => backup.Server == server)]))),
        };
    }

    /// <summary>The newest whose time is known.</summary>
    public static RecoveryKitBackup? Newest(IEnumerable<RecoveryKitBackup> backups) =>
        backups.Where(backup => backup.Created is not null).OrderByDescending(backup => backup.Created).FirstOrDefault();

    /// <summary>Those that were asked first; then those that backups tell of; then what the older kit knew: who is dead for good is not forgotten because of it.</summary>
    private static IEnumerable<string> Servers(KitFacts facts) =>
        facts.Nodes.Select(node => node.Server)
            .Concat(facts.Points.Select(point => point.Server ?? "").OrderBy(server => server.Length == 0).ThenBy(server => server, StringComparer.Ordinal))
            .Concat(facts.Older?.Nodes.Select(node => node.Server) ?? [])
            .Distinct(StringComparer.Ordinal);

    private static RecoveryKitNode Node(KitFacts facts, string server)
    {
        KitNodeFacts? asked = facts.Nodes.Where(node => node.Server == server).OrderByDescending(node => node.Reached).FirstOrDefault();
        RecoveryKitNode? older = facts.Older?.Nodes.FirstOrDefault(node => node.Server == server);
        string?[] types = [.. facts.Points.Where(point => (point.Server ?? "") == server).OrderByDescending(point => point.Created).Select(point => point.Record?.DatabaseType ?? point.Image?.DatabaseType)];
        bool? isPair = types.FirstOrDefault(type => type is PairType or SingleType) is { } type ? type == PairType : older?.IsPair;
        bool reached = asked?.Reached == true;
        return new RecoveryKitNode
        {
            Server = server,
            Url = asked?.Url ?? older?.Url,
            Version = Clean(facts, asked?.Version ?? older?.Version),
            IsPair = isPair,
            CertificateThumbprint = asked is null ? older?.CertificateThumbprint : asked.CertificateThumbprint,
            SeenAt = reached ? facts.Now : older?.SeenAt,
            Reached = reached,
            Storages = asked?.Storages is { } storages ? new ItemList<RecoveryKitStorage>(storages.Select(storage => Storage(facts, storage)).OrderBy(storage => storage.Name, StringComparer.Ordinal)) : older?.Storages ?? ItemList<RecoveryKitStorage>.Empty,
        };
    }

    private static RecoveryKitStorage Storage(KitFacts facts, BackupStorage storage) => new()
    {
        Uuid = storage.Uuid,
        Name = Clean(facts, storage.Name),
        Host = Clean(facts, storage.Hostname),
        SshPort = storage.SshPort,
        User = Clean(facts, storage.Username),
        StoragePath = Clean(facts, storage.StoragePath),
        // Not told by the API; the registry of an image store listens there unless somebody changed it.
        RegistryPort = ImageStoreUrl.DefaultRegistryPort,
        AvailableCapacity = storage.AvailableCapacity,
        Status = Clean(facts, storage.Status),
    };

    private static IEnumerable<RecoveryKitBackup> Backups(KitFacts facts, string server)
    {
        RecoveryPoint[] points = [.. facts.Points.Where(point => (point.Server ?? "") == server)];
        RecoveryPoint[] promising = [.. points.Where(point => point.Usable != RecoveryUse.No)];
        // What cannot be restored today is better than an empty page.
        RecoveryPoint[] candidates = promising.Length > 0 ? promising : points;
        var chosen = new HashSet<RecoveryPoint>(candidates.OrderByDescending(point => point.Created).Take(facts.Latest));
        RecoveryPoint? proven = candidates.Where(point => point.ProvenAt is not null).OrderByDescending(point => point.Created).FirstOrDefault();
        if (proven is not null)
            chosen.Add(proven);
        RecoveryPoint? included = facts.Includes ? ToInclude(points) : null;
        if (included is not null)
            chosen.Add(included);
        RecoveryKitBackup[] now = [.. points.Where(chosen.Contains).Select(point => Backup(facts, server, point, point == included))];
        bool answered = facts.Nodes.Any(node => node.Server == server && node.Reached);
        IEnumerable<RecoveryKitBackup> older = answered ? [] : facts.Older?.Backups.Where(backup => backup.Server == server && !points.Any(point => IsSame(point, backup))) ?? [];
        // Kept is what the newest page needs, not the history of all kits.
        return now.Concat(older.Take(facts.Latest + 1).Select(backup => Kept(facts.Older!, backup)));
    }

    /// <summary>The newest proven dump that is a file at home; without one the newest that is there.</summary>
    private static RecoveryPoint? ToInclude(IEnumerable<RecoveryPoint> points) =>
        points.Where(point => point.Saved is { Problem: null or SavedBackupProblem.NoManifest }).OrderBy(point => point.ProvenAt is null).ThenByDescending(point => point.Created).FirstOrDefault();

    private static RecoveryKitBackup Backup(KitFacts facts, string server, RecoveryPoint point, bool included) => new()
    {
        Server = server,
        Name = Clean(facts, point.BackupName),
        Created = point.Created,
        Version = Clean(facts, point.Version),
        Size = point.Size,
        Md5 = KitCommands.Hash(point.Md5, 32),
        Sha256 = KitCommands.Hash(point.Saved?.Sha256, 64),
        ProvenAt = point.ProvenAt,
        RecordUuid = point.Record?.Uuid,
        Copies = Copies(facts, point),
        FullName = point.FullName,
        Included = included ? "backups/" + FileName(facts, point) : null,
    };

    private static ItemList<RecoveryKitCopy> Copies(KitFacts facts, RecoveryPoint point) => new((point.Record?.BackupStorageRefs ?? ItemList<BackupStorageRef>.Empty)
        .Select(copy => new RecoveryKitCopy { StorageUuid = copy.BackupStorageUuid, InstallPath = Clean(facts, copy.InstallPath) })
        .Concat(point.Image is { InstallPath: { } path } && point.Record?.BackupStorageRefs.Any(copy => copy.InstallPath == path) != true ? [new RecoveryKitCopy { InstallPath = Clean(facts, path) }] : []));

    /// <summary>A name that SHA256SUMS, a shell and every file system take as it is; two nodes may have files of one name.</summary>
    private static string FileName(KitFacts facts, RecoveryPoint point)
    {
        int number = facts.Points.TakeWhile(other => other != point).Count() + 1;
        string name = Path.GetFileName(point.FullName!);
        return KitCommands.IsPlainName(name) && name.EndsWith(".gz", StringComparison.Ordinal) ? $"{number.ToString(CultureInfo.InvariantCulture)}-{name}" : $"{number.ToString(CultureInfo.InvariantCulture)}-backup.gz";
    }

    private static string? Clean(KitFacts facts, string? text) => text is null ? null : facts.Clean(text);

    private static bool IsSame(RecoveryPoint point, RecoveryKitBackup backup) =>
        point.Md5 is not null && backup.Md5 is not null ? point.Md5 == backup.Md5 : point.BackupName == backup.Name && point.Created == backup.Created;

    private static RecoveryKitBackup Kept(RecoveryKit older, RecoveryKitBackup backup) => new()
    {
        Server = backup.Server,
        Name = backup.Name,
        Created = backup.Created,
        Version = backup.Version,
        Size = backup.Size,
        Md5 = KitCommands.Hash(backup.Md5, 32),
        Sha256 = KitCommands.Hash(backup.Sha256, 64),
        ProvenAt = backup.ProvenAt,
        RecordUuid = backup.RecordUuid,
        Copies = backup.Copies,
        FullName = backup.FullName,
        KnownFrom = backup.KnownFrom ?? older.Created,
    };

    private static IEnumerable<RecoveryKitWarning> Lacks(KitFacts facts, string server, RecoveryKitBackup[] backups)
    {
        RecoveryKitNode node = Node(facts, server);
        if (!node.Reached && (node.SeenAt is not null || facts.Nodes.Any(asked => asked.Server == server)))
            yield return node.SeenAt is { } seen ? new RecoveryKitWarning(RecoveryKitLack.NodeFromOlderKit, server, seen) : new RecoveryKitWarning(RecoveryKitLack.NodeUnknown, server);
        if (backups.Length == 0)
            yield return new RecoveryKitWarning(RecoveryKitLack.NoBackup, server);
        else if (!backups.Any(backup => backup.ProvenAt is not null))
            yield return new RecoveryKitWarning(RecoveryKitLack.NoProvenBackup, server);
        else if (Newest(backups) is { ProvenAt: null } newest)
            yield return new RecoveryKitWarning(RecoveryKitLack.NewestNotProven, server, newest.ToString());
        if (facts.Includes && backups.Length > 0 && !backups.Any(backup => backup.Included is not null))
            yield return new RecoveryKitWarning(RecoveryKitLack.NothingToInclude, server);
    }
}
