using System;
using System.Linq;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Query;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>The reads with the query language: docs/zstack-api.md sections 3.2, 4 and 5.</summary>
internal sealed class QueryApi
{
    private readonly NodeContext _node;

    public QueryApi(NodeContext node) => _node = node;

    public Answer? Handle(Call call)
    {
        if (call.Request.Method is not ("GET" or "HEAD") || Table(call) is not { } run)
            return null;
        if (call.Request.Method == "HEAD")
            return Answer.Text(405, "HEAD is not supported");
        if (_node.Gate.Refuse(call) is { } refusal)
            return refusal;
        string? uuid = Uuid(call);
        try
        {
            return run(uuid is null ? QueryRequest.Parse(call) : QueryRequest.ForUuid(uuid));
        }
        catch (RefusedException e)
        {
            return e.Answer;
        }
    }

    private Func<QueryRequest, Answer>? Table(Call call)
    {
        Tables tables = _node.Tables;
        return call.Segments switch
        {
            ["", "v1", "database-backups"] or ["", "v1", "database-backups", not ("image-store" or "actions")] when _node.Options.HasBackupApi => q => tables.Backups.Run(q, call.Problem),
            ["", "v1", "backup-storage", "image-store"] or ["", "v1", "backup-storage", "image-store", _] => q => tables.ImageStores.Run(q, call.Problem),
            ["", "v1", "backup-storage"] or ["", "v1", "backup-storage", _] => q => Storages(q, call),
            ["", "v1", "system-tags"] or ["", "v1", "system-tags", _] => q => tables.SystemTags.Run(q, call.Problem),
            ["", "v1", "longjobs"] or ["", "v1", "longjobs", _] => q => tables.LongJobs.Run(q, call.Problem),
            ["", "v1", "scheduler", "jobs", ..] or ["", "v1", "scheduler", "triggers", ..] or ["", "v1", "scheduler", "jobgroups", ..] or ["", "v1", "scheduler", "job", ..] when _node.Options is not { HasBackupApi: true, HasSchedulerApi: true } => null,
            ["", "v1", "scheduler", "jobs"] or ["", "v1", "scheduler", "jobs", _] => q => tables.ScheduledJobs.Run(q, call.Problem),
            ["", "v1", "scheduler", "triggers"] or ["", "v1", "scheduler", "triggers", _] => q => tables.ScheduledTriggers.Run(q, call.Problem),
            ["", "v1", "scheduler", "jobgroups"] or ["", "v1", "scheduler", "jobgroups", _] => q => tables.ScheduledGroups.Run(q, call.Problem),
            ["", "v1", "scheduler", "job", "history"] => q => tables.ScheduledRuns.Run(q, call.Problem),
            ["", "v1", "global-configurations"] => q => tables.GlobalConfigs.Run(q, call.Problem),
            ["", "v1", .. var path] when tables.Resources.TryGetValue(string.Join('/', path), out QueryTable<CloudResource>? resources) => q => resources.Run(q, call.Problem),
            ["", "v1", .. var path, _] when tables.Resources.TryGetValue(string.Join('/', path), out QueryTable<CloudResource>? resources) => q => resources.Run(q, call.Problem),
            _ => null,
        };
    }

    /// <summary>Asked for one type with <c>=</c>, the server answers with that type's own class.</summary>
    private Answer Storages(QueryRequest request, Call call) =>
        request.Conditions.Any(c => c is { Field: "type", Operator: "=", Value: SandboxStorages.ImageStoreType })
            ? _node.Tables.ImageStores.Run(request, call.Problem)
            : _node.Tables.Storages.Run(request, call.Problem);

    private static string? Uuid(Call call) => call.Segments switch
    {
        [_, _, "vm-instances", "nics"] or [_, _, "accounts", "users"] or [_, _, "backup-storage", "image-store"] or [_, _, "scheduler", _] or [_, _, "scheduler", "job", _] => null,
        [_, _, "backup-storage", "image-store", var uuid] => uuid,
        [_, _, "vm-instances", "nics", var uuid] => uuid,
        [_, _, "accounts", "users", var uuid] => uuid,
        [_, _, "scheduler", _, var uuid] => uuid,
        [_, _, _, var uuid] => uuid,
        _ => null,
    };
}
