using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes the names of what a listing command lists: the parameter stands in their base, which knows neither.</summary>
public sealed class RowNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IArgumentCompleter names = (commandName ?? "").EndsWith("BackupStorage", StringComparison.OrdinalIgnoreCase) ? new StorageNameCompleter() : new RecordNameCompleter();
        return names.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
    }
}
