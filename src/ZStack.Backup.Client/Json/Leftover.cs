using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ZStack.Backup.Client.Processes;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>What a process is about to make and means to remove again. Holds no secret: of the address of an export only the hash.</summary>
internal sealed record Leftover(LeftoverKind Kind, ProcessIdentity Process, DateTimeOffset NotedAt)
{
    /// <summary>The node, as the session calls it.</summary>
    public string? Server { get; init; }

    public string? BackupUuid { get; init; }

    public string? StorageUuid { get; init; }

    /// <summary>Of the export, once it is sent.</summary>
    public string? JobId { get; init; }

    /// <summary>SHA-256 of the export's address, once it is made.</summary>
    public string? Url { get; init; }

    /// <summary>When the node last changed that copy, right after the export: another one is not ours.</summary>
    public string? Stamp { get; init; }

    public string? Folder { get; init; }

    public static string? StampOf(BackupStorageRef? copy) => copy?.LastOpDate?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    public static string? HashOf(string? url)
    {
        if (url is null)
            return null;
        using var sha = SHA256.Create();
        return Secret.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(url)));
    }

    public bool IsOfSameExport(Leftover other) => (Server, BackupUuid, StorageUuid) == (other.Server, other.BackupUuid, other.StorageUuid);
}

internal enum LeftoverKind
{
    /// <summary>An export that is made for a download.</summary>
    Export,

    /// <summary>An export of somebody else that is downloaded from.</summary>
    Use,

    /// <summary>A temporary folder.</summary>
    Folder,
}
