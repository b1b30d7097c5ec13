using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A saved backup: its path, an object that names it, or a decision of a retention plan on it.</summary>
public sealed class SavedBackupReference
{
    private readonly string? _keptAs;

    private SavedBackupReference(string path, string? keptAs)
    {
        Path = path;
        _keptAs = keptAs;
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.KeptByPolicy"/></exception>
    internal void Check()
    {
        if (_keptAs is not null)
            throw new ZStackException(ZStackErrorKind.KeptByPolicy, _keptAs);
    }

    public override string ToString() => Path;

    /// <returns><c>null</c> when the object names no file.</returns>
    internal static SavedBackupReference? From(object? input)
    {
        switch (Arguments.Unwrap(input))
        {
            case null:
                return null;
            case SavedBackupReference reference:
                return reference;
            case string text:
                return new SavedBackupReference(text, null);
        }

        PSObject wrapped = PSObject.AsPSObject(input!);
        if (wrapped.Properties[nameof(RetentionDecision.Backup)]?.Value is { } backup && wrapped.Properties[nameof(RetentionDecision.Reasons)] is not null)
        {
            bool isRemoved = Arguments.Property(wrapped, [nameof(RetentionDecision.Action)]) == nameof(RetentionAction.Remove);
            return From(backup) is { } inner ? new SavedBackupReference(inner.Path, isRemoved ? null : Arguments.Property(wrapped, [nameof(RetentionDecision.Name)]) ?? inner.Path) : null;
        }

        return Arguments.Property(wrapped, [nameof(SavedBackup.FullName), "PSPath"]) is { } path ? new SavedBackupReference(path, null) : null;
    }
}

/// <summary>Takes a path, a saved backup, a file, or a decision of a retention plan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SavedBackupArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, input => SavedBackupReference.From(input)
        ?? throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotAPath), [Arguments.Unwrap(input)?.GetType().FullName ?? "null"])));
}
