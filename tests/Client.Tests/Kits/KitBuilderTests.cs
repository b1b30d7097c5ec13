using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Tests.Kits;

/// <summary>What a kit holds, from what is known; on single cases, and on thousands of random ones.</summary>
public sealed class KitBuilderTests
{
    private const string Node = "10.0.0.10";
    private const string Dead = "10.0.0.11";

    private static readonly DateTimeOffset Now = KitSamples.Now;

    [Fact]
    public void The_newest_proven_backup_is_in_it_however_old()
    {
        RecoveryKit kit = KitBuilder.Build(Facts(latest: 2, saved: [Saved(1), Saved(2), Saved(3), Saved(400, proven: true), Saved(500, proven: true)]));

        Assert.Equal(["b400.gz", "b1.gz", "b2.gz"], kit.Backups.Select(backup => backup.Name));
        Assert.Equal(("b1.gz", "b400.gz"), (kit.Newest!.Name, kit.Proven!.Name));
        Assert.Equal([RecoveryKitLack.NewestNotProven], kit.Lacks.Select(lack => lack.Lack));
    }

    [Fact]
    public void A_dead_node_keeps_what_an_older_kit_knew_with_its_date()
    {
        var older = new RecoveryKit
        {
            Created = Now.AddDays(-7),
            Nodes = new ItemList<RecoveryKitNode>([new RecoveryKitNode { Server = Dead, Url = "http://10.0.0.11:8080/zstack", Version = "5.1.0", SeenAt = Now.AddDays(-7), Reached = true, Storages = new ItemList<RecoveryKitStorage>([KitSamples.Storage()]) }]),
            Backups = new ItemList<RecoveryKitBackup>([KitSamples.Backup(200, server: Dead)]),
        };

        RecoveryKit kit = KitBuilder.Build(Facts(saved: [Saved(1, proven: true)], older: older, asked: Dead));

        RecoveryKitNode node = kit.Nodes.Single(one => one.Server == Dead);
        Assert.Equal((false, "5.1.0", Now.AddDays(-7), 1), (node.Reached, node.Version, node.SeenAt!.Value, node.Storages.Count));
        Assert.Equal(Now.AddDays(-7), kit.Backups.Single(backup => backup.Server == Dead).KnownFrom);
        Assert.Contains(kit.Lacks, lack => lack.Lack == RecoveryKitLack.NodeFromOlderKit && (string?)lack.Statement["server"] == Dead);
        // The next one still says from when it is.
        RecoveryKit next = KitBuilder.Build(Facts(saved: [], older: kit, asked: Dead));
        Assert.Equal((Now.AddDays(-7), Now.AddDays(-7)), (next.Nodes.Single(one => one.Server == Dead).SeenAt!.Value, next.Backups.Single(backup => backup.Server == Dead).KnownFrom!.Value));
    }

    [Fact]
    public void A_dead_node_that_nobody_knew_is_named() =>
        Assert.Contains(KitBuilder.Build(Facts(saved: [Saved(1, proven: true)], asked: Dead)).Lacks, lack => lack.Lack == RecoveryKitLack.NodeUnknown && (string?)lack.Statement["server"] == Dead);

    [Fact]
    public void Names_are_cleaned()
    {
        RecoveryKit kit = KitBuilder.Build(new KitFacts { Now = Now, Latest = 3, Note = "canary", Clean = text => text.Replace("canary", "***", StringComparison.Ordinal), Points = Points([Saved(1, name: "x-canary.gz")]) });

        Assert.Equal(("***", "x-***.gz"), (kit.Note, kit.Backups[0].Name));
    }

    [Fact]
    public void Random_facts_give_kits_that_hold_to_the_rules()
    {
        var random = new Random(2020);
        RecoveryKit? older = null;
        for (int i = 0; i < 3000; i++)
        {
            SavedBackup[] saved = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Saved(random.Next(1000), random.Next(3) == 0, random.Next(2) == 0 ? Node : Dead))];
            int latest = random.Next(1, 5);
            bool includes = random.Next(2) == 0;
            KitFacts facts = Facts(latest, [.. saved.GroupBy(one => one.FullName).Select(same => same.First())], older, random.Next(2) == 0 ? Dead : null, includes);

            RecoveryKit kit = KitBuilder.Build(facts);

            Assert.Equal(kit.Nodes.Count, kit.Nodes.Select(node => node.Server).Distinct().Count());
            Assert.All(kit.Backups, backup => Assert.Contains(kit.Nodes, node => node.Server == backup.Server));
            Assert.All(older?.Nodes ?? ItemList<RecoveryKitNode>.Empty, node => Assert.Contains(kit.Nodes, now => now.Server == node.Server));
            foreach (string server in kit.Nodes.Select(node => node.Server))
            {
                RecoveryKitBackup[] found = [.. kit.Backups.Where(backup => backup.Server == server && backup.KnownFrom is null)];
                RecoveryPoint[] points = [.. facts.Points.Where(point => point.Server == server)];
                Assert.InRange(found.Length, Math.Min(latest, points.Length), latest + 2);
                Assert.Equal(points.Length > 0, found.Length > 0);
                DateTimeOffset? proven = points.Where(point => point.ProvenAt is not null).Max(point => point.Created);
                Assert.Equal(proven, found.Where(backup => backup.ProvenAt is not null).Max(backup => backup.Created));
                Assert.Equal(includes && points.Length > 0 ? 1 : 0, found.Count(backup => backup.Included is not null));
            }

            Assert.Equal(kit.Backups.Count(backup => backup.Included is not null), kit.Backups.Select(backup => backup.Included).OfType<string>().Distinct().Count());
            older = random.Next(3) == 0 ? null : kit;
        }
    }

    private static KitFacts Facts(int latest = 3, SavedBackup[]? saved = null, RecoveryKit? older = null, string? asked = null, bool includes = false) => new()
    {
        Now = Now,
        Latest = latest,
        Older = older,
        Includes = includes,
        Nodes = asked is null ? [] : [new KitNodeFacts { Server = asked }],
        Points = Points(saved ?? []),
    };

    private static System.Collections.Generic.IReadOnlyList<RecoveryPoint> Points(SavedBackup[] saved) => RecoveryPoints.Find(new RecoveryFacts { Saved = saved, Now = Now, ForVersion = "5.2.1" });

    private static SavedBackup Saved(int hoursOld, bool proven = false, string server = Node, string? name = null) => new()
    {
        FullName = $"/vault/{server}-b{hoursOld}.gz",
        BackupName = name ?? $"b{hoursOld}.gz",
        Server = server,
        Version = "5.2.1",
        Length = 1000,
        CreateDate = Now.AddHours(-hoursOld),
        ProvenAt = proven ? Now : null,
        LastTest = proven ? new SavedBackupTest(Now, BackupTestLevel.Restore, BackupTestOutcome.Passed) : null,
        Evidence = proven ? EvidenceState.Intact : EvidenceState.None,
    };
}
