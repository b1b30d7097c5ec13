using System;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Takes paths and files. Any other object would become text that is no path, or that of another file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Properties = ["PSPath", "FullName"];

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, Path);

    private static string? Path(object? input) => Arguments.Unwrap(input) switch
    {
        null => null,
        string text => text,
        var other => Arguments.Property(input!, Properties)
            ?? throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotAPath), [other.GetType().FullName])),
    };
}
