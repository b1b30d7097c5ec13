using System;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>The sandbox's query language is that of docs/zstack-api.md section 5.</summary>
public sealed class SandboxQueryTests
{
    [Theory]
    [InlineData("name~=nightly-%", 12)]
    [InlineData("name!~=nightly-%", 0)]
    [InlineData("status!=Ready", 1)]
    [InlineData("status=Creating", 1)]
    [InlineData("metadata is null", 1)]
    [InlineData("metadata not null", 11)]
    [InlineData("size>=1", 8)]
    [InlineData("size is null", 4)]
    [InlineData("description is null", 9)]
    [InlineData("description=made by the nightly job", 3)]
    [InlineData("backupStorageRefs.backupStorageUuid=" + SandboxStorages.Second, 3)]
    [InlineData("backupStorageRefs.exportUrl not null", 1)]
    [InlineData("createDate>2000-01-01 00:00:00", 12)]
    [InlineData("createDate<2000-01-01 00:00:00", 0)]
    [InlineData("name==x", 0)]
    [InlineData("name=", 0)]
    public async Task A_condition_finds_what_it_says(string condition, int expected)
    {
        await using RawNode raw = await RawNode.StartAsync();

        Assert.Equal(expected, (await raw.QueryAsync("database-backups", condition)).Inventories.Count);
    }

    [Fact]
    public async Task Conditions_are_joined_lists_are_split_and_a_page_says_the_total()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Records = 2500 });
        BackupRecord[] all = [.. raw.Node.Records.OrderBy(r => r.CreateDate)];

        RawNode.Reply two = await raw.QueryAsync("database-backups", $"uuid?={all[0].Uuid},{all[7].Uuid}", $"createDate<{all[5].CreateDate:yyyy-MM-dd HH:mm:ss}");
        RawNode.Reply page = await raw.GetAsync("database-backups?sort=%2BcreateDate&limit=3&start=10&replyWithCount=true&fields=uuid,size");

        Assert.Equal(all[0].Uuid, (string)Assert.Single(two.Inventories)!["uuid"]!);
        Assert.Equal(all[10..13].Select(r => r.Uuid), page.Inventories.Select(i => (string)i!["uuid"]!));
        Assert.Equal(["uuid", "size"], page.Inventories[0]!.AsObject().Select(m => m.Key).OrderDescending());
        Assert.Equal(2500, (int)page.Json!["total"]!);
        Assert.Equal(1000, (await raw.GetAsync("database-backups")).Inventories.Count);
        Assert.Equal("""{"total":2500,"schema":{}}""", (await raw.GetAsync("database-backups?count=true")).Text);
        Assert.Empty(raw.Node.Log.Problems);
    }

    [Fact]
    public async Task A_row_is_written_as_the_server_writes_it()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord record = raw.Node.Records.First(r => r.Refs.Count == 2);

        RawNode.Reply reply = await raw.GetAsync($"database-backups/{record.Uuid}?limit=x&q=y");

        var row = Assert.Single(reply.Inventories)!;
        Assert.Equal(record.Metadata, (string)row["metadata"]!);
        Assert.Equal(record.Size, (long)row["size"]!);
        Assert.Equal(record.Refs[1].InstallPath, (string)row["backupStorageRefs"]![1]!["installPath"]!);
        Assert.Null(row["backupStorageRefs"]![1]!["exportUrl"]);
        Assert.Equal("org.zstack.header.storage.database.backup.DatabaseBackupStorageRefInventory", (string)reply.Json!["schema"]!["inventories[0].backupStorageRefs[1]"]!);
        Assert.Equal("""{"inventories":[],"schema":{}}""", (await raw.GetAsync("database-backups/" + RawNode.NewId())).Text);
    }

    [Theory]
    [InlineData("q=name", 400, "doesn't contain any query operator")]
    [InlineData("q=%3Dname", 400, "is not a key-value pair split by =")]
    [InlineData("limit=ten", 400, "'limit' must be an integer")]
    [InlineData("start=1.5", 400, "'start' must be an integer")]
    [InlineData("q=colour%3Dred", 503, "SYS.1007")]
    [InlineData("q=description%20is%20not%20null", 503, "SYS.1007")]
    [InlineData("q=size%3Dbig", 503, "SYS.1007")]
    [InlineData("sort=colour", 503, "SYS.1007")]
    [InlineData("fields=colour", 503, "SYS.1007")]
    [InlineData("filterName=x", 503, "SYS.1007")]
    public async Task A_wrong_query_is_refused_in_the_servers_way(string query, int status, string words)
    {
        await using RawNode raw = await RawNode.StartAsync();

        RawNode.Reply reply = await raw.GetAsync("database-backups?" + query);

        Assert.Equal(status, reply.Status);
        Assert.Contains(words, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storages_are_found_by_their_tags_and_switch_to_their_type()
    {
        await using RawNode raw = await RawNode.StartAsync();

        RawNode.Reply tagged = await raw.QueryAsync("backup-storage/image-store", "__systemTag__?=onlybackup,allowbackup", "state=Enabled", "status=Connected");
        RawNode.Reply typed = await raw.QueryAsync("backup-storage", "type=ImageStoreBackupStorage", "hostname=10.0.0.9");
        RawNode.Reply untagged = await raw.QueryAsync("backup-storage", "__systemTag__ is null");
        RawNode.Reply tags = await raw.QueryAsync("system-tags", "resourceUuid?=" + SandboxStorages.Main);

        Assert.Equal([SandboxStorages.Main, SandboxStorages.Second], tagged.Inventories.Select(i => (string)i!["uuid"]!));
        Assert.Equal("root", (string)Assert.Single(typed.Inventories)!["username"]!);
        Assert.Equal([SandboxStorages.Plain, SandboxStorages.Ceph], untagged.Inventories.Select(i => (string)i!["uuid"]!));
        Assert.Equal("onlybackup", (string)Assert.Single(tags.Inventories)!["tag"]!);
        Assert.Null((await raw.GetAsync("backup-storage")).Inventories[0]!["hostname"]);
        Assert.Equal(503, (await raw.QueryAsync("backup-storage", "hostname=x")).Status);
        Assert.Equal("true", (string)(await raw.QueryAsync("global-configurations", "category=ha", "name=enable")).Inventories[0]!["value"]!);
        Assert.Empty((await raw.GetAsync("longjobs")).Inventories);
    }

    [Fact]
    public async Task A_request_that_Tomcat_refuses_never_reaches_the_api()
    {
        await using RawNode raw = await RawNode.StartAsync();
        using var socket = new TcpClient("127.0.0.1", raw.Node.Port);
        using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /zstack/v1/database-backups?q=name={x} HTTP/1.1\r\nHost: n\r\nConnection: close\r\n\r\n"));
        using var reader = new System.IO.StreamReader(stream);

        string answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("Tomcat", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_records_are_there_at_once()
    {
        await using RawNode raw = await RawNode.StartAsync(new SandboxOptions { Records = 100_000 });

        RawNode.Reply last = await raw.GetAsync("database-backups?sort=createDate&limit=1000&start=99000&replyWithCount=true");

        Assert.Equal(1000, last.Inventories.Count);
        Assert.Equal(100_000, raw.Node.Records.Select(r => r.Uuid).Distinct().Count());
        Assert.Equal(HttpMethod.Get.Method, raw.Node.Log.All[^1].Method);
    }
}
