using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Recognises the objects of this module: themselves, copies from another process, and rows of files that were made of them.</summary>
internal static class OwnObjects
{
    private const string Copy = "Deserialized.";

    // Properties that no other of our types has, all of them.
    private static readonly Dictionary<Type, string[]> Marks = new()
    {
        [typeof(DatabaseBackupRecord)] = [nameof(DatabaseBackupRecord.Uuid), nameof(DatabaseBackupRecord.BackupStorageRefs)],
        [typeof(DatabaseBackupExport)] = [nameof(DatabaseBackupExport.BackupUuid), nameof(DatabaseBackupExport.AlreadyExported)],
        [typeof(BackupStorage)] = [nameof(BackupStorage.Uuid), nameof(BackupStorage.TotalCapacity)],
        [typeof(BackupHealth)] = [nameof(BackupHealth.Server), nameof(BackupHealth.Status), nameof(BackupHealth.Findings)],
        [typeof(BackupSchedule)] = [nameof(BackupSchedule.Uuid), nameof(BackupSchedule.LastOutcome), nameof(BackupSchedule.Triggers)],
        [typeof(ImageInfo)] = [nameof(ImageInfo.Id), nameof(ImageInfo.InstallPath), nameof(ImageInfo.ImageStore)],
        [typeof(RecoveryPoint)] = [nameof(RecoveryPoint.Rank), nameof(RecoveryPoint.Places), nameof(RecoveryPoint.Source)],
        [typeof(RetentionDecision)] = [nameof(RetentionDecision.Action), nameof(RetentionDecision.Reasons), nameof(RetentionDecision.Backup)],
        [typeof(ZStackJob)] = [nameof(ZStackJob.Id), nameof(ZStackJob.Operation)],
        [typeof(ZStackSession)] = [nameof(ZStackSession.LoginType), nameof(ZStackSession.ConnectedAt)],
    };

    private static readonly string[] Names = [nameof(ImageInfo.BackupName), nameof(BackupStorage.Name), nameof(BackupStorage.Uuid), nameof(ImageInfo.Id)];

    public static bool IsA(object input, Type type)
    {
        PSObject wrapped = PSObject.AsPSObject(input);
        return wrapped.TypeNames.Any(name => IsNameOf(name, type.FullName!))
            || (wrapped.BaseObject is PSCustomObject && Marks.TryGetValue(type, out string[]? marks) && Array.TrueForAll(marks, mark => wrapped.Properties[mark] is not null));
    }

    // Asked of each row of a plan: no text is made for it.
    private static bool IsNameOf(string name, string type) =>
        name == type || (name.Length == Copy.Length + type.Length && name.StartsWith(Copy, StringComparison.Ordinal) && name.EndsWith(type, StringComparison.Ordinal));

    /// <returns>What one of our objects is, and the way from it to what is wanted; <c>null</c> for other objects.</returns>
    /// <param name="wanted">What the sentences are named after: Backup, Storage, Schedule or Job.</param>
    public static string? Way(object input, string wanted)
    {
        // What a recovery point on a store carries has its own way.
        if (RecoveryPointParts.Source(input) == RecoverySource.ImageStore && RecoveryPointParts.Part(input, nameof(RecoveryPoint.Image)) is { } image)
            return Way(image, wanted);
        Type? type = Marks.Keys.FirstOrDefault(type => IsA(input, type));
        string? way = type is null ? null
            : Messages.ResourceManager.GetString($"Arg_Way_{wanted}_{type.Name}", Messages.Culture) ?? Messages.ResourceManager.GetString("Arg_Way_" + type.Name, Messages.Culture);
        return way is null ? null : string.Format(CultureInfo.CurrentCulture, way, Arguments.Property(input, Names));
    }
}
