using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes paths that are taken literally: what the engine offers, without its escapes for wildcards.</summary>
public class PathCompleter : IArgumentCompleter
{
    public virtual IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new TypedWord(wordToComplete ?? "");
        int end = word.Text.LastIndexOfAny(['/', '\\']) + 1;
        string folder = word.Text.Substring(0, end);
        string name = word.Text.Substring(end);
        // The engine understands escapes in a folder, not in the name that is being typed.
        int special = name.IndexOfAny(['[', ']', '*', '?', '`']);
        return CompletionCompleters.CompleteFilename(WildcardPattern.Escape(folder) + (special < 0 ? name : name.Substring(0, special)))
            .Where(found => special < 0 || found.ListItemText.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .Select(found => (Found: found, Tooltip: Tooltip(found)))
            .Where(described => described.Tooltip is not null)
            .Select(described => new CompletionResult(word.Quote(Literal(described.Found.CompletionText)), VisibleText.Of(described.Found.ListItemText), described.Found.ResultType, VisibleText.Of(described.Tooltip)));
    }

    /// <returns><c>null</c> for what is not to be offered.</returns>
    private protected virtual string? Tooltip(CompletionResult found) => found.ToolTip;

    private static string Literal(string completion) => WildcardPattern.Unescape(new TypedWord(completion).Text);
}
