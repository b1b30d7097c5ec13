using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Testing;

/// <summary>Tests one backup file. What is wrong with its contents is a result, what keeps it from being read an exception.</summary>
public sealed class BackupTester
{
    private static readonly string[] NeededDatabases = ["zstack", "zstack_rest"];

    /// <summary>There since the first version, and no node works without them.</summary>
    private static readonly string[] NeededTables =
    [
        "ManagementNodeVO", "AccountVO", "AccountResourceRefVO", "ZoneEO", "ClusterEO", "HostEO", "KVMHostVO", "PrimaryStorageEO",
        "BackupStorageEO", "ImageEO", "VolumeEO", "VmInstanceEO", "VmNicVO", "L2NetworkEO", "L3NetworkEO", "UsedIpVO",
        "GlobalConfigVO", "SystemTagVO", "schema_version",
    ];

    /// <summary>Filled at the first start of a node, and never empty from then on.</summary>
    private static readonly string[] FilledTables = ["AccountVO", "GlobalConfigVO"];

    private const int MaxTries = 5;

    private readonly BackupTestRequest _request;
    private readonly IRowSink? _sink;
    private readonly IProgress<ClientEvent>? _events;
    private readonly CancellationToken _stopping;
    private readonly List<BackupTestCheck> _checks = [];
    private readonly List<BackupTestPhase> _phases = [];
    private DumpReader? _dump;
    private string? _databaseServer;

    private BackupTester(BackupTestRequest request, IRowSink? sink, IProgress<ClientEvent>? events, CancellationToken stopping)
    {
        _request = request;
        _sink = sink;
        _events = events;
        _stopping = stopping;
    }

    /// <summary>Reads on the calling thread until the test is over.</summary>
    /// <exception cref="ZStackException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static BackupTestResult Test(BackupTestRequest request, IProgress<ClientEvent>? events, CancellationToken stopping) =>
        Test(request, null, events, stopping);

    /// <param name="sink">Takes values out of the rows. What it has is worth something only if the test does not fail.</param>
    internal static BackupTestResult Test(BackupTestRequest request, IRowSink? sink, IProgress<ClientEvent>? events, CancellationToken stopping) =>
        new BackupTester(request, sink, events, stopping).Test();

    private BackupTestResult Test()
    {
        var watch = Stopwatch.StartNew();
        (FileStream opened, BackupManifest? manifest) = OpenBoth();
        using FileStream stream = opened;
        long length = BackupFile.Try(_request.FullName, () => stream.Length);
        var meter = new ProgressMeter(_events, ProgressActivity.ReadBackup, Path.GetFileName(_request.FullName), length);
        using var file = new RawFile(stream, _request.FullName, hashes: true, meter, _stopping);
        // What is no file of a disk may have no length and yet something to read: its contents are not tested.
        if (length == 0 || _request.Level == BackupTestLevel.Checksum)
            ReadBytes(file);
        else
            ReadDump(file, length);
        _phases.Add(new BackupTestPhase("read", watch.Elapsed.TotalSeconds));
        string md5 = file.Md5()!;
        string sha256 = file.Sha256()!;
        Compare(manifest, file.Position, md5, sha256);
        if (_request.Level == BackupTestLevel.Restore)
            Restore();
        return Result(length, md5, sha256, watch.Elapsed);
    }

    /// <summary>The file and the manifest that belongs to it: another call may replace both between the one and the other.</summary>
    private (FileStream File, BackupManifest? Manifest) OpenBoth()
    {
        for (int tries = 1; ; tries++)
        {
            FileStream file = BackupFile.Open(_request.FullName);
            int checks = _checks.Count;
            BackupManifest? manifest = ReadManifest();
            if (tries == MaxTries || FileFacts.Of(_request.FullName) is not { Type: '-' } there || FileFacts.Of(file)?.IsSameAs(there) != false)
                return (file, manifest);
            file.Dispose();
            _checks.RemoveRange(checks, _checks.Count - checks);
        }
    }

    /// <summary>The worst of the checks; a test that tested nothing has none.</summary>
    private BackupTestResult Result(long length, string md5, string sha256, TimeSpan duration) => new()
    {
        Outcome = BackupTestCheck.Overall(_checks),
        Level = _request.Level,
        FullName = _request.FullName,
        Length = length,
        Checks = new ItemList<BackupTestCheck>(_checks),
        Version = _dump?.Content.Version?.ToString(),
        Databases = new ItemList<string>(_dump?.Content.Databases ?? []),
        Tables = _dump?.Content.TableCount,
        Rows = _dump?.Content.Rows,
        DumpStarted = _dump?.Dumps.Started,
        DumpCompleted = _dump?.Dumps.Completed,
        Md5 = md5,
        Sha256 = sha256,
        Phases = new ItemList<BackupTestPhase>(_phases),
        DatabaseServer = _databaseServer,
        Duration = duration,
    };

    private BackupManifest? ReadManifest()
    {
        try
        {
            return BackupManifest.ReadBeside(_request.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add(CheckNames.Checksum, CheckOutcome.Unknown, Finding.ManifestUnreadable, BackupManifest.PathFor(_request.FullName), Reason.Why(e));
            return null;
        }
    }

    private void Compare(BackupManifest? manifest, long length, string md5, string sha256)
    {
        if (_request.Md5 is { } known)
            CompareHash("MD5", known, md5);
        if (manifest?.Length is { } expected && expected != length)
            Fail(CheckNames.Checksum, Finding.LengthDiffers, expected, length);
        if (manifest?.Sha256 is { } hash)
            CompareHash("SHA-256", hash, sha256);
        else if (manifest?.Md5 is { } md5Hash)
            CompareHash("MD5", md5Hash, md5);
        bool isTested = length == 0 || _checks.Any(c => c.Name is CheckNames.Checksum or CheckNames.Gzip);
        if (!isTested)
            Add(CheckNames.Checksum, CheckOutcome.Unknown, Finding.NothingToCompareWith);
    }

    private void CompareHash(string name, string expected, string found)
    {
        if (string.Equals(expected.Trim(), found, StringComparison.OrdinalIgnoreCase))
            Pass(CheckNames.Checksum, Finding.HashEqual, name);
        else
            Fail(CheckNames.Checksum, Finding.HashDiffers, name, expected, found);
    }

    private void ReadBytes(RawFile file)
    {
        file.ReadRest();
        if (file.Position == 0)
            Fail(CheckNames.NotEmpty, Finding.IsEmpty);
        else
            Pass(CheckNames.NotEmpty, Finding.HasBytes, file.Position);
    }

    private void ReadDump(RawFile file, long length)
    {
        Pass(CheckNames.NotEmpty, Finding.HasBytes, length);
        try
        {
            using var gzip = new GzipReader(file);
            BackupFaultException? fault = ReadText(gzip);
            // What is wrong with the text is told only of a file that is whole: else it is just what a broken file looks like.
            gzip.ReadRest();
            Pass(CheckNames.Gzip, Finding.GzipIsWhole, gzip.Length);
            CheckText(fault);
        }
        catch (BackupFaultException e)
        {
            _checks.Add(new(e.Check, CheckOutcome.Failed, e.Found));
            file.ReadRest();
        }
    }

    private BackupFaultException? ReadText(GzipReader gzip)
    {
        var dump = new DumpReader(gzip.Read, _sink);
        try
        {
            dump.Read();
            _dump = dump;
            return null;
        }
        catch (BackupFaultException e) when (e.Check != CheckNames.Gzip)
        {
            _dump = dump;
            return e;
        }
    }

    private void CheckText(BackupFaultException? fault)
    {
        DumpReader dump = _dump!;
        if (dump.Dumps.Parts.Count > 0)
            Pass(CheckNames.IsDump, Finding.IsDump, dump.Dumps.Parts[0].Header, dump.Dumps.Parts[0].ServerVersion ?? "?");
        if (fault is null || fault.Check == CheckNames.Dumps)
            Pass(CheckNames.Statements, Finding.StatementsAreWhole, dump.Statements);
        // Of a dump that broke off, the next one's text is taken for a piece of its last statement.
        bool isWhole = fault?.Found.Is(Finding.DumpBrokeOff) != true;
        if (isWhole && dump.Foreign is { } foreign)
            Fail(CheckNames.ForeignStatements, Finding.ForeignStatement, foreign.Line, foreign.Offset);
        else if (fault is null)
            Pass(CheckNames.ForeignStatements, Finding.NoForeignStatements);
        if (fault is null || (isWhole && fault.Check == CheckNames.Dumps))
            CheckNodeRestore(dump.NodeEdits);
        if (fault is not null)
        {
            _checks.Add(new(fault.Check, CheckOutcome.Failed, fault.Found));
            // Another database's dump has but one part: that it is another's says more.
            if (fault.Found.Is(Finding.DumpsMissing))
                CheckDatabases(dump);
            return;
        }

        Pass(CheckNames.Dumps, Finding.DumpsAreComplete, dump.Dumps.Parts.Count);
        if (CheckDatabases(dump) || dump.Content.Emptied is not null)
            CheckContent(dump.Content);
    }

    private void CheckNodeRestore(NodeEdits edits)
    {
        if (edits.Damage is { } damage)
            Fail(CheckNames.NodeRestore, damage.Kind == NodeEditKind.LineDropped ? Finding.NodeDropsLine : Finding.NodeBreaksStatement, damage.Found.Line, damage.Found.Offset);
        else if (edits.All.Count >= NodeFilter.MaxEdits)
            Fail(CheckNames.NodeRestore, Finding.NodeChangesTooMuch, NodeFilter.MaxEdits);
        else if (edits.Rewritten is { } rewritten)
            Add(CheckNames.NodeRestore, CheckOutcome.Warning, Finding.NodeRewritesData, rewritten.Found.Line, rewritten.Found.Offset, edits.RewrittenCount);
        else
            Pass(CheckNames.NodeRestore, Finding.NodeKeepsAll);
    }

    private bool CheckDatabases(DumpReader dump)
    {
        string[] missing = [.. NeededDatabases.Except(dump.Content.Databases)];
        // Structure in the first dump, structure and rows in the second.
        int lacking = dump.Dumps.Parts.Take(2).Count(part => part.Databases.Contains(NeededDatabases[0]));
        if (missing.Length > 0)
            return Fail(CheckNames.Databases, Finding.DatabasesMissing, string.Join(", ", missing), string.Join(", ", dump.Content.Databases.Take(10)));
        if (lacking < 2)
            return Fail(CheckNames.Databases, Finding.DumpsOutOfOrder, lacking + 1, NeededDatabases[0]);
        return dump.Content.Emptied is { } emptied
            ? Fail(CheckNames.Databases, Finding.RowsDroppedAgain, emptied.At.Line, emptied.At.Offset, emptied.Table)
            : Pass(CheckNames.Databases, Finding.DatabasesAreThere, string.Join(", ", dump.Content.Databases));
    }

    private void CheckContent(DumpContent content)
    {
        string[] missing = [.. NeededTables.Where(name => content.Find(NeededDatabases[0], name) is null)];
        string[] empty = [.. FilledTables.Where(name => content.Find(NeededDatabases[0], name) is { Rows: 0 })];
        if (missing.Length > 0)
            Fail(CheckNames.Tables, Finding.TablesMissing, string.Join(", ", missing));
        else if (empty.Length > 0)
            Fail(CheckNames.Tables, Finding.TablesEmpty, string.Join(", ", empty));
        else
            Pass(CheckNames.Tables, Finding.TablesAreThere, content.TableCount, content.Rows);
        if (content.Version is { } version)
            Pass(CheckNames.Version, Finding.VersionFound, version.ToString());
        else
            Fail(CheckNames.Version, Finding.VersionMissing);
    }

    private void Restore()
    {
        if (_dump is null || BackupTestCheck.Overall(_checks) == BackupTestOutcome.Failed)
        {
            Add(CheckNames.Restore, CheckOutcome.Unknown, Finding.RestoreNotTried);
            return;
        }

        var test = new RestoreTest(_request, _dump, _phases, _events, _stopping);
        _checks.AddRange(test.Run());
        _databaseServer = test.ServerVersion;
    }

    private bool Pass(string name, Finding finding, params object[] facts) => Add(name, CheckOutcome.Passed, finding, facts);

    private bool Fail(string name, Finding finding, params object[] facts) => Add(name, CheckOutcome.Failed, finding, facts);

    private bool Add(string name, CheckOutcome outcome, Finding finding, params object[] facts)
    {
        _checks.Add(new BackupTestCheck(name, outcome, finding, facts));
        return outcome == CheckOutcome.Passed;
    }
}
