using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Backups;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Restore;
using ZStack.Backup.Sandbox.Schedules;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>Takes asynchronous calls in: what the server checks before its 202, and what only the job says.</summary>
internal sealed class AsyncGate
{
    private readonly NodeContext _node;
    private readonly AsyncApi[] _apis;

    public AsyncGate(NodeContext node, Scheduler scheduler)
    {
        _node = node;
        _apis = [.. new BackupApis(node).All, .. new ExportApis(node).All, .. new SyncApis(node).All, .. new RecoverApi(node).All, .. new SchedulerApis(node, scheduler).All, .. new SessionApis(node).All];
    }

    private bool HasScheduler => _node.Options is { HasBackupApi: true, HasSchedulerApi: true };

    public Answer? Handle(Call call)
    {
        // The open-source node has the sessions only.
        if (!_node.Options.HasBackupApi && call.Request.Path.Contains("database-backup", StringComparison.Ordinal))
            return null;
        if (!HasScheduler && call.Request.Path.StartsWith("/v1/scheduler", StringComparison.Ordinal))
            return null;
        var onPath = _apis.Select(api => (Api: api, InPath: api.Match(call.Segments)!)).Where(m => m.InPath is not null).ToList();
        if (onPath.Count == 0)
            return null;
        (AsyncApi api, Dictionary<string, string> inPath) = onPath.Find(m => m.Api.HasPathOfItsOwn || m.Api.Method == call.Request.Method);
        try
        {
            return api is null ? WrongMethod(call) : Accept(call, api, inPath);
        }
        catch (RefusedException e)
        {
            return e.Answer;
        }
    }

    private static Answer WrongMethod(Call call) => call.Request.Method switch
    {
        "POST" => Answer.Text(500, $"No creational API found for the path[{call.Request.Path}]"),
        "DELETE" => Answer.Text(500, $"No delete API found for the path[{call.Request.Path}]"),
        _ => Answer.Text(400, $"the body doesn't contain action mapping to the URL[{call.Request.Path}]"),
    };

    private Answer Accept(Call call, AsyncApi api, Dictionary<string, string> inPath)
    {
        if (_node.Gate.Refuse(call, anySession: true) is { } refusal)
            return refusal;
        if (call.Request.Method != api.Method)
            call.Problem($"{api.Name} with the wrong method is executed all the same");
        ApiFields fields = api.Read(call, inPath);
        string id = call.Header("X-Job-UUID") ?? Guid.NewGuid().ToString("N");
        var job = new Job(id, api.Name, call.Request);
        _node.JobTable.Add(job);
        if (call.LoseJob)
            _node.JobTable.Lose(id);
        CancellationToken nodeEnds = _node.Ends;
        // The door comes before the work: whoever is refused there is never seen working.
        if (_node.Gate.HasLiveSession(call))
            _ = Task.Run(() => job.RunAsync(() => api.Begin(fields), api.Time?.Invoke() ?? _node.Options.JobTime, call.Problem, call.LateFailure, nodeEnds), CancellationToken.None);
        else
            job.Refuse(ApiException.SessionExpired);
        return Answer.Json(new JsonObject { ["location"] = $"{_node.Options.LocationBase}/v1/api-jobs/{id}", ["apiTimeout"] = JobId.Timeout(call, api.Timeout) }, 202);
    }
}
