using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes paths, and by their names the files of the vault: with size, age and proof. What belongs to a backup is not offered beside it.</summary>
public sealed class VaultFileCompleter : PathCompleter
{
    // More than that nobody reads; the next letter narrows it down.
    private const int MaxResults = 200;

    public override IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionResult[] here = [.. base.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters)];
        var word = new TypedWord(wordToComplete ?? "");
        return word.Text.IndexOfAny(['/', '\\', ':']) >= 0 || VaultPath.FromEnvironment() is not { } vault ? here : here.Concat(OfVault(vault, word, here));
    }

    private protected override string? Tooltip(CompletionResult found)
    {
        if (found.ResultType != CompletionResultType.ProviderItem)
            return found.ToolTip;
        return VaultNames.IsBelonging(System.IO.Path.GetFileName(found.ToolTip)) ? null : Read(found.ToolTip) is { } backup ? found.ToolTip + "  " + Describe(backup) : found.ToolTip;
    }

    private static IEnumerable<CompletionResult> OfVault(string vault, TypedWord word, CompletionResult[] here)
    {
        foreach (SavedBackup backup in Backups(vault).Where(backup => System.IO.Path.GetFileName(backup.FullName).StartsWith(word.Text, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(backup => backup.CreateDate).ThenBy(backup => backup.FullName, StringComparer.Ordinal).Take(MaxResults))
        {
            string name = VisibleText.Of(System.IO.Path.GetFileName(backup.FullName));
            // The vault may be where the user is.
            if (!here.Any(one => one.ToolTip.StartsWith(VisibleText.Of(backup.FullName) + "  ", StringComparison.Ordinal)))
                yield return new CompletionResult(word.Quote(backup.FullName), name, CompletionResultType.ParameterValue, VisibleText.Of(backup.FullName + "  " + Describe(backup)));
        }
    }

#pragma warning disable CA1031 // Somebody is typing: whatever goes wrong here, there is just less to offer.
    private static SavedBackup[] Backups(string vault)
    {
        try
        {
            return [.. VaultReader.Read(vault, recurse: false).Select(entry => entry.Backup).OfType<SavedBackup>()];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static SavedBackup? Read(string path)
    {
        try
        {
            return VaultReader.HasManifest(path) ? VaultReader.Read(path, recurse: false).Select(entry => entry.Backup).FirstOrDefault() : null;
        }
        catch (Exception)
        {
            return null;
        }
    }
#pragma warning restore CA1031

    private static string Describe(SavedBackup backup) =>
        Wording.Sentence(nameof(Messages.Tip_SavedBackup), [ViewText.Size(backup.Length), ViewText.Age(backup.CreateDate), ViewText.Proven(PSObject.AsPSObject(backup))]);
}
