using System;
using System.Globalization;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes a time span that is longer than nothing. A bare number would be ticks, days to <see cref="TimeSpan"/>, and hours to whoever typed it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpanArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = Arguments.Unwrap(inputData);
        TimeSpan? span = value switch
        {
            TimeSpan time => time,
            string text when text.IndexOf(':') >= 0 && TimeSpan.TryParse(text.Trim(), CultureInfo.InvariantCulture, out TimeSpan time) => time,
            _ => null,
        };
        return value is null ? null : span > TimeSpan.Zero ? span : throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotASpan), [value]));
    }
}
