using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Turns what names an object into a reference to it, so that a name, a uuid or an object fits the same parameter.</summary>
public abstract class ReferenceAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Arguments.Each(inputData, Reference);

    private protected abstract object? From(object input);

    /// <summary>What the way from another object of this module to this parameter is called, see <see cref="OwnObjects.Way"/>.</summary>
    private protected virtual string? Wanted => null;

    /// <summary>Another parameter of the same command takes it.</summary>
    private protected virtual bool IsForAnother(object input) => false;

    /// <summary>What name of what is said about an object that is none; {0} is its type.</summary>
    private protected virtual string Refusal => nameof(Messages.Arg_NotAReference);

    private object Reference(object? input)
    {
        object? value = Arguments.Unwrap(input);
        // What -IncludeTotalCount writes before the rows is no name.
        if (input is PSObject count && count.Properties["Accuracy"] is not null)
            throw Arguments.Refuse(Messages.Arg_TotalCount);
        if (value is ValueType and not Guid)
            value = Arguments.Typed(input);
        if (value is null || From(value) is not { } found)
        {
            // Without the cast error inside the binder says these words, and not that the object fits no parameter.
            if (value is not null && Wanted is not null && !IsForAnother(value) && OwnObjects.Way(value, Wanted) is { } way)
                throw new ArgumentTransformationMetadataException(way);
            throw Arguments.Refuse(Wording.Sentence(Refusal, [Arguments.Unwrap(input)?.GetType().FullName ?? "null"]));
        }

        return found;
    }
}

/// <summary>Takes a uuid, a name, a record, an export, or an object with such a property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BackupArgumentAttribute : ReferenceAttribute
{
    /// <summary>Not names, nor objects that are files too.</summary>
    public bool RecordsOnly { get; set; }

    /// <summary>Another parameter takes backups of a store.</summary>
    public bool BesideImages { get; set; }

    private protected override string? Wanted => "Backup";

    private protected override bool IsForAnother(object input) => BesideImages && (OwnObjects.IsA(input, typeof(ImageInfo)) || RecoveryPointParts.Source(input) == RecoverySource.ImageStore);

    private protected override string Refusal => RecordsOnly ? nameof(Messages.Arg_NotARecord) : base.Refusal;

    private protected override object? From(object input)
    {
        // Of a recovery point a restore takes what it says, and nothing else that it also carries.
        if (BesideImages && RecoveryPointParts.Source(input) is not (null or RecoverySource.Record))
            return null;
        return RecordsOnly ? BackupReference.FromRecord(input) : BackupReference.From(input);
    }
}

/// <summary>Takes a uuid, a name, a storage, or an object with such a property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StorageArgumentAttribute : ReferenceAttribute
{
    private protected override string? Wanted => "Storage";

    private protected override object? From(object input) => StorageReference.From(input);
}

/// <summary>Takes a uuid, a name, a schedule, a run, or an object with such a property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScheduleArgumentAttribute : ReferenceAttribute
{
    private protected override string? Wanted => "Schedule";

    private protected override object? From(object input) => ScheduleReference.From(input);
}

/// <summary>Takes a job, a copy of one from another process, or the id of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JobArgumentAttribute : ReferenceAttribute
{
    private protected override string? Wanted => "Job";

    private protected override object? From(object input)
    {
        if (input is ZStackJob job)
            return job;
        if (input is string or Guid)
            return new ZStackJob { Id = Id(input.ToString()!) };
        PSObject copy = PSObject.AsPSObject(input);
        object? Value(string name) => copy.Properties[name]?.Value;
        // Other objects have an Id as well, such as a backup on an image store or a process.
        if (input is ServerObject || Value(nameof(ZStackJob.Id)) is not { } id || copy.Properties[nameof(ZStackJob.Operation)] is null)
            return null;
        object? storages = Arguments.Unwrap(Value(nameof(ZStackJob.BackupStorageUuids)));
        return new ZStackJob
        {
            Id = Id(Arguments.Typed(id)),
            Operation = Value(nameof(ZStackJob.Operation))?.ToString(),
            SubmittedAt = PointInTime.Of(Value(nameof(ZStackJob.SubmittedAt))),
            BackupUuid = Arguments.Uuid(copy, [nameof(ZStackJob.BackupUuid)]),
            BackupName = Text(Value(nameof(ZStackJob.BackupName))),
            // A CSV file has the list as one text.
            BackupStorageUuids = new ItemList<string>((storages is IEnumerable list and not string ? list.Cast<object?>().Select(one => one?.ToString() ?? "") : (storages?.ToString() ?? "").Split(';')).Where(one => one.Length > 0)),
            Server = Text(Value(nameof(ZStackJob.Server))),
        };
    }

    private static string Id(string text) => ObjectReference.AsUuid(text.Trim()) ?? text.Trim();

    private static string? Text(object? value) => value?.ToString() is { Length: > 0 } text ? text : null;
}
