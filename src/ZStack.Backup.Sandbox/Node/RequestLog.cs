using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox;

/// <summary>One request as it came over the wire.</summary>
public sealed class LoggedRequest
{
    public required string Method { get; init; }

    /// <summary>Decoded, without the context path: starts with <c>/v1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Path and query exactly as sent.</summary>
    public required string RawTarget { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;

    /// <summary>When the answer began, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</summary>
    public long AnswerBegan { get; internal set; }

    /// <summary>0 while it runs and after a reset.</summary>
    public int Status { get; internal set; }

    /// <summary>The client went away before the answer was whole.</summary>
    public bool Aborted { get; internal set; }

    /// <summary>What went wrong with it on purpose.</summary>
    public Fault? Fault { get; internal set; }

    /// <summary>The answer has ended, one way or the other.</summary>
    public bool Ended { get; internal set; }

    public override string ToString() => $"{Method} {Path} {Status}";
}

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
