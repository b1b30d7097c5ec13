using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>The sandbox's jobs are those of docs/zstack-api.md sections 1.4, 3 and 6.</summary>
public sealed class SandboxJobTests
{
    private const string Create = $$$"""{"params":{"name":"a.gz","backupStorageUuid":"{{{SandboxStorages.Main}}}"}}""";

    [Fact]
    public async Task A_backup_is_made_once_for_one_job_id()
    {
        await using RawNode raw = await RawNode.StartAsync();
        string id = RawNode.NewId();

        RawNode.Reply accepted = await raw.SendAsync(HttpMethod.Post, "database-backups", Create, id);
        RawNode.Reply running = await raw.GetAsync("api-jobs/" + id);
        RawNode.Reply progress = await raw.GetAsync("task-progresses/" + id);
        RawNode.Reply again = await raw.SendAsync(HttpMethod.Post, "database-backups", Create, id);
        RawNode.Reply done = await raw.PollAsync(id);

        Assert.Equal((202, $$"""{"location":"http://172.20.11.15:8080/zstack/v1/api-jobs/{{id}}","apiTimeout":43200000}"""), (accepted.Status, accepted.Text));
        Assert.Equal((202, "{}"), (running.Status, running.Text));
        Assert.Matches("^[0-9]+$", (string)progress.Inventories[0]!["content"]!);
        Assert.Equal((400, $"Duplicate job uuid[{id}]"), (again.Status, again.Text));
        Assert.Equal("Ready", (string)done.Json!["inventory"]!["status"]!);
        Assert.Equal(1, raw.Node.Created);
        Assert.Equal("a.gz", Assert.Single(raw.Node.Records, r => r.Uuid == (string)done.Json["inventory"]!["uuid"]!).Name);
        Assert.Null(done.Json["schema"]);
        Assert.NotNull((await raw.SendAsync(HttpMethod.Get, "api-jobs/" + id, null, null, ("X-JSON-Schema", "true"))).Json!["schema"]!["inventory"]);
        Assert.Empty((await raw.GetAsync("task-progresses/" + id)).Inventories);
        raw.Node.PurgeJobs();
        Assert.Equal((404, "the job has been expired"), ((await raw.GetAsync("api-jobs/" + id)) is var gone ? (gone.Status, gone.Text) : default));
        Assert.Equal(405, (await raw.SendAsync(HttpMethod.Delete, "api-jobs/" + id)).Status);
        Assert.Empty(raw.Node.Log.Problems);
    }

    [Theory]
    [InlineData("""{"params":{}}""", "SYS.1007", "field[name]")]
    [InlineData("""{"params":{"name":""}}""", "SYS.1007", "empty")]
    [InlineData("""{"params":{"name":"a","description":"","backupStorageUuid":"676c5945223647698fcf4da2fa46d1dd"}}""", "SYS.1007", "description")]
    [InlineData("""{"params":{"name":"a","backupStorageUuid":"00000000000000000000000000000000"}}""", "SYS.1003", "not found")]
    [InlineData($$$"""{"params":{"name":"a","backupStorageUuid":"{{{SandboxStorages.Broken}}}"}}""", "SYS.1006", "is not enabled and connected")]
    [InlineData($$$"""{"params":{"name":"a","backupStorageUuid":"{{{SandboxStorages.Ceph}}}"}}""", "SYS.1007", "not an image store")]
    public async Task An_invalid_change_fails_in_its_job(string body, string code, string words)
    {
        await using RawNode raw = await RawNode.StartAsync();

        RawNode.Reply reply = await raw.RunAsync(HttpMethod.Post, "database-backups", body);

        Assert.Equal((503, code), (reply.Status, reply.Code));
        Assert.Contains(words, reply.Details, StringComparison.Ordinal);
        Assert.Equal(0, raw.Node.Created);
    }

    [Fact]
    public async Task Headers_and_bodies_are_checked_before_the_202()
    {
        await using RawNode raw = await RawNode.StartAsync();

        Assert.Equal(400, (await raw.SendAsync(HttpMethod.Post, "database-backups", Create, "short")).Status);
        Assert.Equal(500, (await raw.SendAsync(HttpMethod.Post, "database-backups", "{oops")).Status);
        Assert.Equal(500, (await raw.SendAsync(HttpMethod.Post, "database-backups", Create, null, ("X-API-Timeout", "soon"))).Status);
        Assert.Equal(60_000, (int)(await raw.SendAsync(HttpMethod.Post, "database-backups", Create, null, ("X-API-Timeout", "60"))).Json!["apiTimeout"]!);
        Assert.Equal(500, (await raw.SendAsync(HttpMethod.Delete, "database-backups")).Status);
        Assert.Equal(400, (await raw.SendAsync(HttpMethod.Put, "database-backups", Create)).Status);
        Assert.Equal(405, (await raw.SendAsync(HttpMethod.Head, "database-backups")).Status);
        string session = raw.SessionId;
        raw.SessionId = "";
        Assert.Equal(400, (await raw.SendAsync(HttpMethod.Post, "database-backups", Create)).Status);
        raw.SessionId = RawNode.NewId();
        Assert.Equal("ID.1001", (await raw.RunAsync(HttpMethod.Post, "database-backups", Create)).Code);
        raw.SessionId = session;
        raw.Node.Faults.Add(new Fault(FaultKind.SessionExpired) { Method = "POST", Match = "database-backups" });
        Assert.Equal("ID.1001", (await raw.RunAsync(HttpMethod.Post, "database-backups", Create)).Code);
        Assert.Equal(200, (await raw.RunAsync(HttpMethod.Post, "database-backups", Create)).Status);
    }

    [Fact]
    public async Task An_export_comes_once_and_goes_once()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord record = raw.Node.Records.First(r => r.Status == "Ready" && r.RefOn(SandboxStorages.Main) is { ExportUrl: null });
        string export = $"database-backups/{record.Uuid}/backup-storage/{SandboxStorages.Main}/actions";
        string remove = $"exported-database-backup/{record.Uuid}/backup-storage/{SandboxStorages.Main}";
        const string Body = """{"exportDatabaseBackupFromBackupStorage":{}}""";

        RawNode.Reply notYet = await raw.RunAsync(HttpMethod.Delete, remove);
        RawNode.Reply exported = await raw.RunAsync(HttpMethod.Put, export, Body);
        RawNode.Reply twice = await raw.RunAsync(HttpMethod.Put, export, Body);
        string? url = raw.Node.Records.Single(r => r.Uuid == record.Uuid).RefOn(SandboxStorages.Main)!.ExportUrl;
        RawNode.Reply removed = await raw.RunAsync(HttpMethod.Delete, remove);

        Assert.Contains("has not been exported", notYet.Details, StringComparison.Ordinal);
        Assert.Equal(url, (string)exported.Json!["databaseBackupUrl"]!);
        Assert.Contains("has been exported", twice.Details, StringComparison.Ordinal);
        Assert.Equal((200, "{}"), (removed.Status, removed.Text));
        Assert.Equal("SYS.1003", (await raw.RunAsync(HttpMethod.Put, $"database-backups/{RawNode.NewId()}/backup-storage/{SandboxStorages.Main}/actions", Body)).Code);
        Assert.Contains("not found in backup storage", (await raw.RunAsync(HttpMethod.Put, $"database-backups/{record.Uuid}/backup-storage/{SandboxStorages.Plain}/actions", Body)).Details, StringComparison.Ordinal);
        string unready = raw.Node.Records.Single(r => r.Status == "Creating").Uuid;
        Assert.Contains("is not Enabled and Ready", (await raw.RunAsync(HttpMethod.Put, $"database-backups/{unready}/backup-storage/{SandboxStorages.Main}/actions", Body)).Details, StringComparison.Ordinal);
        Assert.Empty(raw.Node.Log.Problems);
    }

    [Fact]
    public async Task Copies_are_made_and_deleted_one_by_one()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord record = raw.Node.Records.First(r => r.Status == "Ready" && r.Refs.Count == 1);
        string copy = $$$"""{"syncDatabaseBackupFromImageStoreBackupStorage":{"srcBackupStorageUuid":"{{{SandboxStorages.Main}}}","dstBackupStorageUuid":"{{{SandboxStorages.Second}}}"}}""";

        RawNode.Reply copied = await raw.RunAsync(HttpMethod.Put, $"database-backups/{record.Uuid}/actions", copy);
        RawNode.Reply one = await raw.RunAsync(HttpMethod.Delete, $"database-backups/{record.Uuid}?backupStorageUuids={SandboxStorages.Main}");
        BackupRecord left = raw.Node.Records.Single(r => r.Uuid == record.Uuid);
        RawNode.Reply all = await raw.RunAsync(HttpMethod.Delete, $"database-backups/{record.Uuid}");

        Assert.Equal(2, copied.Json!["inventory"]!["backupStorageRefs"]!.AsArray().Count);
        Assert.Equal(200, one.Status);
        Assert.Equal(SandboxStorages.Second, Assert.Single(left.Refs).BackupStorageUuid);
        Assert.Equal((200, "{}"), (all.Status, all.Text));
        Assert.Equal(1, raw.Node.Deleted);
        Assert.Equal("SYS.1003", (await raw.RunAsync(HttpMethod.Delete, $"database-backups/{record.Uuid}")).Code);
        Assert.Equal("SYS.1003", (await raw.RunAsync(HttpMethod.Delete, $"database-backups/{raw.Node.Records[0].Uuid}?backupStorageUuids={SandboxStorages.Main},{SandboxStorages.Second}")).Code);
    }

    [Fact]
    public async Task A_rescan_finds_what_came_and_what_went()
    {
        await using RawNode raw = await RawNode.StartAsync();
        BackupRecord gone = raw.Node.Records.First(r => r.Refs.Count == 1 && r.RefOn(SandboxStorages.Main) is not null);
        raw.Node.ChangeRecord(gone.Uuid, r => r with { Refs = [r.Refs[0] with { ImageGone = true }] });
        string path = $"database-backups/imageStore/{SandboxStorages.Main}/actions";

        RawNode.Reply first = await raw.RunAsync(HttpMethod.Put, path, """{"syncDatabaseBackup":{}}""");
        RawNode.Reply second = await raw.RunAsync(HttpMethod.Put, path, """{"syncDatabaseBackup":{}}""");

        Assert.Equal("""{"result":{"deletedBackupCount":1,"newBackupCount":2}}""", first.Text);
        Assert.Equal("""{"result":{"deletedBackupCount":0,"newBackupCount":0}}""", second.Text);
        Assert.Equal(13, raw.Node.Records.Count);
    }
}
