using System;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A backup to compare: a file, or a record of a node.</summary>
public sealed class ComparedReference
{
    private ComparedReference(string? path, BackupReference? record, DateTimeOffset? created)
    {
        Path = path;
        Record = record;
        Created = created;
    }

    /// <summary>As it was given; <c>null</c> for a record.</summary>
    public string? Path { get; }

    /// <summary>When it was made, as far as the object says.</summary>
    internal DateTimeOffset? Created { get; }

    internal BackupReference? Record { get; }

    public override string ToString() => Path ?? Record!.Text;

    /// <returns><c>null</c> when the object names no backup.</returns>
    internal static ComparedReference? From(object? input)
    {
        object? value = Arguments.Unwrap(input);
        if (value is null or ComparedReference)
            return value as ComparedReference;
        // A point with a file is compared by that: nothing has to be fetched.
        if (BackupReference.FromRecord(value) is { } record)
            return new ComparedReference(null, record, null);
        string? path = value as string ?? Arguments.Property(value, [nameof(SavedBackup.FullName), "PSPath"]);
        return path is null ? null : new ComparedReference(path, null, value is string ? null : PointInTime.Of(MadeAt(value)));
    }

    private static object? MadeAt(object value)
    {
        PSObject item = PSObject.AsPSObject(value);
        return item.Properties[nameof(SavedBackup.CreateDate)]?.Value ?? item.Properties[nameof(RecoveryPoint.Created)]?.Value;
    }
}

/// <summary>Takes a path, a file, a saved backup, a record, or a recovery point.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ComparedArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, input => ComparedReference.From(input)
        ?? throw Arguments.Refuse(Wording.Sentence(nameof(Messages.Arg_NotComparable), [Arguments.Unwrap(input)?.GetType().FullName ?? "null"])));
}
