using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Views;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes ids of jobs that this runspace has begun or seen; a node lists none.</summary>
public sealed class JobCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        (CompletionCache.Current?.Jobs ?? []).Select(job => new Candidate(job.Id, job.BackupName, null, Tooltip(job)));

    private static string Tooltip(ZStackJob job) =>
        string.Join("  ", new[] { ViewText.Time(job.SubmittedAt), job.Operation, job.BackupName, job.Server }.Where(part => !string.IsNullOrEmpty(part)));
}
