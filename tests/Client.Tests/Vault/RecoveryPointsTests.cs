using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Models;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Vault;

/// <summary>Which backup is the answer, from what is known; on single cases, and on thousands of random ones.</summary>
public sealed class RecoveryPointsTests
{
    private const string Node = "10.0.0.10";
    private const string Version = "5.2.1";

    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_backup_that_is_seen_in_three_places_is_one_point()
    {
        RecoveryPoint point = Assert.Single(Find(new RecoveryFacts { Records = [Record(1)], Images = [Image(1)], Saved = [Saved(1, proven: 2)] }));

        Assert.Equal([RecoverySource.Record, RecoverySource.ImageStore, RecoverySource.File], point.Places.Select(place => place.Kind));
        Assert.Equal((RecoveryUse.Yes, RecoverySource.Record, Now.AddHours(-2)), (point.Usable, point.Source, point.ProvenAt!.Value));
        Assert.Empty(point.Reasons);
        Assert.NotNull(point.Record);
        Assert.NotNull(point.Image);
        Assert.NotNull(point.Saved);
    }

    [Fact]
    public void Proven_comes_before_newer_and_what_would_be_lost_is_said()
    {
        IReadOnlyList<RecoveryPoint> points = Find(new RecoveryFacts { Records = [Record(1), Record(30)], Saved = [Saved(30, proven: 2)] });

        Assert.Equal(["backup-30", "backup-1"], points.Select(point => point.BackupName));
        RecoveryReason reason = Assert.Single(points[0].Reasons);
        Assert.Equal((RecoveryReasonId.OlderThanAsked, (object)TimeSpan.FromHours(29), (object)"backup-1"), (reason.Id, reason.Statement["span"], reason.Statement["newer"]));
        Assert.Equal([RecoveryReasonId.NeverTested], Ids(points[1]));
    }

    [Fact]
    public void A_dead_node_leaves_what_is_at_home_and_the_version_that_somebody_names()
    {
        RecoveryFacts facts = new() { Saved = [Saved(1), Saved(30, proven: 2)], Nodes = [new RecoveryNode(Node)], Now = Now };
        Assert.Equal([RecoveryUse.Unknown, RecoveryUse.Unknown], RecoveryPoints.Find(facts).Select(point => point.Usable));

        RecoveryPoint best = RecoveryPoints.Find(new RecoveryFacts { Saved = facts.Saved, Nodes = facts.Nodes, Now = Now, ForVersion = Version })[0];

        Assert.Equal(("backup-30", RecoveryUse.Yes, RecoverySource.File), (best.BackupName, best.Usable, best.Source));
        Assert.Equal([RecoveryReasonId.OlderThanAsked, RecoveryReasonId.OnlyAtHome], Ids(best));
    }

    [Theory]
    [InlineData("5.1.8", RecoveryUse.No, RecoveryReasonId.OtherVersion)]
    [InlineData("v5.2.1", RecoveryUse.Unknown, RecoveryReasonId.VersionUnknown)]
    [InlineData(null, RecoveryUse.Unknown, RecoveryReasonId.VersionUnknown)]
    public void A_node_takes_only_its_own_version(string? version, RecoveryUse usable, RecoveryReasonId reason)
    {
        RecoveryPoint point = Assert.Single(Find(new RecoveryFacts { Records = [Record(1, version: version)] }));

        Assert.Equal(usable, point.Usable);
        Assert.Contains(reason, Ids(point));
    }

    [Theory]
    [InlineData("Connected", RecoveryUse.Yes, null)]
    [InlineData("Disconnected", RecoveryUse.No, RecoveryReasonId.StorageDisconnected)]
    public void A_record_is_as_good_as_its_storage(string status, RecoveryUse usable, RecoveryReasonId? reason)
    {
        RecoveryPoint point = Assert.Single(Find(new RecoveryFacts { Records = [Record(1)] }, status));

        Assert.Equal(usable, point.Usable);
        Assert.Equal(reason is { } id ? [id, RecoveryReasonId.NeverTested] : [RecoveryReasonId.NeverTested], Ids(point));
    }

    [Fact]
    public void A_storage_that_nobody_has_heard_of_is_unknown()
    {
        RecoveryPoint point = Assert.Single(RecoveryPoints.Find(new RecoveryFacts { Records = [Record(1)], Nodes = [new RecoveryNode(Node) { Version = Version }], Now = Now }));

        Assert.Equal(RecoveryUse.Unknown, point.Usable);
        Assert.Contains(RecoveryReasonId.StorageUnknown, Ids(point));
    }

    [Fact]
    public void A_file_that_the_node_does_not_know_by_its_hash_proves_nothing_of_the_record()
    {
        RecoveryPoint point = Assert.Single(Find(new RecoveryFacts { Records = [Record(1)], Saved = [Saved(1, proven: 2, md5: Md5(999))] }));

        Assert.Null(point.ProvenAt);
        Assert.Equal(RecoverySource.Record, point.Source);
        Assert.Equal([RecoveryReasonId.HashDiffers, RecoveryReasonId.NeverTested], Ids(point));
    }

    [Fact]
    public void A_manifest_that_claims_the_hash_of_one_and_the_uuid_of_another_does_not_make_one_of_two()
    {
        SavedBackup planted = new() { FullName = "/vault/planted.gz", Length = 1, Md5 = Md5(1), BackupUuid = Uuid(2), BackupName = "backup-2", CreateDate = Now.AddHours(-2), Server = Node, Version = Version };

        IReadOnlyList<RecoveryPoint> points = Find(new RecoveryFacts { Records = [Record(1), Record(2)], Saved = [planted] });

        Assert.Equal(2, points.Count);
        Assert.Equal(["backup-1"], points.Where(point => point.FullName is not null).Select(point => point.BackupName));
    }

    [Fact]
    public void Two_nodes_with_one_name_at_one_second_have_two_backups()
    {
        DatabaseBackupRecord[] records = [Record(1, hash: false), Record(1, hash: false, server: "10.0.0.20", uuid: Uuid(77))];

        Assert.Equal(2, RecoveryPoints.Find(new RecoveryFacts { Records = records, Now = Now }).Count);
    }

    [Fact]
    public void A_backup_of_another_node_comes_after_those_of_the_one_that_was_asked()
    {
        IReadOnlyList<RecoveryPoint> points = Find(new RecoveryFacts { Records = [Record(30)], Saved = [Saved(1, proven: 1, server: "10.0.0.20")] });

        Assert.Equal([Node, "10.0.0.20"], points.Select(point => point.Server));
        Assert.Contains(RecoveryReasonId.OtherNode, Ids(points[1]));
    }

    [Fact]
    public void A_failed_test_of_the_same_bytes_speaks_against_all_places()
    {
        RecoveryPoint point = Assert.Single(Find(new RecoveryFacts { Records = [Record(1)], Saved = [Saved(1, tested: BackupTestOutcome.Failed)] }));

        Assert.Equal(RecoveryUse.No, point.Usable);
        Assert.Contains(RecoveryReasonId.TestFailed, Ids(point));
    }

    [Fact]
    public void Times_of_the_future_win_nothing()
    {
        IReadOnlyList<RecoveryPoint> points = Find(new RecoveryFacts { Records = [Record(1), Record(-48)], Saved = [Saved(1, proven: -48)] });

        Assert.Equal(["backup-1", "backup--48"], points.Select(point => point.BackupName));
        Assert.Equal([RecoveryReasonId.EvidenceBroken], Ids(points[0]));
        Assert.Contains(RecoveryReasonId.FromFuture, Ids(points[1]));
    }

    [Fact]
    public void The_time_of_a_restore_comes_from_its_own_proof_or_from_the_nearest_in_size()
    {
        IReadOnlyList<RecoveryPoint> points = Find(new RecoveryFacts
        {
            Records = [Record(1, size: 2000), Record(2, size: 100_000)],
            Saved = [Saved(30, proven: 1, size: 1000, seconds: 60), Saved(31, proven: 1, size: 900_000, seconds: 1000)],
        });

        RecoveryPoint Named(string name) => points.Single(point => point.BackupName == name);
        Assert.Equal((TimeSpan.FromSeconds(60), null), (Named("backup-30").EstimatedRestore, Named("backup-30").EstimatedFrom));
        Assert.Equal((TimeSpan.FromSeconds(120), "backup-30"), (Named("backup-1").EstimatedRestore!.Value, Named("backup-1").EstimatedFrom));
        Assert.Equal("backup-31", Named("backup-2").EstimatedFrom);
        Assert.Null(Find(new RecoveryFacts { Records = [Record(1, size: 20)], Saved = [Saved(30, proven: 1, size: 1000, seconds: 60)] }).Single(point => point.BackupName == "backup-1").EstimatedRestore);
    }

    [Fact]
    public void Random_clouds_are_judged_the_same_in_any_order_and_each_step_down_has_its_reason()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            RecoveryFacts facts = RandomFacts(random);
            IReadOnlyList<RecoveryPoint> points = RecoveryPoints.Find(facts);
            string text = Text(points);
            string context = $"seed {seed}\n{text}";

            Assert.Equal(text, Text(RecoveryPoints.Find(new RecoveryFacts
            {
                Records = Shuffled(facts.Records, random),
                Images = Shuffled(facts.Images, random),
                Saved = Shuffled(facts.Saved, random),
                Nodes = facts.Nodes,
                ForVersion = facts.ForVersion,
                Now = Now,
            })));
            // Nothing is lost, and nothing comes twice.
            Assert.Equal(facts.Records.Count + facts.Images.Count + facts.Saved.Count, points.Sum(point => point.Places.Count));
            Assert.Equal(Enumerable.Range(1, points.Count), points.Select(point => point.Rank));
            for (int i = 1; i < points.Count; i++)
                Assert.True(Order(points[i - 1], points[i]) <= 0, context);
            foreach (RecoveryPoint point in points)
                Check(point, facts, context);
        }
    }

    private static int Order(RecoveryPoint one, RecoveryPoint other) =>
        (one.Usable, one.ProvenAt is null, -(one.Created?.Ticks ?? 0)).CompareTo((other.Usable, other.ProvenAt is null, -(other.Created?.Ticks ?? 0)));

    /// <summary>What must hold of a point, told from the facts alone.</summary>
    private static void Check(RecoveryPoint point, RecoveryFacts facts, string context)
    {
        RecoveryReasonId[] ids = [.. Ids(point)];
        RecoveryReasonId[] grave = [.. ids.Where(id => id <= RecoveryReasonId.StorageUnknown)];
        Assert.True(point.Usable == RecoveryUse.Yes || grave.Length > 0, context);
        Assert.True(ids.SequenceEqual(ids.Order()), context);
        Assert.Equal(point.Source == RecoverySource.File, ids.Contains(RecoveryReasonId.OnlyAtHome));
        // A copy of it may have failed beside the one that is proven.
        Assert.True(point.ProvenAt is null || !ids.Any(id => id is RecoveryReasonId.NeverTested or RecoveryReasonId.NotRestored or RecoveryReasonId.EvidenceBroken), context);
        Assert.True(point.ProvenAt is not null || ids.Any(id => id is RecoveryReasonId.NeverTested or RecoveryReasonId.NotRestored or RecoveryReasonId.EvidenceBroken or RecoveryReasonId.TestFailed), context);
        Assert.True(point.Source switch { RecoverySource.Record => point.Record is not null, RecoverySource.ImageStore => point.Image is not null, _ => point.Saved is not null }, context);
        if (point.ProvenAt is { } proven)
        {
            Assert.Contains(facts.Saved, saved => saved.ProvenAt == proven && saved.Problem is null && (point.Md5 is null || saved.Md5 is "" || saved.Md5 == point.Md5));
            Assert.True(proven <= Now.AddMinutes(10), context);
        }

        if (point.Usable != RecoveryUse.Yes)
            return;
        string? wanted = facts.ForVersion ?? facts.Nodes.FirstOrDefault(node => node.Server == point.Server)?.Version;
        Assert.True(wanted == point.Version, context);
        Assert.True(point.Created is null || point.Created <= Now.AddMinutes(10), context);
        bool fromRecord = point.Record is { State: not "Disabled", Status: "Ready" } record && record.BackupStorageRefs.Any(copy => facts.Nodes.Any(node => node.Server == record.Server && node.Storages?.TryGetValue(copy.BackupStorageUuid!, out BackupStorage? storage) == true && storage.Status == "Connected"));
        bool fromFile = point.Saved is { Problem: null } file && file.LastTest?.Outcome != BackupTestOutcome.Failed;
        Assert.True(fromRecord || fromFile || point.Image is not null, context);
    }

    private static RecoveryFacts RandomFacts(Random random)
    {
        string[] servers = [Node, "10.0.0.20"];
        // Few numbers, so that many things are the same backup, or look like it.
        int[] Numbers(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(-2, 9)).Distinct()];
        return new RecoveryFacts
        {
            Records = [.. Numbers(8).Select(n => Record(n, version: Any(random, Version, Version, "5.1.8", null), hash: random.Next(3) > 0, server: servers[random.Next(8) / 7], status: Any(random, "Ready", "Ready", "Ready", "Creating")!, state: Any(random, "Enabled", "Enabled", "Enabled", "Disabled")!))],
            Images = [.. Numbers(6).Select(n => Image(n, hash: random.Next(3) > 0))],
            Saved = [.. Numbers(8).Select(n => Saved(n, proven: random.Next(2) == 0 ? random.Next(-2, 5) : null, tested: Any<BackupTestOutcome?>(random, null, BackupTestOutcome.Passed, BackupTestOutcome.Failed), md5: random.Next(4) == 0 ? Md5(random.Next(9)) : random.Next(4) == 0 ? "" : null, server: servers[random.Next(8) / 7], problem: Any<SavedBackupProblem?>(random, null, null, null, SavedBackupProblem.LengthDiffers), evidence: random.Next(6) == 0 ? EvidenceState.Broken : EvidenceState.Intact, size: random.Next(1, 4000), seconds: random.Next(1, 500)))],
            Nodes = [.. servers.Take(random.Next(3)).Select(server => new RecoveryNode(server)
            {
                Version = Any(random, Version, Version, null),
                Storages = random.Next(4) == 0 ? null : Storages(server, Any(random, "Connected", "Disconnected")!),
            })],
            ForVersion = random.Next(4) == 0 ? Version : null,
            Now = Now,
        };
    }

    private static T? Any<T>(Random random, params T?[] values) => values[random.Next(values.Length)];

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static string Text(IEnumerable<RecoveryPoint> points) => string.Join("\n", points.Select(point =>
        $"{point.Rank} {point.BackupName} {point.Server} {point.Created:O} {point.Version} {point.Usable} {point.ProvenAt:O} {point.Source} {point.EstimatedRestore} {point.EstimatedFrom} [{point.Places}] [{string.Join(" ", point.Reasons.Select(reason => $"{reason.Id}({string.Join(",", reason.Statement.Facts.Values)})"))}]"));

    private static IEnumerable<RecoveryReasonId> Ids(RecoveryPoint point) => point.Reasons.Select(reason => reason.Id);

    /// <summary>With the node asked, and all its storages in one state.</summary>
    private static IReadOnlyList<RecoveryPoint> Find(RecoveryFacts facts, string storages = "Connected") => RecoveryPoints.Find(new RecoveryFacts
    {
        Records = facts.Records,
        Images = facts.Images,
        Saved = facts.Saved,
        Nodes = [new RecoveryNode(Node) { Version = Version, Storages = Storages(Node, storages) }],
        Now = Now,
    });

    private static Dictionary<string, BackupStorage> Storages(string server, string status) => new() { ["bs-1"] = new BackupStorage { Uuid = "bs-1", Name = "BS-1", Server = server, State = "Enabled", Status = status } };

    private static string Md5(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    private static string Uuid(int number) => "a" + number.ToString("x31", CultureInfo.InvariantCulture)[^31..];

    private static string PathOf(int number, string server) => $"zstore://{server}/{number}";

    private static DatabaseBackupRecord Record(int number, string? version = Version, bool hash = true, string server = Node, string status = "Ready", string state = "Enabled", long? size = null, string? uuid = null) => new()
    {
        Uuid = uuid ?? Uuid(number),
        Name = "backup-" + number,
        Server = server,
        State = state,
        Status = status,
        Version = version,
        CreateDate = Now.AddHours(-number),
        Size = size,
        Md5 = hash ? Md5(number) : null,
        BackupStorageRefs = new ItemList<BackupStorageRef>([new BackupStorageRef { BackupStorageUuid = "bs-1", InstallPath = PathOf(number, server), Status = "Ready" }]),
    };

    private static ImageInfo Image(int number, bool hash = true) => new()
    {
        Id = $"{number}",
        Server = Node,
        ImageStore = "root@10.0.0.9:22/zstack_bs",
        InstallPath = PathOf(number, Node),
        Created = Now.AddHours(-number),
        Metadata = new BackupMetadata("backup-" + number, Version, null, hash ? Md5(number) : null),
    };

    private static SavedBackup Saved(int number, int? proven = null, BackupTestOutcome? tested = null, string? md5 = null, string server = Node, SavedBackupProblem? problem = null, EvidenceState evidence = EvidenceState.Intact, long size = 1000, double seconds = 60) => new()
    {
        FullName = $"/vault/{server}/backup-{number}.gz",
        Length = size,
        Md5 = md5 ?? Md5(number),
        BackupUuid = Uuid(number),
        BackupName = "backup-" + number,
        Server = server,
        Version = Version,
        CreateDate = Now.AddHours(-number),
        ProvenAt = problem is null && evidence == EvidenceState.Intact && proven is { } hours ? Now.AddHours(-hours) : null,
        LastTest = problem is not null || evidence != EvidenceState.Intact ? null
            : tested is { } outcome ? new SavedBackupTest(Now.AddHours(-1), BackupTestLevel.Structure, outcome)
            : proven is not null ? new SavedBackupTest(Now.AddHours(-1), BackupTestLevel.Restore, BackupTestOutcome.Passed) : null,
        ProofPhases = [("read", seconds / 2), ("start", 5), ("load", seconds / 2), ("count", 1)],
        Evidence = evidence,
        Problem = problem,
    };
}
