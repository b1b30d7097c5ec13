using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>What is piped to the search for a recovery point, sorted by what it is.</summary>
internal sealed class RecoveryInput
{
    private static readonly string[] Files = [nameof(SavedBackup.FullName), "PSPath"];

    public List<DatabaseBackupRecord> Records { get; } = [];

    public List<ImageInfo> Images { get; } = [];

    public List<SavedBackup> Saved { get; } = [];

    /// <returns>The path of a saved backup, which is to be looked at again: what it was then is not what it is now. Else <c>null</c>.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: it is nothing that tells of a backup.</exception>
    public string? Take(PSObject input)
    {
        object value = Arguments.Unwrap(input)!;
        if (value is string text)
            return text;
        if (OwnObjects.IsA(input, typeof(RecoveryPoint)))
            return TakePoint(input);
        if (OwnObjects.IsA(input, typeof(DatabaseBackupRecord)))
            Records.Add(value as DatabaseBackupRecord ?? RecordOf(input));
        else if (ImageArgumentAttribute.Image(value) is { } image)
            Images.Add(image);
        else if (Arguments.Property(input, Files) is { } path)
            return path;
        else
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "InputObject", Wording.Sentence(nameof(Messages.Arg_NotARecoverySource), [value.GetType().FullName!]));
        return null;
    }

    /// <summary>All that it was seen as, and its file to be looked at again.</summary>
    private string? TakePoint(PSObject point)
    {
        foreach (string property in new[] { nameof(RecoveryPoint.Record), nameof(RecoveryPoint.Image) })
        {
            // A row of a CSV file has only their names.
            if (RecoveryPointParts.Part(point, property) is { } part and not string)
                _ = Take(PSObject.AsPSObject(part));
        }

        return Arguments.Property(point, [nameof(RecoveryPoint.FullName)]);
    }

    /// <summary>A copy from another process or a file.</summary>
    private static DatabaseBackupRecord RecordOf(PSObject copy)
    {
        string? Text(string name) => Arguments.Property(copy, [name]);
        object? copies = Arguments.Unwrap(copy.Properties[nameof(DatabaseBackupRecord.BackupStorageRefs)]?.Value);
        return new DatabaseBackupRecord
        {
            Uuid = Arguments.Uuid(copy, [nameof(DatabaseBackupRecord.Uuid)]),
            Name = Text(nameof(DatabaseBackupRecord.Name)),
            Server = Text(nameof(DatabaseBackupRecord.Server)),
            State = Text(nameof(DatabaseBackupRecord.State)),
            Status = Text(nameof(DatabaseBackupRecord.Status)),
            Version = Text(nameof(DatabaseBackupRecord.Version)),
            DatabaseType = Text(nameof(DatabaseBackupRecord.DatabaseType)),
            Md5 = Text(nameof(DatabaseBackupRecord.Md5)),
            CreateDate = PointInTime.Of(copy.Properties[nameof(DatabaseBackupRecord.CreateDate)]?.Value),
            Size = long.TryParse(Text(nameof(DatabaseBackupRecord.Size)), out long size) ? size : null,
            BackupStorageRefs = new ItemList<BackupStorageRef>((copies is string list ? list.Split(';') : LanguagePrimitives.GetEnumerable(copies) ?? Array.Empty<object>()).Cast<object?>().OfType<object>().Select(Copy)),
        };
    }

    /// <summary>All of it, or the uuid of its storage.</summary>
    private static BackupStorageRef Copy(object copy) => new()
    {
        BackupStorageUuid = Arguments.Property(copy, [nameof(BackupStorageRef.BackupStorageUuid)]) ?? copy.ToString(),
        InstallPath = Arguments.Property(copy, [nameof(BackupStorageRef.InstallPath)]),
        Status = Arguments.Property(copy, [nameof(BackupStorageRef.Status)]),
    };
}
