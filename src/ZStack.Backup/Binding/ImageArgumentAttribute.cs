using System;
using System.Management.Automation;
using ZStack.Backup.Client.Models;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Takes a backup of a store as Get-ZStackDatabaseBackup writes it, a copy from another process, or a row of a file that was made of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImageArgumentAttribute : ReferenceAttribute
{
    // A recovery point brings the image where that is what a restore is to take.
    private protected override object? From(object input) => RecoveryPointParts.Source(input) switch
    {
        null => Image(input),
        RecoverySource.ImageStore => RecoveryPointParts.Part(input, nameof(RecoveryPoint.Image)) is { } image ? Image(image) : null,
        _ => null,
    };

    /// <returns><c>null</c> for what is none.</returns>
    internal static ImageInfo? Image(object input)
    {
        if (input is ImageInfo image)
            return image;
        if (!OwnObjects.IsA(input, typeof(ImageInfo)))
            return null;
        PSObject copy = PSObject.AsPSObject(input);
        return new ImageInfo
        {
            Id = Text(nameof(ImageInfo.Id)),
            Name = Text(nameof(ImageInfo.Name)),
            Metadata = new BackupMetadata(Text(nameof(ImageInfo.BackupName)), Text(nameof(ImageInfo.Version)), Text(nameof(ImageInfo.DatabaseType)), Text(nameof(ImageInfo.Md5))),
            Created = PointInTime.Of(copy.Properties[nameof(ImageInfo.Created)]?.Value),
            Size = Number<long>(nameof(ImageInfo.Size)),
            VirtualSize = Number<long>(nameof(ImageInfo.VirtualSize)),
            InstallPath = Text(nameof(ImageInfo.InstallPath)),
            Parent = Text(nameof(ImageInfo.Parent)),
            Blobsum = Text(nameof(ImageInfo.Blobsum)),
            Author = Text(nameof(ImageInfo.Author)),
            Arch = Text(nameof(ImageInfo.Arch)),
            Desc = Text(nameof(ImageInfo.Desc)),
            Server = Text(nameof(ImageInfo.Server)),
            ImageStore = Text(nameof(ImageInfo.ImageStore)),
            RegistryPort = Number<int>(nameof(ImageInfo.RegistryPort)),
        };

        string? Text(string name) => copy.Properties[name]?.Value?.ToString() is { Length: > 0 } text ? text : null;
        T? Number<T>(string name)
            where T : struct => Text(name) is { } text && LanguagePrimitives.TryConvertTo(text, out T number) ? number : null;
    }
}
