using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Schedules;

/// <summary>Running and switching schedules: docs/zstack-api.md sections 13 and 16.</summary>
internal sealed class SchedulerApis
{
    private readonly NodeContext _node;
    private readonly Scheduler _scheduler;

    public SchedulerApis(NodeContext node, Scheduler scheduler)
    {
        _node = node;
        _scheduler = scheduler;
    }

    public IEnumerable<AsyncApi> All =>
    [
        new("RunSchedulerTrigger", "PUT", "/v1/scheduler/triggers/{uuid}/actions", "runSchedulerTrigger", Run) { Fields = ["jobUuids"] },
        new("ChangeSchedulerState", "PUT", "/v1/schedulers/{uuid}", "changeSchedulerState", ChangeState) { Fields = ["stateEvent"] },
        new("UpdateSchedulerJobGroup", "PUT", "/v1/scheduler/jobgroups/{uuid}/actions", "updateSchedulerJobGroup", UpdateGroup) { Fields = ["name", "description", "state"] },
    ];

    private Func<JsonObject> Run(ApiFields fields)
    {
        string uuid = fields.Mandatory("uuid");
        ScheduledTrigger trigger = _node.Schedules.FindTrigger(uuid) ?? throw ApiException.NotFound("uuid", "SchedulerTriggerVO", uuid);
        IReadOnlyList<string> jobs = fields.Texts("jobUuids");
        foreach (string job in jobs.Where(job => _node.Schedules.FindJob(job) is null))
            throw ApiException.NotFound("jobUuids", "SchedulerJobVO", job);
        return () =>
        {
            _scheduler.Fire(trigger, jobs, _node.Ends);
            return [];
        };
    }

    /// <summary>Of a job; a group has its own call.</summary>
    private Func<JsonObject> ChangeState(ApiFields fields)
    {
        string uuid = fields.Mandatory("uuid");
        string state = fields.Mandatory("stateEvent") switch
        {
            "enable" => "Enabled",
            "disable" => "Disabled",
            var other => throw ApiException.Argument($"field[stateEvent] of message[APIChangeSchedulerStateMsg] has invalid value[{other}], valid values are [enable, disable]"),
        };
        if (_node.Schedules.FindJob(uuid) is null)
            throw ApiException.NotFound("uuid", "SchedulerJobVO", uuid);
        return () =>
        {
            _node.Schedules.ChangeJob(uuid, job => job with { State = state, LastOpDate = _node.Now });
            return new JsonObject { ["inventory"] = _node.Tables.ScheduledJobs.Row(_node.Schedules.FindJob(uuid)!) };
        };
    }

    private Func<JsonObject> UpdateGroup(ApiFields fields)
    {
        string uuid = fields.Mandatory("uuid");
        string? state = fields.Text("state");
        if (state is not (null or "Enabled" or "Disabled"))
            throw ApiException.Argument($"field[state] of message[APIUpdateSchedulerJobGroupMsg] has invalid value[{state}], valid values are [Enabled, Disabled]");
        if (_node.Schedules.FindGroup(uuid) is null)
            throw ApiException.NotFound("uuid", "SchedulerJobGroupVO", uuid);
        return () =>
        {
            _node.Schedules.ChangeGroup(uuid, group => group with { Name = fields.Text("name", 255) ?? group.Name, Description = fields.Text("description", 2048) ?? group.Description, State = state ?? group.State, LastOpDate = _node.Now });
            return new JsonObject { ["inventory"] = _node.Tables.ScheduledGroups.Row(_node.Schedules.FindGroup(uuid)!) };
        };
    }
}
