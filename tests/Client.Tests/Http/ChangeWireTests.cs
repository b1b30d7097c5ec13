using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Http;

/// <summary>Changes and queries against what the official Java SDK sends, with the exceptions that the captures' README lists.</summary>
public sealed class ChangeWireTests
{
    [Theory]
    [InlineData("CreateDatabaseBackup.session")]
    [InlineData("CreateDatabaseBackup.accesskey")]
    [InlineData("DeleteDatabaseBackup.session")]
    [InlineData("ExportDatabaseBackupFromBackupStorage.session")]
    [InlineData("DeleteExportedDatabaseBackupFromBackupStorage.session")]
    [InlineData("SyncDatabaseBackup.session")]
    [InlineData("SyncDatabaseBackupFromImageStoreBackupStorage.session")]
    public async Task A_change_is_sent_and_polled_as_the_sdk_does(string name)
    {
        JsonNode capture = Wire.Capture(name);
        await using SandboxNode node = await Wire.Recorder(capture);
        using ZStackSession session = await Wire.Open(node, capture["auth"]!);
        node.Log.Clear();

        await new ZStackClient(session).RunAsync(ChangeOf(name.Split('.')[0], capture["arguments"]!), TimeSpan.FromSeconds(20), CancellationToken.None);

        LoggedRequest sent = node.Log.All[0];
        Wire.AssertSame(capture, sent);
        Assert.Matches("^[0-9a-f]{32}$", sent.Headers["X-Job-UUID"]);
        JsonNode? query = capture["request"]!["query_decoded"];
        Assert.Equal(query is null ? [] : Wire.Pairs(query), Wire.Sorted(sent.Query.Select(q => (q.Key, q.Value))));
        AssertSameBody(capture["request"]!["body"], sent.Body);
        // Polling: method and path, with our own id where the SDK had its.
        LoggedRequest poll = node.Log.All[1];
        Assert.Equal("GET", poll.Method);
        Assert.Equal("/v1/api-jobs/" + sent.Headers["X-Job-UUID"], poll.Path);
    }

    [Theory]
    [InlineData("QueryDatabaseBackup.session")]
    [InlineData("QueryDatabaseBackup.accesskey")]
    public async Task Records_are_queried_as_the_sdk_does(string name)
    {
        JsonNode capture = Wire.Capture(name);
        JsonNode arguments = capture["arguments"]!;
        await using SandboxNode node = await Wire.Recorder(capture);
        using ZStackSession session = await Wire.Open(node, capture["auth"]!);
        node.Log.Clear();
        var query = new BackupQuery
        {
            Filters = [.. Wire.Texts(arguments["conditions"])!.Select(text => QueryCondition.Parse(text)!)],
            Fields = Wire.Texts(arguments["fields"])!,
        };

        using PageReader<DatabaseBackupRecord> pages = new ZStackClient(session).ReadBackups(query, (long)arguments["start"]!, (long)arguments["limit"]!, () => { }, CancellationToken.None);
        Assert.True(pages.TryRead(out DatabaseBackupRecord? record));

        LoggedRequest sent = Assert.Single(node.Log.All);
        Wire.AssertSame(capture, sent);
        // Exception "members without a parameter": groupBy, filterName, count=false.
        Assert.Equal(
            Wire.Sorted(Wire.Pairs(capture["request"]!["query_decoded"]!).Where(q => q.Item1 is not ("groupBy" or "filterName" or "count"))),
            Wire.Sorted(sent.Query.Select(q => (q.Key, q.Value))));
        Assert.Equal(7995392, record!.Size);
        Assert.False(pages.TryRead(out _));
        Assert.Equal(1, pages.Total);
    }

    [Fact]
    public async Task Storages_are_queried_as_the_sdk_does()
    {
        JsonNode capture = Wire.Capture("QueryImageStoreBackupStorage.session");
        await using SandboxNode node = await Wire.Recorder(capture);
        using ZStackSession session = await Wire.Open(node, capture["auth"]!);
        node.Log.Clear();

        using PageReader<BackupStorage> pages = new ZStackClient(session).ReadStorages([], ["*im ag&e*"], backupOnly: false, () => { }, CancellationToken.None);
        Assert.True(pages.TryRead(out BackupStorage? storage));

        LoggedRequest sent = Assert.Single(node.Log.All);
        Wire.AssertSame(capture, sent);
        // What the caller of the SDK chose otherwise: a second condition and a page of 100.
        Assert.Equal(
            [.. Wire.Pairs(capture["request"]!["query_decoded"]!).Where(q => q.Item2 != "status=Connected" && q.Item1 != "limit")],
            Wire.Sorted(sent.Query.Where(q => q.Key is not ("limit" or "start")).Select(q => (q.Key, q.Value))));
        Assert.Equal(1_000_000_000_000, storage!.TotalCapacity);
        Assert.Null(storage.AvailableCapacity);
        Assert.Equal("/zstack_bs", storage.StoragePath);
    }

    private static Change ChangeOf(string operation, JsonNode a)
    {
        string Text(string name) => (string)a[name]!;
        string[]? systemTags = Wire.Texts(a["systemTags"]);
        string[]? userTags = Wire.Texts(a["userTags"]);
        return operation switch
        {
            "CreateDatabaseBackup" => Changes.Create(Text("name"), Text("description"), Text("backupStorageUuid"), (string?)a["resourceUuid"], systemTags, userTags),
            "DeleteDatabaseBackup" => Changes.Delete(Text("uuid"), null, Wire.Texts(a["backupStorageUuids"])!, systemTags, userTags),
            "ExportDatabaseBackupFromBackupStorage" => Changes.Export(Text("databaseBackupUuid"), null, Text("backupStorageUuid"), systemTags, userTags),
            "DeleteExportedDatabaseBackupFromBackupStorage" => Changes.DeleteExport(Text("databaseBackupUuid"), null, Text("backupStorageUuid"), systemTags, userTags),
            "SyncDatabaseBackup" => Changes.Sync(Text("imageStoreUuid"), systemTags, userTags),
            "SyncDatabaseBackupFromImageStoreBackupStorage" => Changes.Copy(Text("uuid"), null, Text("srcBackupStorageUuid"), Text("dstBackupStorageUuid"), systemTags, userTags),
            _ => throw new ArgumentException(operation),
        };
    }

    /// <summary>Equal as JSON; exceptions "tags": inside the wrapper or beside it, and "members without a parameter": tagUuids.</summary>
    private static void AssertSameBody(JsonNode? theirs, string ours)
    {
        if (theirs is null)
        {
            Assert.Empty(ours);
            return;
        }

        Assert.Equal(Flat(theirs.AsObject()), Flat(JsonNode.Parse(ours)!.AsObject()));
    }

    private static List<string> Flat(JsonObject body)
    {
        string wrapper = body.First(m => m.Value is JsonObject).Key;
        IEnumerable<KeyValuePair<string, JsonNode?>> members = body[wrapper]!.AsObject().Concat(body.Where(m => m.Key is "systemTags" or "userTags"));
        return [wrapper, .. members.Where(m => m.Key != "tagUuids").Select(m => $"{m.Key}={m.Value!.ToJsonString()}").Order(StringComparer.Ordinal)];
    }
}
