using System;
using System.Globalization;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Takes paths and files. A record of a node would become text that is no path.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is not null and not string && Arguments.Unwrap(inputData) is not string && BackupReference.FromRecord(inputData) is not null
            ? throw Arguments.Refuse(string.Format(CultureInfo.CurrentCulture, Messages.Arg_NotAPath, Arguments.Unwrap(inputData)!.GetType().FullName))
            : inputData;
}
