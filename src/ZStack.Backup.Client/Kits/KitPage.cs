using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client.Kits;

/// <summary>What a page of a kit says, in one language. A function of the kit.</summary>
internal sealed class KitPage
{
    private readonly RecoveryKit _kit;
    private readonly KitLanguage _words;
    private readonly List<KitBlock> _blocks = [];

    private KitPage(RecoveryKit kit, KitLanguage words)
    {
        _kit = kit;
        _words = words;
    }

    public static IReadOnlyList<KitBlock> Of(RecoveryKit kit, KitLanguage words)
    {
        var page = new KitPage(kit, words);
        page.Write();
        return page._blocks;
    }

    private void Write()
    {
        Add(new KitHeading(1, _words[KitText.Title]));
        Say(KitText.Intro);
        var made = new List<(string, string)> { (_words[KitText.Made], Time(_kit.Created)), (_words[KitText.MadeBy], "ZStack.Backup " + _words.Show(_kit.ModuleVersion)) };
        if (!string.IsNullOrWhiteSpace(_kit.Note))
            made.Add((_words[KitText.NoteLabel], _words.Show(_kit.Note)));
        Add(new KitValues(made));
        if (_kit.Backups.Any(backup => backup.Included is not null))
            Add(new KitParagraph(_words[KitText.HoldsDumps], IsWarning: true));
        Say(KitText.HoldsNoSecret);
        foreach (RecoveryKitWarning warning in _kit.Lacks)
            Add(new KitParagraph(_words[warning], IsWarning: true));
        foreach (RecoveryKitNode node in _kit.Nodes)
            Write(node, [.. _kit.Backups.Where(backup => backup.Server == node.Server)]);
        After();
        Keep();
        Add(new KitHeading(2, _words[KitText.WholeTitle]));
        Add(new KitSteps([new KitStep(_words[KitText.WholeHow], "sha256sum -c SHA256SUMS")]));
    }

    private void Write(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        Add(new KitHeading(2, node.Server.Length > 0 ? _words[KitText.ForNode, node.Server] : _words[KitText.UnknownNode]));
        Add(new KitValues(
        [
            (_words[KitText.Addresses], _words.Show(node.Url ?? Or(node.Server))),
            (_words[KitText.Version], _words.Show(Or(node.Version))),
            (_words[KitText.Kind], _words[node.IsPair switch { true => KitText.KindPair, false => KitText.KindSingle, _ => KitText.Unknown }]),
            .. node.CertificateThumbprint is { } print ? ((string, string)[])[(_words[KitText.Thumbprint], _words.Show(print))] : [],
            (_words[KitText.Reached], node.Reached ? _words[KitText.ReachedNow] : node.SeenAt is { } seen ? _words[KitText.ReachedThen, seen] : _words[KitText.ReachedNever]),
            (_words[KitText.NewestProvenLabel], KitBuilder.Newest(backups.Where(backup => backup.ProvenAt is not null)) is { } proven
                ? _words[KitText.NewestProvenAge, proven.ToString(), proven.Created!, Age(_kit.Created - proven.Created!.Value)] : _words[KitText.NoneProven]),
        ]));
        Add(new KitHeading(3, _words[KitText.QuestionsTitle]));
        Add(new KitSteps(
        [
            new KitStep(_words[KitText.QuestionApi] + " " + _words[KitText.QuestionApiYes], [.. KitCommands.Host(node) is not null && node.Url is { } url ? (string[])[$"curl -sS -m 10 -o /dev/null -w '%{{http_code}}\\n' \\", $"    {url}/v1/management-nodes/ready"] : []]),
            new KitStep(_words[KitText.QuestionBoot] + " " + _words[KitText.QuestionBootYes], KitCommands.LogIn(node)),
            new KitStep(_words[KitText.QuestionPair] + " " + _words[KitText.QuestionPairYes] + " " + _words[KitText.QuestionNone]),
        ]));
        Say(KitText.OnePasteAtATime);
        Way(KitText.ModuleWay, ModuleSteps(node, backups));
        Way(KitText.NodeWay, NodeSteps(node, backups));
        KitStep[] others = [.. OtherSources(node, backups)];
        if (others.Length > 0)
        {
            Say(KitText.OtherSources);
            Add(new KitSteps(others));
        }

        Way(KitText.MachineWay, MachineSteps());
        Way(KitText.PairWay, [new KitStep(_words[KitText.StepPairSee], KitCommands.SeePair), new KitStep(_words[KitText.StepThenPair]), new KitStep(_words[KitText.StepStartPair], KitCommands.StartPair)]);
        Tables(node, backups);
    }

    private void Way(KitText title, IEnumerable<KitStep> steps)
    {
        Add(new KitHeading(3, _words[title]));
        Add(new KitSteps([.. steps]));
    }

    private IEnumerable<KitStep> ModuleSteps(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        yield return Step(KitText.StepImport, "Import-Module ZStack.Backup");
        yield return Step(KitText.StepConnect, KitCommands.Connect(node));
        string? vault = backups.Select(backup => backup.FullName).OfType<string>().Select(System.IO.Path.GetDirectoryName).FirstOrDefault(path => !string.IsNullOrEmpty(path) && IsVisible(path!));
        yield return Step(KitText.StepFind, KitCommands.Find(vault));
        yield return Step(KitText.StepRootPassword, KitCommands.ReadRoot);
        RecoveryKitBackup? best = backups.FirstOrDefault(backup => KitCommands.RestoreRecord(backup).Length > 0);
        if (best is null)
            yield return new KitStep(_words[KitText.StepNoRecord]);
        else
            yield return new KitStep(_words[KitText.StepRestore, best.ToString(), Or(best.Created)], KitCommands.RestoreRecord(best));
        foreach ((RecoveryKitBackup backup, RecoveryKitCopy copy, RecoveryKitStorage storage) in Stored(node, backups).Where(one => KitCommands.RestoreImage(one.Storage, one.Copy).Length > 0).Take(1))
            yield return new KitStep(_words[KitText.StepRestoreStore, backup.ToString(), storage.ToString()], KitCommands.RestoreImage(storage, copy));
        yield return Step(KitText.StepFollow, KitCommands.Follow);
    }

    private IEnumerable<KitStep> NodeSteps(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        yield return Step(KitText.StepLogIn, KitCommands.LogIn(node));
        yield return Step(KitText.StepPreflight, KitCommands.Preflight);
        yield return Step(KitText.StepFolder, KitCommands.Folder);
        (RecoveryKitBackup Backup, RecoveryKitCopy Copy, RecoveryKitStorage Storage)[] stored = Pullable(node, backups);
        if (stored.Length == 0)
        {
            foreach (KitStep file in FileSteps(node, backups))
                yield return file;
            yield return Step(Stored(node, backups).Any() ? KitText.StepStoreOdd : KitText.NothingOnStorage);
        }
        else
        {
            yield return new KitStep(_words[KitText.StepStorePassword, $"{stored[0].Storage.User}@{stored[0].Storage.Host}"], KitCommands.ReadStore);
            yield return new KitStep(_words[KitText.StepStore, stored[0].Storage.ToString()], [.. KitCommands.Encode, .. KitCommands.Store(stored[0].Storage)]);
            yield return new KitStep(_words[KitText.StepBackup, stored[0].Backup.ToString(), Or(stored[0].Backup.Created)], KitCommands.Backup(stored[0].Backup, stored[0].Copy));
            yield return Step(KitText.StepScan, KitCommands.Scan);
            yield return Step(KitText.StepPull, KitCommands.Pull);
            yield return Step(KitText.StepCopy, KitCommands.Copy);
            yield return Step(KitText.StepSum, KitCommands.Sum);
        }

        yield return Step(KitText.StepMySql, KitCommands.ReadMySql);
        yield return Step(KitText.StepCheck, KitCommands.Check);
        yield return Step(node.IsPair == true ? KitText.StepRestorePair : KitText.StepRestoreNode, KitCommands.Restore);
        yield return Step(KitText.StepSafety, KitCommands.Safety);
        yield return Step(KitText.StepCount, KitCommands.Count);
        // Where nothing tells which it is, whoever reads it decides.
        if (node.IsPair != true)
            yield return Step(KitText.StepStart, KitCommands.Start);
        if (node.IsPair != false)
            yield return Step(KitText.StepStartPair, KitCommands.StartPair);
        yield return Step(KitText.StepStatus, KitCommands.Status);
        yield return Step(KitText.StepCleanLog, KitCommands.Clean);
    }

    /// <summary>What can be restored instead: the same steps with another source.</summary>
    private IEnumerable<KitStep> OtherSources(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        (RecoveryKitBackup Backup, RecoveryKitCopy Copy, RecoveryKitStorage Storage)[] stored = Pullable(node, backups);
        foreach (KitStep file in stored.Length > 0 ? FileSteps(node, backups) : [])
            yield return file;
        foreach ((RecoveryKitBackup backup, RecoveryKitCopy copy, RecoveryKitStorage storage) in stored.Skip(1))
            yield return new KitStep(_words[KitText.StepBackupNext, backup.ToString(), Or(backup.Created), storage.ToString()], [.. KitCommands.Store(storage), .. KitCommands.Backup(backup, copy)]);
    }

    private IEnumerable<KitStep> FileSteps(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        foreach (RecoveryKitBackup backup in backups.Where(backup => backup.Included is not null))
            yield return new KitStep(_words[KitText.StepCopyKit, backup.ToString(), Or(backup.Created)], KitCommands.CopyIncluded(backup.Included!));
        foreach (RecoveryKitBackup backup in backups.Where(backup => KitCommands.CopyHome(node, backup, IsVisible).Length > 0).Take(1))
            yield return new KitStep(_words[KitText.StepCopyHome, backup.ToString(), Or(backup.Created)], KitCommands.CopyHome(node, backup, IsVisible));
    }

    /// <summary>Copies that the commands here can name.</summary>
    private static (RecoveryKitBackup Backup, RecoveryKitCopy Copy, RecoveryKitStorage Storage)[] Pullable(RecoveryKitNode node, RecoveryKitBackup[] backups) =>
        [.. Stored(node, backups).Where(one => KitCommands.Backup(one.Backup, one.Copy).Length > 0 && KitCommands.IsPlain(one.Storage))];

    private IEnumerable<KitStep> MachineSteps() =>
    [
        Step(KitText.StepInstall),
        Step(KitText.StepAddress),
        Step(KitText.StepConfig, KitCommands.RestoreConfig),
        Step(KitText.StepThenNode),
    ];

    private void Tables(RecoveryKitNode node, RecoveryKitBackup[] backups)
    {
        Add(new KitHeading(3, _words[KitText.BackupsTitle]));
        if (backups.Length == 0)
        {
            Say(KitText.NoBackups);
        }
        else
        {
            Add(new KitTable(
                [_words[KitText.ColumnBackup], _words[KitText.ColumnCreated], _words[KitText.ColumnVersion], _words[KitText.ColumnSize], _words[KitText.ColumnProven], _words[KitText.ColumnHash], _words[KitText.ColumnPlaces]],
                [.. backups.Select(backup => Row(node, backup))]));
        }

        Add(new KitHeading(3, _words[KitText.StoragesTitle]));
        if (node.Storages.Count == 0)
        {
            Say(KitText.NoStorages);
        }
        else
        {
            Add(new KitTable(
                [_words[KitText.ColumnStorage], _words[KitText.ColumnAddress], _words[KitText.ColumnUser], _words[KitText.ColumnPath], _words[KitText.ColumnRegistry], _words[KitText.ColumnFree], _words[KitText.ColumnStatus]],
                [.. node.Storages.Select(Row)]));
        }
    }

    private IReadOnlyList<string> Row(RecoveryKitNode node, RecoveryKitBackup backup) =>
    [
        _words.Show(backup.ToString()) + (backup.KnownFrom is { } older ? " " + _words[KitText.FromOlder, older] : ""),
        Time(backup.Created),
        _words.Show(Or(backup.Version)),
        Size(backup.Size),
        backup.ProvenAt is { } proven ? Time(proven) : _words[KitText.Never],
        KitCommands.Hash(backup.Sha256, 64) is { } sha256 ? "SHA-256 " + sha256 : KitCommands.Hash(backup.Md5, 32) is { } md5 ? "MD5 " + md5 : _words[KitText.Unknown],
        Or(string.Join("; ", backup.Copies.Select(copy => _words[KitText.PlaceStorage, node.Storages.FirstOrDefault(storage => storage.Uuid == copy.StorageUuid)?.ToString() ?? copy.StorageUuid ?? _words[KitText.Unknown], copy.InstallPath ?? _words[KitText.Unknown]])
            .Concat(backup.FullName is { } file ? [_words[KitText.PlaceFile, file]] : [])
            .Concat(backup.Included is { } included ? [_words[KitText.PlaceKit, included]] : []))),
    ];

    private IReadOnlyList<string> Row(RecoveryKitStorage storage) =>
    [
        _words.Show(storage.ToString()),
        _words.Show(storage.Host is { } host ? $"{host}:{storage.SshPort ?? 22}" : _words[KitText.Unknown]),
        _words.Show(Or(storage.User)),
        _words.Show(Or(storage.StoragePath)),
        storage.RegistryPort.ToString(CultureInfo.InvariantCulture),
        Size(storage.AvailableCapacity),
        _words.Show(Or(storage.Status)),
    ];

    private void After()
    {
        Add(new KitHeading(2, _words[KitText.AfterTitle]));
        var withBackups = new HashSet<string?>(_kit.Backups.SelectMany(backup => backup.Copies.Select(copy => copy.StorageUuid)));
        RecoveryKitStorage[] storages = [.. _kit.Nodes.SelectMany(node => node.Storages).Where(storage => withBackups.Contains(storage.Uuid))];
        Add(new KitSteps(
        [
            Step(KitText.AfterSafety), Step(KitText.AfterHa), Step(KitText.AfterSync, [.. storages.SelectMany(KitCommands.Sync).Distinct()]), Step(KitText.AfterOthers),
            Step(KitText.AfterSessions), Step(KitText.AfterVolumes), Step(KitText.AfterAddresses), Step(KitText.AfterEmpty),
        ]));
    }

    private void Keep()
    {
        Add(new KitHeading(2, _words[KitText.KeepTitle]));
        Add(new KitChecklist(
        [
            Step(KitText.KeepRoot), Step(KitText.KeepMySql), Step(KitText.KeepAdmin), Step(KitText.KeepStore),
            new KitStep(_words[KitText.KeepConfig] + " " + _words[KitText.KeepConfigHow], KitCommands.SaveConfig), Step(KitText.KeepLicence), Step(KitText.KeepInstaller), Step(KitText.KeepModule),
        ]));
    }

    private static IEnumerable<(RecoveryKitBackup Backup, RecoveryKitCopy Copy, RecoveryKitStorage Storage)> Stored(RecoveryKitNode node, IEnumerable<RecoveryKitBackup> backups) =>
        from backup in backups
        from copy in backup.Copies
        from storage in node.Storages
        where storage.Uuid is not null && storage.Uuid == copy.StorageUuid
        select (backup, copy, storage);

    private KitStep Step(KitText text, params string[] lines) => new(_words[text], lines);

    private bool IsVisible(string text) => _words.Show(text) == text;

    private string Or(string? text) => string.IsNullOrEmpty(text) ? _words[KitText.Unknown] : text!;

    private string Or(DateTimeOffset? time) => time is null ? _words[KitText.Unknown] : Time(time);

    private string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture) ?? _words[KitText.Unknown];

    private string Size(long? bytes)
    {
        if (bytes is not { } count)
            return _words[KitText.Unknown];
        (double unit, string name) = count >= 1L << 30 ? (1L << 30, "GiB") : count >= 1L << 20 ? (1L << 20, "MiB") : (1L << 10, "KiB");
        return (count / unit).ToString("0.0", CultureInfo.InvariantCulture) + " " + name;
    }

    private static string Age(TimeSpan age) => age < TimeSpan.Zero ? "0h" : age.TotalDays >= 2 ? ((int)age.TotalDays).ToString(CultureInfo.InvariantCulture) + "d" : ((int)age.TotalHours).ToString(CultureInfo.InvariantCulture) + "h";

    private void Say(KitText text) => Add(new KitParagraph(_words[text]));

    private void Add(KitBlock block) => _blocks.Add(block);
}
