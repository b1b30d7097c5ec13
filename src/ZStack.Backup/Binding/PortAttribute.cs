using System;
using System.Globalization;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A port from 1 to 65535; an empty cell of a CSV file means "not given".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PortAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = Arguments.Unwrap(inputData);
        if (value is null || (value is string text && text.Trim().Length == 0))
            return null;
        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
            return port;
        throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_BadPort), [value]));
    }
}
