using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Comparison;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Client.Tests.Dumps;
using ZStack.Backup.Client.Tests.Http;
using ZStack.Backup.Client.Tests.Jobs;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Comparison;

/// <summary>Backups against the node that made them.</summary>
public sealed class SandboxCloudTests
{
    private static readonly ResourceKind[] AllKinds = Enum.GetValues<ResourceKind>();

    [Fact]
    public async Task Last_nights_backup_lacks_what_came_since_and_nothing_else()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        CloudComparison comparison = await CompareNewestAsync(node);

        Assert.Empty(comparison.Unknown);
        Assert.Equal((3L, 1L, 1L), (comparison.Count(ResourceChange.WouldBeForgotten, ResourceKind.VmInstance), comparison.Count(ResourceChange.WouldBeForgotten, ResourceKind.Image), comparison.Count(ResourceChange.WouldBeForgotten, ResourceKind.VolumeSnapshot)));
        Assert.Equal((1L, 1L), (comparison.Count(ResourceChange.Moved, ResourceKind.Volume), comparison.Count(ResourceChange.Moved, ResourceKind.VmInstance)));
        Assert.Equal(0, comparison.Count(ResourceChange.Changed) + comparison.Count(ResourceChange.WouldComeBack));
        Assert.Equal(node.Resources("VmInstance").Count, comparison.Summaries[0].Now);
    }

    [Fact]
    public async Task The_dump_passes_the_test()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        using var file = new TemporaryFile(Export(node));

        BackupTestResult result = Client.Testing.BackupTester.Test(new Client.Dumps.BackupTestRequest { FullName = file.Path, Md5 = Newest(node).Md5 }, null, CancellationToken.None);

        Assert.Equal(BackupTestOutcome.Passed, result.Outcome);
    }

    [Fact]
    public async Task A_server_loads_the_dump_of_a_cloud_and_has_its_rows()
    {
        Assert.True(ServerPrograms.Find(null, CancellationToken.None, out string missing) is not null, missing);
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 200 });

        BackupTestResult result = Samples.Test(Export(node), BackupTestLevel.Restore);

        Assert.True(result.Outcome == BackupTestOutcome.Passed, Samples.Bad(result));
        Assert.Equal(CheckOutcome.Passed, result.Checks.Single(check => check.Name == "RestoredRows").Outcome);
        Assert.True(result.Rows > 197 * 3, $"{result.Rows}");
    }

    [Fact]
    public async Task Later_changes_are_seen_and_a_restore_takes_them_back()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        CloudResource host = node.Resources("Host")[0], vm = node.Resources("VmInstance")[0], nic = node.Resources("VmNic")[0];
        node.ChangeCloud(host.With("name", "renamed"));
        node.ChangeCloud(nic with { IsDeleted = true });
        node.ChangeCloud(vm.With("state", "Stopping"));

        CloudComparison comparison = await CompareNewestAsync(node);
        Assert.Equal(("name", "host-1", "renamed"), comparison.Differences.Where(d => d.Change == ResourceChange.Changed).Select(d => (d.Property, d.Before, d.Now)).Single());
        Assert.Equal(nic["ip"], comparison.Differences.Single(d => d.Change == ResourceChange.WouldComeBack).Name);

        node.Context.Dumps.Cloud!.GoBack(Newest(node).CreateDate);
        Assert.Empty((await CompareNewestAsync(node)).Differences);
    }

    [Fact]
    public async Task A_kind_that_the_node_does_not_offer_is_unknown()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20, LacksQueries = ["Volume", "Eip"] });
        CloudComparison comparison = await CompareNewestAsync(node);

        Assert.Equal([ResourceKind.Volume, ResourceKind.Eip], comparison.Unknown);
        Assert.False(comparison.KnowsMoves);
        Assert.Null(comparison.Summaries[0].Moved);
        Assert.Null(comparison.Summaries.Single(line => line.Kind == "Volume").WouldBeForgotten);
        Assert.Equal(ZStackErrorKind.ApiNotSupported, Assert.IsType<ZStackException>(comparison.WhyUnknown(ResourceKind.Eip)).Kind);
    }

    [Fact]
    public async Task A_kind_that_the_account_may_not_list_is_unknown_too()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        using ZStackSession session = await Runs.Open(node);
        using ZStackSession key = await ZStackClient.ConnectAsync(
            new ConnectionSettings(ServerAddress.Parse(node.Url)), new AccessKeyLogIn(SandboxAccounts.AccessKeyId, Wire.Secure(SandboxAccounts.AccessKeySecret)), null, true, null, CancellationToken.None);
        node.Faults.Chooser = request => request.Path.EndsWith("/v1/accounts", StringComparison.Ordinal) || request.Path.EndsWith("/v1/hosts", StringComparison.Ordinal)
            ? new Fault(FaultKind.Answer) { Status = 503, Body = """{"error":{"code":"ID.1002","description":"permission denied","details":"no policy allows it"}}""" } : null;
        using var file = new TemporaryFile(Export(node));
        var backup = new ComparedBackup { FullName = file.Path, Name = "newest" };

        CloudComparison comparison = await new ZStackClient(session).CompareAsync(backup, AllKinds, CancellationToken.None);
        CloudComparison ofKey = await new ZStackClient(key).CompareAsync(backup, [ResourceKind.Zone], CancellationToken.None);

        Assert.Equal([ResourceKind.Host, ResourceKind.Account], comparison.Unknown);
        Assert.Equal("ID.1002", Assert.IsType<ZStackApiException>(comparison.WhyUnknown(ResourceKind.Host)).Code);
        Assert.True(comparison.SeesAll);
        // Whose key it is only the accounts would have told, and an admin may list those.
        Assert.False(ofKey.SeesAll);
        Assert.Empty(ofKey.Unknown);
    }

    [Fact]
    public async Task Four_kinds_are_asked_for_at_a_time()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        using ZStackSession session = await Runs.Open(node, timeout: TimeSpan.FromMinutes(5));
        using var file = new TemporaryFile(Export(node));
        using var stopping = new CancellationTokenSource();
        node.Log.Clear();
        node.Faults.Add(new Fault(FaultKind.Stall) { Match = "/v1/", Delay = TimeSpan.FromMinutes(5), Times = int.MaxValue });

        Task running = new ZStackClient(session).CompareAsync(new ComparedBackup { FullName = file.Path, Name = "newest" }, AllKinds, stopping.Token);
        for (int i = 0; i < 600 && node.Log.All.Count < 4; i++)
            await Task.Delay(100);
        // More would come now.
        await Task.Delay(500);
        int asked = node.Log.All.Count;
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_node_that_knows_hardly_anything_leaves_hardly_anything_known()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        CloudComparison comparison = await CompareNewestAsync(node);

        // Storages have always had their query.
        Assert.Equal([ResourceKind.BackupStorage], comparison.Known);
        Assert.Null(comparison.Summaries[^1].WouldBeForgotten);
    }

    [Fact]
    public async Task Kinds_are_asked_in_pages_with_their_fields_only()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 1200 });
        CloudComparison comparison = await CompareNewestAsync(node);

        Assert.Equal(node.Resources("Volume").Count, comparison.Summaries[1].Now);
        LoggedRequest[] volumes = [.. node.Log.All.Where(request => request.Path.EndsWith("/v1/volumes", StringComparison.Ordinal))];
        Assert.Equal((node.Resources("Volume").Count / 1000) + 1, volumes.Length);
        Assert.All(volumes, request => Assert.Contains("fields=", request.RawTarget, StringComparison.Ordinal));
        Assert.Empty(node.Log.Problems);
    }

    [Fact]
    public async Task A_node_that_fails_in_the_middle_ends_it()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        using var file = new TemporaryFile(Export(node));
        using ZStackSession session = await Runs.Open(node);
        node.Faults.Add(new Fault(FaultKind.ResetBeforeRead) { Match = "l3-networks", Times = int.MaxValue });

        ZStackException e = await Assert.ThrowsAsync<ZStackException>(() => new ZStackClient(session).CompareAsync(new ComparedBackup { FullName = file.Path, Name = "a" }, AllKinds, CancellationToken.None));
        Assert.True(e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout, e.Message);
    }

    private static BackupRecord Newest(SandboxNode node) => node.Records.MaxBy(record => record.CreateDate)!;

    private static byte[] Export(SandboxNode node)
    {
        using Stream dump = Newest(node).Dump!.Open();
        using var copy = new MemoryStream();
        dump.CopyTo(copy);
        return copy.ToArray();
    }

    private static async Task<CloudComparison> CompareNewestAsync(SandboxNode node)
    {
        using var file = new TemporaryFile(Export(node));
        using ZStackSession session = await Runs.Open(node);
        return await new ZStackClient(session).CompareAsync(new ComparedBackup { FullName = file.Path, Name = "newest" }, AllKinds, CancellationToken.None);
    }
}
