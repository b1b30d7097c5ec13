using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Client.Retention;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Reads what a policy looks at from any object with a time: ours, copies of ours from a file or another process, files.</summary>
internal static class RetentionInput
{
    private const string Ready = "Ready";

    // In this order: a file of a saved backup has the time of the download, too.
    private static readonly string[] Times = ["Created", "CreateDate", "Time", "LastWriteTime"];
    private static readonly string[] Names = ["BackupName", "Name", "FullName"];
    // A file in which that is wrong, or of which that is known, restores nothing.
    private static readonly string[] Damage = [nameof(RecoveryReasonId.NotReady), nameof(RecoveryReasonId.FileDamaged), nameof(RecoveryReasonId.TestFailed)];
    // They have a time as well.
    private static readonly Type[] NoBackups = [typeof(BackupStorage), typeof(BackupSchedule), typeof(BackupHealth), typeof(ZStackJob), typeof(ZStackSession)];
    private static readonly string[] Ids = ["Uuid", "InstallPath", "FullName", "Id"];

    /// <returns>One for the backup, or one for each of its copies.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: it has none of the properties that tell a time, or is one of our objects that is no backup.</exception>
    public static IEnumerable<RetentionCandidate> Read(PSObject input, RetentionGrouping grouping, ServerTimeZone? zone)
    {
        if (input.BaseObject is DatabaseBackupRecord record)
            return OfRecord(record, grouping);
        if (Array.Exists(NoBackups, type => OwnObjects.IsA(input, type)))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "InputObject", Wording.Sentence(nameof(Messages.Arg_TakesBackups), [OwnObjects.Way(input, "Backup")!]));
        object[] copies = grouping == RetentionGrouping.BackupStorage ? Copies(input) : [];
        return copies.Length > 0 ? copies.Select(copy => Read(input, PSObject.AsPSObject(copy), grouping, zone)) : [Read(input, null, grouping, zone)];
    }

    /// <summary>The same of a record as it came from the node. There may be hundred thousands of them, and a property that is looked up by its name takes its time.</summary>
    private static IEnumerable<RetentionCandidate> OfRecord(DatabaseBackupRecord record, RetentionGrouping grouping)
    {
        if (grouping != RetentionGrouping.BackupStorage || record.BackupStorageRefs.Count == 0)
            return [Of(null)];
        return record.BackupStorageRefs.Select(Of);

        RetentionCandidate Of(BackupStorageRef? copy) => new(record)
        {
            Name = NotEmpty(record.Name),
            Id = NotEmpty(record.Uuid) + " " + NotEmpty(copy?.BackupStorageUuid),
            Created = record.CreateDate,
            Group = grouping switch
            {
                RetentionGrouping.None => "",
                RetentionGrouping.BackupStorage => Together(NotEmpty(record.Server), NotEmpty(copy?.BackupStorageUuid)),
                _ => NotEmpty(record.Server) ?? "",
            },
            Version = NotEmpty(record.Version),
            IsReady = NotEmpty(record.Status) is null or Ready && NotEmpty(copy?.Status) is null or Ready,
            Size = copy is null ? record.Size * Math.Max(1, record.BackupStorageRefs.Count) : record.Size,
            BackupStorageUuid = NotEmpty(copy?.BackupStorageUuid),
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Together(params string?[] parts) => string.Join(" ", parts.OfType<string>());

    private static RetentionCandidate Read(PSObject input, PSObject? copy, RetentionGrouping grouping, ServerTimeZone? zone)
    {
        if (!Array.Exists(Times, name => input.Properties[name] is not null))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "InputObject", Wording.Sentence(nameof(Messages.Arg_NoTime), [input.BaseObject.GetType().FullName!]));
        string? storage = copy is null ? null : Text(copy, "BackupStorageUuid");
        return new RetentionCandidate(Arguments.Unwrap(input)!)
        {
            Name = Arguments.Property(input, Names),
            Id = Arguments.Property(input, Ids) + " " + storage,
            Created = Times.Select(name => Time(input.Properties[name]?.Value, zone)).FirstOrDefault(time => time is not null),
            Group = Group(input, storage, grouping),
            Version = Text(input, "Version"),
            IsReady = IsReady(input) && IsWhole(input) && (copy is null || IsReady(copy)),
            IsProven = PointInTime.Of(input.Properties["ProvenAt"]?.Value) is not null,
            Size = Size(input) is not { } size ? null : copy is null ? size * Math.Max(1, Copies(input).Length) : size,
            BackupStorageUuid = storage,
        };
    }

    private static string Group(PSObject input, string? storage, RetentionGrouping grouping) => grouping switch
    {
        RetentionGrouping.None => "",
        RetentionGrouping.BackupStorage => Together(Text(input, "Server"), storage ?? Text(input, "ImageStore")),
        _ => Text(input, "Server") ?? "",
    };

    private static object[] Copies(PSObject input) => LanguagePrimitives.GetEnumerable(input.Properties["BackupStorageRefs"]?.Value) is { } copies ? [.. copies.Cast<object?>().OfType<object>()] : [];

    /// <summary>Without a status it is a file, or on a store: what is there is whole.</summary>
    private static bool IsReady(PSObject input) => Text(input, "Status") is null or Ready;

    /// <summary>Saved backups and recovery points tell more: what is damaged, or failed its newest test, must not be kept in the place of a good one.</summary>
    private static bool IsWhole(PSObject input) =>
        Text(input, nameof(SavedBackup.Problem)) is null or nameof(SavedBackupProblem.NoManifest)
        // An object, or in a table of text all of it in words.
        && !(Text(input, nameof(SavedBackup.LastTest)) ?? "").Contains(nameof(BackupTestOutcome.Failed))
        && !(LanguagePrimitives.GetEnumerable(input.Properties[nameof(RecoveryPoint.Reasons)]?.Value)?.Cast<object?>().OfType<object>() ?? [])
            .Any(reason => Damage.Contains(Arguments.Property(PSObject.AsPSObject(reason), [nameof(RecoveryReason.Id)])));

    private static long? Size(PSObject input) => long.TryParse(Arguments.Property(input, ["Size", "Length"]), NumberStyles.Integer, CultureInfo.InvariantCulture, out long size) ? size : null;

    private static string? Text(PSObject input, string property) => Arguments.Property(input, [property]);

    /// <summary>A clock without an offset is the one of the zone that was given.</summary>
    private static DateTimeOffset? Time(object? value, ServerTimeZone? zone) =>
        zone is not null && Arguments.Unwrap(value) is DateTime { Kind: DateTimeKind.Unspecified } clock ? zone.At(clock) : PointInTime.Of(value);
}
