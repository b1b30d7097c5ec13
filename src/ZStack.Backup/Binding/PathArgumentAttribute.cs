using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes paths and files. Any other object would become text that is no path, or that of another file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] OfFile = ["PSPath", "FullName"];
    private static readonly string[] OfKit = ["PSPath", "FullName", nameof(RecoveryKit.Path)];

    /// <summary>Takes recovery kits, also copies of them, by the property with their folder.</summary>
    public bool TakesKits { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, Path);

    private string? Path(object? input) => Arguments.Unwrap(input) switch
    {
        null => null,
        string text => text,
        var other => Arguments.Property(input!, TakesKits ? OfKit : OfFile)
            ?? throw Arguments.Refuse(Wording.Sentence(TakesKits ? nameof(Messages.Arg_NotAKitPath) : nameof(Messages.Arg_NotAPath), [other.GetType().FullName])),
    };
}
