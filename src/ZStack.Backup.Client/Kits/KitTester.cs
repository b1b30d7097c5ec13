using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Kits;

/// <summary>What a kit is compared with.</summary>
internal sealed class KitTestFacts
{
    public DateTimeOffset Now { get; init; }

    /// <summary>Older is too old; <c>null</c> leaves the age alone.</summary>
    public RetentionDuration? MaximumAge { get; init; }

    /// <summary>What lies in vaults; <c>null</c> when none was looked at.</summary>
    public IReadOnlyCollection<SavedBackup>? Saved { get; init; }

    /// <summary>What nodes say now; empty without a session.</summary>
    public IReadOnlyCollection<KitNodeFacts> Nodes { get; init; } = [];

    /// <summary>Records of the nodes that were reached.</summary>
    public IReadOnlyCollection<DatabaseBackupRecord> Records { get; init; } = [];

    /// <summary>Each takes the secrets of a session out of a text.</summary>
    public IReadOnlyCollection<Redactor> Redactors { get; init; } = [];
}

/// <summary>Looks at a kit as somebody would who depends on it.</summary>
internal static class KitTester
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotFound"/>, <see cref="ZStackErrorKind.FileReadFailed"/></exception>
    /// <exception cref="OperationCanceledException"/>
    public static RecoveryKitResult Test(string path, KitTestFacts facts, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
            throw new ZStackException(ZStackErrorKind.FileNotFound, path);
        try
        {
            RecoveryKit? kit = KitReader.Read(path);
            var checks = new List<BackupTestCheck> { kit is null ? Check("Whole", CheckOutcome.Failed, Finding.KitNotReadable) : Whole(path, cancellation) };
            if (kit is not null)
                checks.AddRange([Fresh(kit, facts), NewestProven(kit, facts), BackupsPresent(kit, facts), NodesKnown(kit, facts), VersionCurrent(kit, facts), StoragesKnown(kit, facts)]);
            checks.Add(NoSecret(path, kit, facts));
            return new RecoveryKitResult { Path = path, Created = kit?.Created, Checks = new ItemList<BackupTestCheck>(checks), Outcome = BackupTestCheck.Overall(checks) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ZStackException(ZStackErrorKind.FileReadFailed, e, path, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Every file is there as it was written, and no other one.</summary>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static BackupTestCheck Whole(string path, CancellationToken cancellation)
    {
        if (KitReader.Text(path, KitNames.Sums) is not { } text || KitSums.Read(text) is not { } sums)
            return Check("Whole", CheckOutcome.Failed, Finding.KitNoSums);
        string[] missing = [.. sums.Keys.Concat(KitNames.Texts).Distinct().Where(name => !sums.ContainsKey(name) || !KitReader.IsFile(Full(path, name)))];
        if (missing.Length > 0)
            return Check("Whole", CheckOutcome.Failed, Finding.KitFilesMissing, string.Join(", ", missing));
        string[] changed = [.. sums.Where(file => Hash(Full(path, file.Key), cancellation) != file.Value).Select(file => file.Key)];
        if (changed.Length > 0)
            return Check("Whole", CheckOutcome.Failed, Finding.KitFilesChanged, string.Join(", ", changed));
        string[] more = [.. Entries(path).Where(name => name != KitNames.Sums && !sums.ContainsKey(name))];
        return more.Length > 0 ? Check("Whole", CheckOutcome.Failed, Finding.KitFilesMore, string.Join(", ", more.Take(10))) : Check("Whole", CheckOutcome.Passed, Finding.KitFilesEqual, sums.Count);
    }

    private static BackupTestCheck Fresh(RecoveryKit kit, KitTestFacts facts) =>
        kit.Created > facts.Now + ClockTolerance ? Check("Fresh", CheckOutcome.Failed, Finding.KitFromFuture, kit.Created)
        : facts.MaximumAge is { } age && kit.Created < age.Before(facts.Now.ToOffset(kit.Created.Offset)) ? Check("Fresh", CheckOutcome.Failed, Finding.KitTooOld, kit.Created, age.ToString())
        : Check("Fresh", CheckOutcome.Passed, Finding.KitFresh, kit.Created);

    /// <summary>The gravest of all nodes.</summary>
    private static BackupTestCheck NewestProven(RecoveryKit kit, KitTestFacts facts)
    {
        if (kit.Backups.Count == 0)
            return Check("NewestProven", CheckOutcome.Failed, Finding.KitNoBackups);
        BackupTestCheck? worst = null;
        foreach (RecoveryKitNode node in kit.Nodes)
        {
            RecoveryKitBackup[] backups = [.. kit.Backups.Where(backup => backup.Server == node.Server)];
            RecoveryKitBackup? proven = KitBuilder.Newest(backups.Where(backup => backup.ProvenAt is not null));
            SavedBackup? newer = facts.Saved?.Where(saved => saved.ProvenAt is not null && (saved.Server ?? "") == node.Server && saved.CreateDate > (proven?.Created ?? DateTimeOffset.MinValue)).OrderByDescending(saved => saved.CreateDate).FirstOrDefault();
            BackupTestCheck? found = newer is not null ? Check("NewestProven", CheckOutcome.Warning, Finding.KitVaultIsNewer, newer.BackupName ?? newer.FullName, node.Server)
                : proven is null ? Check("NewestProven", CheckOutcome.Failed, Finding.KitNoneProven, node.Server)
                : KitBuilder.Newest(backups) is { ProvenAt: null } newest ? Check("NewestProven", CheckOutcome.Warning, Finding.KitNewestUnproven, node.Server, newest.ToString(), proven.ToString())
                : null;
            if (found is not null && worst?.Outcome != CheckOutcome.Failed)
                worst = found;
        }

        return worst ?? Check("NewestProven", CheckOutcome.Passed, Finding.KitNewestProven, kit.Newest?.ToString() ?? "", kit.Newest?.ProvenAt ?? kit.Created);
    }

    private static BackupTestCheck BackupsPresent(RecoveryKit kit, KitTestFacts facts)
    {
        if (kit.Backups.Count == 0)
            return Check("BackupsPresent", CheckOutcome.Failed, Finding.KitNoBackups);
        var gone = new List<string>();
        var unseen = new List<string>();
        foreach (RecoveryKitBackup backup in kit.Backups)
        {
            bool? isThere = IsThere(kit, backup, facts);
            if (isThere is null)
                unseen.Add(backup.ToString());
            else if (isThere is false)
                gone.Add(backup.ToString());
        }

        return gone.Count > 0 ? Check("BackupsPresent", CheckOutcome.Failed, Finding.KitBackupsGone, string.Join(", ", gone))
            : unseen.Count > 0 ? Check("BackupsPresent", CheckOutcome.Unknown, Finding.KitBackupsNotLookedAt, string.Join(", ", unseen))
            : Check("BackupsPresent", CheckOutcome.Passed, Finding.KitBackupsPresent, kit.Backups.Count);
    }

    /// <returns><c>null</c> when no place that it may lie in was looked at.</returns>
    private static bool? IsThere(RecoveryKit kit, RecoveryKitBackup backup, KitTestFacts facts)
    {
        // In the kit itself: whether it is whole has been looked at.
        if (backup.Included is { } included && KitReader.IsFile(Full(kit.Path, included)))
            return true;
        bool? isThere = null;
        if (backup.FullName is not null && facts.Saved is not null)
            isThere = facts.Saved.Any(saved => saved.Problem is null or SavedBackupProblem.NoManifest && (backup.Sha256 is not null && saved.Sha256.Length > 0 ? saved.Sha256 == backup.Sha256 : saved.FullName == backup.FullName && (backup.Size is null || backup.Size == saved.Length)));
        else if (backup.FullName is not null && File.Exists(backup.FullName))
            isThere = backup.Size is null || new FileInfo(backup.FullName).Length == backup.Size;
        if (isThere != true && backup.RecordUuid is not null && facts.Nodes.Any(node => node.Reached && node.Server == backup.Server))
            isThere = facts.Records.Any(record => record.Uuid == backup.RecordUuid && record.Server == backup.Server);
        return isThere;
    }

    private static BackupTestCheck NodesKnown(RecoveryKit kit, KitTestFacts facts)
    {
        string[] unknown = [.. facts.Nodes.Select(node => node.Server).Except(kit.Nodes.Where(node => KitCommands.Host(node) is not null).Select(node => node.Server)), .. kit.Nodes.Where(node => node.Server.Length > 0 && KitCommands.Host(node) is null).Select(node => node.Server)];
        if (kit.Nodes.Count == 0 || unknown.Length > 0)
            return Check("NodesKnown", CheckOutcome.Failed, Finding.KitNodesUnknown, string.Join(", ", unknown.Distinct()));
        string[] silent = [.. facts.Nodes.Where(node => !node.Reached).Select(node => node.Server)];
        if (silent.Length > 0)
            return Check("NodesKnown", CheckOutcome.Unknown, Finding.KitNodesSilent, string.Join(", ", silent));
        string[] missed = [.. kit.Nodes.Where(node => !node.Reached).Select(node => node.Server)];
        return missed.Length > 0 ? Check("NodesKnown", CheckOutcome.Warning, Finding.KitNodesNotReached, string.Join(", ", missed)) : Check("NodesKnown", CheckOutcome.Passed, Finding.KitNodesKnown, kit.Nodes.Count);
    }

    /// <summary>The node as it is now, and the backup that would be restored: both of the version that the kit names.</summary>
    private static BackupTestCheck VersionCurrent(RecoveryKit kit, KitTestFacts facts)
    {
        foreach (KitNodeFacts node in facts.Nodes.Where(node => node.Version is not null))
        {
            if (kit.Nodes.FirstOrDefault(known => known.Server == node.Server)?.Version is { } version && version != node.Version)
                return Check("VersionCurrent", CheckOutcome.Failed, Finding.KitVersionDiffers, node.Server, version, node.Version!);
        }

        foreach (RecoveryKitNode node in kit.Nodes)
        {
            if (node.Version is not null && kit.Backups.FirstOrDefault(backup => backup.Server == node.Server) is { Version: { } version } && version != node.Version)
                return Check("VersionCurrent", CheckOutcome.Failed, Finding.KitVersionDiffers, node.Server, node.Version, version);
        }

        string[] unknown = [.. kit.Nodes.Where(node => node.Version is null).Select(node => node.Server), .. facts.Nodes.Where(node => node.Version is null).Select(node => node.Server)];
        return unknown.Length > 0 ? Check("VersionCurrent", CheckOutcome.Unknown, Finding.KitVersionUnknown, string.Join(", ", unknown.Distinct()))
            : Check("VersionCurrent", CheckOutcome.Passed, Finding.KitVersionCurrent, string.Join(", ", kit.Nodes.Select(node => node.Version).Distinct()));
    }

    /// <summary>Who has to pull a backup knows where from.</summary>
    private static BackupTestCheck StoragesKnown(RecoveryKit kit, KitTestFacts facts)
    {
        var known = new Dictionary<(string Server, string? Uuid), RecoveryKitStorage>();
        foreach (RecoveryKitNode node in kit.Nodes)
        {
            foreach (RecoveryKitStorage storage in node.Storages)
                known[(node.Server, storage.Uuid)] = storage;
        }

        string[] unknown = [.. kit.Backups.SelectMany(backup => backup.Copies.Select(copy => (backup.Server, copy.StorageUuid))).Distinct().Where(copy => !known.TryGetValue(copy, out RecoveryKitStorage? storage) || !KitCommands.IsPlain(storage)).Select(copy => copy.StorageUuid ?? "")];
        if (unknown.Length > 0)
            return Check("StoragesKnown", CheckOutcome.Failed, Finding.KitStoragesUnknown, string.Join(", ", unknown));
        string[] changed = [.. facts.Nodes.SelectMany(node => (node.Storages ?? []).Where(storage => !known.TryGetValue((node.Server, storage.Uuid), out RecoveryKitStorage? old) || (old.Host, old.SshPort, old.StoragePath, old.User) != (storage.Hostname, storage.SshPort, storage.StoragePath, storage.Username)).Select(storage => storage.ToString()))];
        if (changed.Length > 0)
            return Check("StoragesKnown", CheckOutcome.Warning, Finding.KitStoragesChanged, string.Join(", ", changed));
        int count = kit.Backups.SelectMany(backup => backup.Copies.Select(copy => (backup.Server, copy.StorageUuid))).Distinct().Count();
        return count > 0 ? Check("StoragesKnown", CheckOutcome.Passed, Finding.KitStoragesKnown, count) : Check("StoragesKnown", CheckOutcome.Warning, Finding.KitNoStorages);
    }

    /// <summary>Backups in the kit are full of them; the pages are not to have any.</summary>
    /// <remarks>A secret of a session may be an ordinary word, which our own sentences use: it is looked for in what has come from outside.</remarks>
    private static BackupTestCheck NoSecret(string path, RecoveryKit? kit, KitTestFacts facts)
    {
        bool isKnown = kit is not null && Values(kit).OfType<string>().Any(value => facts.Redactors.Any(redactor => Finds(redactor, value)));
        string[] suspect = [.. KitNames.Texts.Where(name => (isKnown && name == KitNames.Json) || (KitReader.Text(path, name) is { } text && text.Split('\n').Any(line => Finds(Redactor.Patterns, KitCommands.WithoutPlaceholders(line)))))];
        return suspect.Length > 0 ? Check("NoSecret", CheckOutcome.Failed, Finding.KitHoldsSecret, string.Join(", ", suspect)) : Check("NoSecret", CheckOutcome.Passed, Finding.KitNoSecret, KitNames.Texts.Count);
    }

    private static bool Finds(Redactor redactor, string text)
    {
        string plain = new([.. text.Where(c => !Redactor.Acts(c))]);
        return redactor.Clean(plain) != plain;
    }

    /// <summary>All that has come from outside.</summary>
    private static IEnumerable<string?> Values(RecoveryKit kit) =>
        kit.Nodes.SelectMany(node => (string?[])[node.Server, node.Url, node.Version, .. node.Storages.SelectMany(storage => (string?[])[storage.Name, storage.Host, storage.User, storage.StoragePath, storage.Status])])
            .Concat(kit.Backups.SelectMany(backup => (string?[])[backup.Name, backup.Version, backup.FullName, .. backup.Copies.Select(copy => copy.InstallPath)]))
            .Append(kit.Note);

    private static BackupTestCheck Check(string name, CheckOutcome outcome, Finding finding, params object[] facts) => new(name, outcome, finding, facts);

    private static string Full(string folder, string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));

    private static string Hash(string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return KitSums.Of(file, cancellation);
    }

    /// <summary>Names of all that lies in it, with a slash; folders of others by their own name.</summary>
    private static IEnumerable<string> Entries(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos().SelectMany(entry =>
        entry is DirectoryInfo { Name: KitNames.Backups } backups && (backups.Attributes & FileAttributes.ReparsePoint) == 0 ? backups.EnumerateFileSystemInfos().Select(file => KitNames.Backups + "/" + file.Name) : [entry.Name]);
}
