using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox.CloudResources;

/// <summary>The resources of the node, with all that has happened to them: so each backup holds those of its moment.</summary>
internal sealed class Cloud
{
    private readonly object _gate = new();
    private readonly Dictionary<string, List<(DateTimeOffset Since, CloudResource State)>> _histories = [];
    private readonly Dictionary<string, CloudResource[]> _now = [];

    /// <summary>Something happens to a resource: it is made, changed, or marked as deleted.</summary>
    public void Put(DateTimeOffset when, CloudResource state)
    {
        lock (_gate)
        {
            if (!_histories.TryGetValue(state.Uuid, out var history))
                _histories[state.Uuid] = history = [];
            history.Add((when, state with { LastOpDate = when }));
            _now.Remove(state.Kind);
        }
    }

    /// <summary>What exists now of a kind; the same array until something changes.</summary>
    public CloudResource[] Now(CloudKind kind)
    {
        lock (_gate)
        {
            if (!_now.TryGetValue(kind.Name, out CloudResource[]? rows))
                _now[kind.Name] = rows = [.. _histories.Values.Select(history => history[^1].State).Where(state => state.Kind == kind.Name && !state.IsDeleted)];
            return rows;
        }
    }

    /// <summary>The rows of the database at a moment, deleted ones among them.</summary>
    public CloudResource[] At(DateTimeOffset time)
    {
        lock (_gate)
            return [.. _histories.Values.Select(history => history.LastOrDefault(version => version.Since <= time).State).Where(state => state is not null)];
    }

    /// <summary>The database becomes that of <paramref name="time"/>.</summary>
    public void GoBack(DateTimeOffset time)
    {
        lock (_gate)
        {
            foreach (string uuid in _histories.Keys.ToArray())
            {
                if (_histories[uuid].RemoveAll(version => version.Since > time) > 0 && _histories[uuid].Count == 0)
                    _histories.Remove(uuid);
            }

            _now.Clear();
        }
    }
}
