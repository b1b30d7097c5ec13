using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox.State;

/// <summary>The part of the node's database that the scheduler keeps.</summary>
internal sealed class ScheduleData
{
    private readonly object _gate = new();
    private readonly List<ScheduledRun> _runs;
    private ScheduledJob[] _jobs;
    private ScheduledGroup[] _groups;
    private ScheduledTrigger[] _triggers;
    private ScheduledRun[]? _runSnapshot;

    public ScheduleData(ScheduledJob[] jobs, ScheduledGroup[] groups, ScheduledTrigger[] triggers, IEnumerable<ScheduledRun> runs)
    {
        _jobs = jobs;
        _groups = groups;
        _triggers = triggers;
        _runs = [.. runs.OrderBy(run => run.StartTime).Select((run, i) => run with { Id = i + 1 })];
    }

    /// <summary>The same array until something changes; so are the others.</summary>
    public ScheduledJob[] Jobs
    {
        get
        {
            lock (_gate)
                return _jobs;
        }
    }

    public ScheduledGroup[] Groups
    {
        get
        {
            lock (_gate)
                return _groups;
        }
    }

    public ScheduledTrigger[] Triggers
    {
        get
        {
            lock (_gate)
                return _triggers;
        }
    }

    public ScheduledRun[] Runs
    {
        get
        {
            lock (_gate)
                return _runSnapshot ??= [.. _runs];
        }
    }

    public ScheduledJob? FindJob(string uuid) => Array.Find(Jobs, job => job.Uuid == uuid);

    public ScheduledGroup? FindGroup(string uuid) => Array.Find(Groups, group => group.Uuid == uuid);

    public ScheduledTrigger? FindTrigger(string uuid) => Array.Find(Triggers, trigger => trigger.Uuid == uuid);

    public void ChangeJob(string uuid, Func<ScheduledJob, ScheduledJob> change)
    {
        lock (_gate)
            _jobs = [.. _jobs.Select(job => job.Uuid == uuid ? change(job) : job)];
    }

    public void ChangeGroup(string uuid, Func<ScheduledGroup, ScheduledGroup> change)
    {
        lock (_gate)
            _groups = [.. _groups.Select(group => group.Uuid == uuid ? change(group) : group)];
    }

    public void ChangeTrigger(string uuid, Func<ScheduledTrigger, ScheduledTrigger> change)
    {
        lock (_gate)
            _triggers = [.. _triggers.Select(trigger => trigger.Uuid == uuid ? change(trigger) : trigger)];
    }

    public void Add(ScheduledJob job)
    {
        lock (_gate)
            _jobs = [.. _jobs, job];
    }

    public void Add(ScheduledRun run)
    {
        lock (_gate)
        {
            _runs.Add(run with { Id = _runs.Count + 1 });
            _runSnapshot = null;
        }
    }

    /// <summary>The jobs that a trigger sets off, each with the group it runs in.</summary>
    public IEnumerable<(ScheduledJob Job, ScheduledGroup? Group)> Of(string triggerUuid)
    {
        foreach (ScheduledJob job in Jobs)
        {
            ScheduledGroup? group = Array.Find(Groups, g => g.TriggerUuids.Contains(triggerUuid) && g.JobUuids.Contains(job.Uuid));
            if (group is not null || job.TriggerUuids.Contains(triggerUuid))
                yield return (job, group);
        }
    }
}
