using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox.Jobs;

/// <summary>The table of jobs, which survives a restart but not a restore, and is purged.</summary>
internal sealed class JobStore
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Job> _known = [];
    private readonly List<Job> _all = [];
    private readonly TimeSpan _lifetime;

    public JobStore(TimeSpan lifetime) => _lifetime = lifetime;

    public IReadOnlyList<JobInfo> All
    {
        get
        {
            lock (_gate)
                return [.. _all.Select(Info)];
        }
    }

    public Job? Find(string id)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(id, out Job? job) && !job.IsRunning && DateTimeOffset.UtcNow - job.Created > _lifetime)
                _known.Remove(id);
            return _known.GetValueOrDefault(id);
        }
    }

    /// <summary>Like the real insert it does not look whether the id is taken: that is asked before, and not atomically.</summary>
    public void Add(Job job)
    {
        lock (_gate)
        {
            _known[job.Id] = job;
            _all.Add(job);
        }
    }

    public void Lose(string id)
    {
        lock (_gate)
            _known.Remove(id);
    }

    /// <summary>Only what is done is purged.</summary>
    public void Purge()
    {
        lock (_gate)
        {
            foreach (Job job in _known.Values.Where(j => !j.IsRunning).ToArray())
                _known.Remove(job.Id);
        }
    }

    public void Die(bool forget)
    {
        Job[] running;
        lock (_gate)
        {
            running = [.. _all.Where(j => j.IsRunning)];
            if (forget)
                _known.Clear();
        }

        // Outside of the lock: a job that ends holds its own while it changes the data.
        foreach (Job job in running)
            job.Die();
    }

    private JobInfo Info(Job job)
    {
        (int status, string result) = job.Read();
        return new JobInfo { Id = job.Id, Api = job.Api, Request = job.Request, Created = job.Created, Status = status, HasBegun = job.HasBegun, Result = result, IsKnown = _known.GetValueOrDefault(job.Id) == job };
    }
}
