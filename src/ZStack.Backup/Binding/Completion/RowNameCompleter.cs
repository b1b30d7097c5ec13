using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes the names of what a listing command lists: the parameter stands in their base, which knows neither.</summary>
public sealed class RowNameCompleter : IArgumentCompleter
{
    private static readonly string[] Nouns = ["ZStackBackupStorage", "ZStackDatabaseBackupRecord"];

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IArgumentCompleter names = Noun(commandName) switch
        {
            "ZStackBackupStorage" => new StorageNameCompleter(),
            "ZStackDatabaseBackupRecord" => new RecordNameCompleter(),
            _ => new NoCompleter(),
        };
        return names.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
    }

    /// <summary>As it is written in the manifest: a command may be typed in any case.</summary>
    private static string? Noun(string? command)
    {
        string noun = (command ?? "").Substring((command ?? "").IndexOf('-') + 1);
        return Array.Find(Nouns, known => noun.Equals(known, StringComparison.OrdinalIgnoreCase));
    }
}
