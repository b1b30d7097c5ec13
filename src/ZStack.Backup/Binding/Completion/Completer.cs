using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Base of the completers: which candidates fit what was typed, and their quotes. Never an error, never a question.</summary>
public abstract class Completer : IArgumentCompleter
{
    // More than that nobody reads; the next letter narrows it down.
    private const int MaxResults = 200;

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new TypedWord(wordToComplete ?? "");
#pragma warning disable CA1031 // Somebody is typing: whatever goes wrong here, there is just nothing to offer.
        try
        {
            return
            [
                .. Candidates(fakeBoundParameters)
                    .Where(candidate => Fits(candidate.Text, word.Text) || Fits(candidate.Alias, word.Text))
                    .GroupBy(candidate => candidate.Text, StringComparer.Ordinal)
                    .Select(same => same.First())
                    .Take(MaxResults)
                    .Select(candidate => new CompletionResult(word.Quote(candidate.Text), VisibleText.Of(candidate.Label), CompletionResultType.ParameterValue, VisibleText.Of(candidate.Tooltip))),
            ];
        }
        catch (Exception)
        {
            return [];
        }
#pragma warning restore CA1031
    }

    /// <param name="bound">The parameters that stand on the line already, as far as their values are known without running anything.</param>
    private protected abstract IEnumerable<Candidate> Candidates(IDictionary bound);

    /// <summary>The session that the command would use; <c>null</c> when not connected.</summary>
    private protected static ZStackSession? SessionOf(IDictionary bound) => Arguments.Unwrap(bound?["Session"]) switch
    {
        ZStackSession session => session,
        IList list => list.Cast<object?>().Select(Arguments.Unwrap).Select(one => one as ZStackSession ?? SessionTable.Current.Named(one?.ToString() ?? "")).FirstOrDefault(one => one is not null),
        string name when Runspace.DefaultRunspace is not null && SessionTable.Current.Named(name) is { } named => named,
        // A completer may run where there is no runspace.
        _ => Runspace.DefaultRunspace is null ? null : SessionTable.Current.Default,
    };

    private static bool Fits(string? candidate, string typed) => candidate?.StartsWith(typed, StringComparison.OrdinalIgnoreCase) == true;
}
