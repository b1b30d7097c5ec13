using System;
using System.Management.Automation;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Servers by name. A copy of a session from another process has a property of that name too, but is not meant as one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServerArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        Arguments.RefuseSessionCopy(inputData);
        if (Arguments.Items(inputData) is { } list)
        {
            foreach (object? item in list)
                Arguments.RefuseSessionCopy(item);
        }

        return inputData;
    }
}
