using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox;

/// <summary>Everything that was asked, and everything about it that no real client would send.</summary>
public sealed class RequestLog
{
    private readonly object _gate = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly List<string> _problems = [];

    public IReadOnlyList<LoggedRequest> All => Read(_requests);

    public IReadOnlyList<string> Problems => Read(_problems);

    public int Count(string method, string pathPrefix) =>
        All.Count(r => r.Method == method && r.Path.StartsWith(pathPrefix, StringComparison.Ordinal));

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _problems.Clear();
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (_gate)
            _requests.Add(request);
    }

    internal void AddProblem(string problem)
    {
        lock (_gate)
            _problems.Add(problem);
    }

    private List<T> Read<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}
