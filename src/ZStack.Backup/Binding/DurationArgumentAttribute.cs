using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes a time span, or years, months, days and hours as <c>1y2m3d4h</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = Arguments.Unwrap(inputData);
        try
        {
            return value switch
            {
                null or RetentionDuration => value,
                TimeSpan span => new RetentionDuration(span),
                string text => RetentionDuration.Parse(text),
                // Without quotes 5d is a number to PowerShell, which remembers how it was typed.
                ValueType => RetentionDuration.Parse(LanguagePrimitives.ConvertTo<string>(inputData)),
                _ => throw new FormatException(),
            };
        }
        catch (FormatException)
        {
            throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotADuration), [value ?? ""]));
        }
    }
}
