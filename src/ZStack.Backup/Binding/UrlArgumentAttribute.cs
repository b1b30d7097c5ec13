using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes strings and <see cref="Uri"/>s. Any other object would become text that is no URL, or the wrong one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UrlArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, Text);

    private static string Text(object? value) => Arguments.Unwrap(value) switch
    {
        string text => text,
        // As it was written: ToString would undo its percent-encoding.
        Uri uri => uri.OriginalString,
        null => "",
        var other => throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotAUrlType), [other.GetType().FullName])),
    };
}
