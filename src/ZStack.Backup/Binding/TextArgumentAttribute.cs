using System;
using System.Management.Automation;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes an id as text. One of digits only that came as a number has lost digits, and PowerShell would make text of what is left.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Arguments.Unwrap(inputData) is ValueType and not (Guid or bool or char) ? Arguments.Typed(inputData) : inputData;
}
