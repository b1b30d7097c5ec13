using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ZStack.Backup.Binding;

/// <summary>Completes the zone ids that this platform knows.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        var pattern = new WildcardPattern(WildcardPattern.Escape(word) + "*", WildcardOptions.IgnoreCase);
        return TimeZoneInfo.GetSystemTimeZones()
            .Where(zone => pattern.IsMatch(zone.Id))
            .OrderBy(zone => zone.Id, StringComparer.OrdinalIgnoreCase)
            .Select(zone => new CompletionResult(zone.Id.IndexOf(' ') < 0 ? zone.Id : $"'{zone.Id}'", zone.Id, CompletionResultType.ParameterValue, zone.DisplayName));
    }
}
