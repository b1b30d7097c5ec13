using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>One command of an operation, and how to tell whether what it reports is true.</summary>
internal sealed record Step(string Script)
{
    /// <summary>The API whose jobs it makes; <c>null</c> for what changes nothing.</summary>
    public string? Api { get; init; }

    /// <summary>Whether it writes something when it succeeds.</summary>
    public bool Gives => !Script.StartsWith("Remove-", StringComparison.Ordinal) && !Script.StartsWith("Disconnect-", StringComparison.Ordinal) && !Script.StartsWith('$');

    /// <summary>It only starts the job: nothing is said about its end.</summary>
    public bool OnlyStarts { get; init; }

    /// <summary>The job belongs to an earlier step, which only started it.</summary>
    public bool WaitsForEarlier { get; init; }

    /// <summary>After that it hangs.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with a report of success.</summary>
    public Func<SandboxNode, StepResult, IEnumerable<string>> Check { get; init; } = (_, _) => [];
}

/// <summary>What a command reported.</summary>
internal sealed record StepResult(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings, bool Stopped, TimeSpan Time)
{
    private static readonly string[] MayGoOn = ["ZStack.JobTimeout", "ZStack.JobLost", "ZStack.Restore.NodeDidNotReturn"];

    public bool Succeeded => Errors.Count == 0 && !Stopped;

    /// <summary>The error itself says that the change may have been made.</summary>
    public bool AdmitsDoubt => Errors.Any(e => MayGoOn.Contains(Id(e)) || Text(e).Contains("may have been made", StringComparison.Ordinal) || Text(e).Contains("may still be running", StringComparison.Ordinal));

    public static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    public static string Text(ErrorRecord error) => $"{error.ErrorDetails?.Message ?? error.Exception.Message} {error.ErrorDetails?.RecommendedAction}";

    public string Property(string name) => Output.Count == 1 ? Output[0].Properties[name]?.Value?.ToString() ?? "" : "";
}
