using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Views;

/// <summary>Values of objects as views show them: see <see cref="VisibleText"/>.</summary>
internal static class VisibleValue
{
    /// <summary>A property as a view shows it: text and lists of text are escaped, everything else is left to PowerShell.</summary>
    public static object? Of(object? value) => value switch
    {
        PSObject { BaseObject: IEnumerable list } => Of(list),
        // A copy of an enumeration is a number that remembers its name.
        PSObject copy when copy.BaseObject is PSCustomObject || copy.TypeNames.Any(name => name.StartsWith("Deserialized.", StringComparison.Ordinal)) => VisibleText.Of(copy.ToString()),
        PSObject wrapped => Of(wrapped.BaseObject),
        string text => VisibleText.Of(text),
        ValueType or null => value,
        IEnumerable items => items.Cast<object?>().Select(Of).ToArray(),
        _ => VisibleText.Of(value.ToString()),
    };
}
