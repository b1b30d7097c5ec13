using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>Polling of jobs, which needs no log-in, and their progress, which does: docs/zstack-api.md sections 6.2 and 6.4.</summary>
internal sealed class JobApi
{
    private readonly NodeContext _node;

    public JobApi(NodeContext node) => _node = node;

    public Answer? Handle(Call call) => call.Segments switch
    {
        ["", "v1", "api-jobs", var id] => Poll(call, id),
        ["", "v1", "task-progresses", var id] when call.Request.Method == "GET" => _node.Gate.Refuse(call) ?? Progress(id),
        _ => null,
    };

    private Answer Poll(Call call, string id)
    {
        if (call.Request.Method != "GET")
            return Answer.Text(405, "only GET method is allowed for querying job status");
        // Only what is done is purged.
        if (call.LoseJob && _node.JobTable.Find(id) is not { IsRunning: true })
            _node.JobTable.Lose(id);
        if (_node.JobTable.Find(id) is not { } job)
            return Answer.Text(404, "the job has been expired");
        (int status, string result) = job.Read();
        if (status == 0)
            return Answer.Json(new JsonObject(), 202);
        JsonObject body = JsonNode.Parse(result)!.AsObject();
        // The header of whoever polls counts, not that of whoever started it.
        if (call.Header("X-JSON-Schema") is not null)
            body["schema"] = Schema(body);
        return Answer.Json(body, status);
    }

    private static JsonObject Schema(JsonObject body)
    {
        var schema = new JsonObject();
        if (body["inventory"] is JsonObject inventory)
        {
            for (int i = 0; i < (inventory["backupStorageRefs"] as JsonArray)?.Count; i++)
                schema[$"inventory.backupStorageRefs[{i}]"] = "org.zstack.header.storage.database.backup.DatabaseBackupStorageRefInventory";
            if (inventory["name"] is not null)
                schema["inventory"] = "org.zstack.header.storage.database.backup.DatabaseBackupInventory";
        }

        if (body["result"] is not null)
            schema["result"] = "org.zstack.header.storage.backup.SyncBackupResult";
        return schema;
    }

    private Answer Progress(string id)
    {
        var inventories = new JsonArray();
        if (_node.Options.HasTaskProgress && _node.JobTable.Find(id) is { IsRunning: true } job)
        {
            inventories.Add(new JsonObject
            {
                ["taskUuid"] = id,
                ["taskName"] = $"org.zstack.header.storage.database.backup.API{job.Api}Msg",
                ["type"] = "Progress",
                ["content"] = job.Percent.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["opaque"] = new JsonObject(),
                ["time"] = _node.Clock.Now.ToUnixTimeMilliseconds(),
                ["subTasks"] = new JsonArray(),
            });
        }

        return Answer.Json(new JsonObject { ["inventories"] = inventories });
    }
}
