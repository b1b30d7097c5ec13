using System;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A backup storage of this cloud: its uuid, its name, or the storage itself.</summary>
public sealed class StorageReference : ObjectReference
{
    private static readonly string[] UuidProperties = ["BackupStorageUuid", "Uuid"];
    private static readonly Type[] Others = [typeof(DatabaseBackupRecord), typeof(BackupSchedule), typeof(ImageInfo), typeof(ZStackJob), typeof(ZStackSession)];

    private StorageReference(string text, string? server, ZStackSession? origin)
        : base(text, server, origin)
    {
    }

    /// <returns><c>null</c> when the object names no storage.</returns>
    internal static StorageReference? From(object input) => input switch
    {
        StorageReference reference => reference,
        string text => new StorageReference(text, null, null),
        Guid uuid => new StorageReference(uuid.ToString("N"), null, null),
        BackupStorage { Uuid: { } uuid } storage => new StorageReference(uuid, storage.Server, ZStackSession.Of(storage)),
        _ when Array.Exists(Others, other => OwnObjects.IsA(input, other)) => null,
        _ => Arguments.Uuid(input, UuidProperties) is { } uuid ? new StorageReference(uuid, Arguments.Property(input, ["Server"]), null) : null,
    };
}
