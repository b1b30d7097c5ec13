using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes a time, in ISO 8601 first: PowerShell's own conversion reads it by the calendar of the culture.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Unwrap(inputData) is null
        ? null
        : NodeTime.From(inputData) ?? throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotATime), [Arguments.Typed(inputData)]));
}
