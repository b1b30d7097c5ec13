using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes a <see cref="PSCredential"/> and nothing that would make PowerShell ask for a password.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CredentialOnlyAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Arguments.Unwrap(inputData) is null or PSCredential ? inputData : throw Arguments.Refuse(Messages.Arg_NotACredential);
}
