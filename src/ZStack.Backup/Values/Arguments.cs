using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Values;

/// <summary>What argument transformations share, and views of objects of another process with them.</summary>
internal static class Arguments
{
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Converts an argument, or each one of a list.</summary>
    public static object? Each<T>(object? argument, Func<object?, T> convert) =>
        Unwrap(argument) is null ? null : Items(argument) is { } items ? items.Select(convert).ToArray() : convert(argument);

    /// <returns>The items of a list, also of those that our own objects have, such as <c>$record.BackupStorageUuids</c>; <c>null</c> for what is none.</returns>
    public static IEnumerable<object?>? Items(object? argument) => Unwrap(argument) is IEnumerable list and not (string or IDictionary) ? list.Cast<object?>() : null;

    /// <summary>A value as it was typed. Digits without quotes come as a number, and only one that stands alone remembers how it was typed.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">A number that no longer has all of its digits.</exception>
    public static string Typed(object? input)
    {
        string text = (string)LanguagePrimitives.ConvertTo(input, typeof(string), CultureInfo.InvariantCulture) ?? "";
        // Whole numbers of up to 19 digits are kept as they are; what is longer becomes one of these.
        return Unwrap(input) is double or float or decimal && Regex.IsMatch(text, @"E[+-]|NaN|Infinity|\u221E|^(?![0-9]{32}\z)[0-9]{20,}\z")
            ? throw new ArgumentTransformationMetadataException(Wording.Sentence(nameof(Messages.Arg_ReadAsNumber), [text]))
            : text;
    }

    /// <summary>The first of these properties that has a value: a uuid, which must still have all of its digits.</summary>
    public static string? Uuid(object input, IEnumerable<string> names)
    {
        PSObject wrapped = PSObject.AsPSObject(input);
        object? value = names.Select(name => wrapped.Properties[name]?.Value).FirstOrDefault(one => !string.IsNullOrEmpty(one?.ToString()));
        return value is null ? null : Typed(value);
    }

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
