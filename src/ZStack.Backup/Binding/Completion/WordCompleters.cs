using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes the states that an administrator sets.</summary>
public sealed class StateCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) => [new("Enabled"), new("Disabled")];
}

/// <summary>Completes the usual statuses of a database backup, and those that this runspace has seen.</summary>
public sealed class StatusCompleter : Completer
{
    private static readonly string[] Usual = ["Ready", "Creating"];

    /// <summary>Those that the node's own sources name, and those that this runspace has seen there.</summary>
    public static string[] Known() => [.. Usual.Concat((CompletionCache.Current?.Records(null) ?? []).Select(record => record.Status).OfType<string>()).Distinct()];

    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) => Known().Select(status => new Candidate(status));
}
