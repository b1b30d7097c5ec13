using System;
using System.IO;
using System.Threading;
using ZStack.Backup.Client.Dumps;

namespace ZStack.Backup.Client.Restores;

/// <summary>Looks for a saved copy of the backup, which is what could have been tested, and what is left when the restore fails.</summary>
/// <remarks>Only the bytes count: a manifest says what somebody wrote into it, and the node's MD5 is what the copy is compared with.</remarks>
internal static class EvidenceCheck
{
    /// <param name="folder">Where the copy may lie; <c>null</c> when there is no folder to look into.</param>
    public static Finding Look(RestoreSource source, string? folder, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        if (folder is null || source.Name != Path.GetFileName(source.Name) || source.Name.IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) >= 0 || !IsFile(Path.Combine(folder, source.Name)))
            return new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_Unknown", source.Name);
        string path = Path.Combine(folder, source.Name);
        if (source.Md5 is not { Length: > 0 } expected)
            return new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_NoMd5", source.Name, folder);
        bool isSame = string.Equals(Md5(path, events, cancellation), expected.Trim(), StringComparison.OrdinalIgnoreCase);
        return isSame
            ? new Finding(RestoreCheckOutcome.Passed, "Check_Evidence_Passed", source.Name, folder)
            : new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_Warning", source.Name, folder);
    }

    /// <summary>Something with bytes: a pipe would never end, and a folder has none.</summary>
    private static bool IsFile(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private static string? Md5(string path, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        FileStream file = BackupFile.Open(path);
        using var raw = new RawFile(file, path, hashes: true, new ProgressMeter(events, ProgressActivity.ReadBackup, Path.GetFileName(path), file.Length), cancellation);
        raw.ReadRest();
        return raw.Md5();
    }
}
