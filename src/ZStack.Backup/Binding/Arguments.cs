using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>What argument transformations share, and views of objects of another process with them.</summary>
internal static class Arguments
{
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Converts an argument, or each one of a list.</summary>
    public static object? Each<T>(object? argument, Func<object?, T> convert) => Unwrap(argument) switch
    {
        null => null,
        IList list => list.Cast<object?>().Select(convert).ToArray(),
        _ => convert(argument),
    };

    /// <summary>The first of these properties that has a value, also of an object of another process or of a CSV file.</summary>
    public static string? Property(object input, IEnumerable<string> names)
    {
        PSObject wrapped = PSObject.AsPSObject(input);
        return names.Select(name => wrapped.Properties[name]?.Value?.ToString()).FirstOrDefault(text => !string.IsNullOrEmpty(text));
    }

    /// <remarks>With a cast error inside, the binder goes on with the next parameter that could take a piped object.</remarks>
    public static ArgumentTransformationMetadataException Refuse(string reason) => new(reason, new PSInvalidCastException(reason));

    /// <summary>A copy of a session from another process fits no parameter at all, so the binder is not to go on and hide the reason.</summary>
    public static void RefuseSessionCopy(object? input)
    {
        if (input is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized." + typeof(ZStackSession).FullName))
            throw new ArgumentTransformationMetadataException(Wording.Sentence(nameof(Messages.Arg_Deserialized), []));
    }
}
