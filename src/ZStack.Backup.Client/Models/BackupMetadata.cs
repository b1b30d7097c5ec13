namespace ZStack.Backup.Client.Models;

/// <summary>What a backup says of itself, in the description of its image and in the record of it.</summary>
internal sealed class BackupMetadata
{
    public static readonly BackupMetadata Nothing = new(null, null, null, null);

    public BackupMetadata(string? name, string? version, string? type, string? md5)
    {
        Name = name;
        Version = version;
        Type = type;
        Md5 = md5;
    }

    public string? Name { get; }

    public string? Version { get; }

    public string? Type { get; }

    public string? Md5 { get; }
}
