using System;
using System.Collections.Generic;

namespace ZStack.Backup.Sandbox;

/// <summary>A failure on request.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>Part of the paths that it hits; empty for all.</summary>
    public string Match { get; init; } = "";

    /// <summary>The one method that it hits; empty for all.</summary>
    public string Method { get; init; } = "";

    /// <summary>How often it hits; <see cref="int.MaxValue"/> for ever.</summary>
    public int Times { get; init; } = 1;

    public TimeSpan Delay { get; init; }

    public long AfterBytes { get; init; }

    public int Status { get; init; } = 503;

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    internal bool Hits(LoggedRequest request) =>
        request.Path.Contains(Match, StringComparison.Ordinal) && (Method.Length == 0 || Method == request.Method);
}

/// <summary>The failures that are still to come.</summary>
public sealed class FaultPlan
{
    private readonly object _gate = new();
    private readonly List<(Fault Fault, int Left)> _faults = [];

    /// <summary>Asked first for every request; <c>null</c> from it leaves the request to the others.</summary>
    public Func<LoggedRequest, Fault?>? Chooser { get; set; }

    public void Add(Fault fault)
    {
        lock (_gate)
            _faults.Add((fault, fault.Times));
    }

    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    internal Fault? Take(LoggedRequest request)
    {
        if (Chooser?.Invoke(request) is { } chosen)
            return chosen;
        lock (_gate)
        {
            int index = _faults.FindIndex(f => f.Fault.Hits(request));
            if (index < 0)
                return null;
            (Fault fault, int left) = _faults[index];
            if (left == 1)
                _faults.RemoveAt(index);
            else if (left != int.MaxValue)
                _faults[index] = (fault, left - 1);
            return fault;
        }
    }
}
