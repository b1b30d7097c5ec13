using System.Collections;
using System.Collections.Generic;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes nothing: without a completer PowerShell offers the files of this machine, which are none of what is wanted.</summary>
public sealed class NoCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) => [];
}
