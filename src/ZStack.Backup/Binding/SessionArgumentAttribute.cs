using System;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes sessions, and names of nodes that this runspace has a session on. Says in words why something else is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Arguments.Items(inputData) is { } items ? items.Select(Session).ToArray() : Session(inputData);

    private static object? Session(object? input)
    {
        object? value = Arguments.Unwrap(input);
        if (value is null or ZStackSession)
            return value;
        Arguments.RefuseSessionCopy(input);
        if (value is not string name)
            throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotASession), [value.GetType().FullName]));
        SessionTable table = SessionTable.Current;
        return table.Named(name.Trim()) ?? throw Arguments.Refuse(table.All.Count == 0
            ? Wording.Sentence(nameof(Messages.Arg_NoSessionAtAll), [name])
            : Wording.Sentence(nameof(Messages.Arg_NoSessionNamed), [name, string.Join(", ", table.All.Select(session => session.ToString()))]));
    }
}
