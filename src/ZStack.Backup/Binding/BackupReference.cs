using System;
using System.Management.Automation;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A database backup of this cloud: its uuid, its name, its record, or an object that names its uuid.</summary>
public sealed class BackupReference : ObjectReference
{
    private static readonly string[] UuidProperties = ["BackupUuid", "DatabaseBackupUuid", "Uuid"];
    private static readonly Type[] Others = [typeof(BackupStorage), typeof(BackupSchedule), typeof(ImageInfo), typeof(ZStackJob), typeof(ZStackSession)];

    private static readonly string[] FileProperties = ["FullName", "PSPath", "LiteralPath", "Path"];

    private BackupReference(string text, string? server, ZStackSession? origin)
        : base(text, server, origin)
    {
    }

    /// <summary>For a parameter beside one that takes files: only what can be nothing else but a backup of a node.</summary>
    /// <returns><c>null</c> for paths, files and saved backups.</returns>
    internal static BackupReference? FromRecord(object input) => input switch
    {
        string text => AsUuid(text.Trim()) is null ? null : From(text),
        Guid or BackupReference => From(input),
        // A file at home is tested rather than fetched again.
        _ when RecoveryPointParts.Source(input) is not null => Arguments.Property(input, FileProperties) is null ? From(input) : null,
        _ when OwnObjects.IsA(input, typeof(DatabaseBackupRecord)) || OwnObjects.IsA(input, typeof(DatabaseBackupExport)) => From(input),
        // As a whole, not its uuid alone: the row also says which node it is of.
        _ => Arguments.Property(input, ["Server"]) is not null && Arguments.Property(input, FileProperties) is null ? From(input) : null,
    };

    /// <summary>The storage of the copy that a retention plan decided for; <c>null</c> for the whole backup.</summary>
    internal string? CopyOn { get; private init; }

    /// <returns><c>null</c> when the object names no backup.</returns>
    internal static BackupReference? From(object input) => OwnObjects.IsA(input, typeof(RetentionDecision)) ? FromDecision(PSObject.AsPSObject(input)) : FromBackup(input);

    private static BackupReference? FromDecision(PSObject decision) =>
        decision.Properties[nameof(RetentionDecision.Backup)]?.Value is { } backup && FromBackup(Arguments.Unwrap(backup)!) is { } reference
            ? new BackupReference(reference.Text, reference.Server, reference.Origin)
            {
                CopyOn = Arguments.Property(decision, [nameof(RetentionDecision.BackupStorageUuid)]),
                KeptAs = Arguments.Property(decision, [nameof(RetentionDecision.Action)]) == nameof(RetentionAction.Remove) ? null : Arguments.Property(decision, [nameof(RetentionDecision.Name)]) ?? reference.Text,
            }
            : null;

    private static BackupReference? FromBackup(object input) => input switch
    {
        BackupReference reference => reference,
        string text => new BackupReference(text, null, null),
        Guid uuid => new BackupReference(uuid.ToString("N"), null, null),
        DatabaseBackupRecord { Uuid: { } uuid } record => new BackupReference(uuid, record.Server, ZStackSession.Of(record)),
        DatabaseBackupExport { BackupUuid: { } uuid } export => new BackupReference(uuid, export.Server, ZStackSession.Of(export)),
        _ when RecoveryPointParts.Source(input) is not null => RecoveryPointParts.Part(input, nameof(RecoveryPoint.Record)) is { } record ? FromBackup(record) : null,
        _ when Array.Exists(Others, other => OwnObjects.IsA(input, other)) => null,
        _ => Arguments.Uuid(input, UuidProperties) is { } uuid ? new BackupReference(uuid, Arguments.Property(input, ["Server"]), null) : null,
    };
}
