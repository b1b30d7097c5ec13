using System;
using System.Collections;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Says in words why a copy of a session that crossed a process boundary cannot be used.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (Arguments.Unwrap(inputData) is IList list)
        {
            foreach (object? item in list)
                Check(item);
        }
        else
        {
            Check(inputData);
        }

        return inputData;
    }

    private static void Check(object? input)
    {
        object? value = Arguments.Unwrap(input);
        if (value is null or ZStackSession)
            return;
        Arguments.RefuseSessionCopy(input);
        throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotASession), [value.GetType().FullName]));
    }
}
