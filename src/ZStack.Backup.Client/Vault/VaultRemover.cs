using System.Collections.Generic;
using System.IO;
using System.Linq;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Vault;

/// <summary>Takes a saved backup out of its vault.</summary>
public static class VaultRemover
{
    /// <summary>The file first, then its manifest, then its evidence. Whatever breaks off between them leaves the backup whole, or <see cref="SavedBackupProblem.FileMissing"/> for the next look.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/></exception>
    public static void Remove(string backup)
    {
        foreach (string path in Files(backup))
            Disk.Write(path, () => File.Delete(path));
    }

    /// <summary>The files that belong to a backup and are there.</summary>
    public static IEnumerable<string> Files(string backup) =>
        new[] { backup, BackupManifest.PathFor(backup), VaultNames.EvidenceOf(backup) }.Where(File.Exists);

    /// <summary>Whether a backup is the newest proven one of its node in its folder, so that removing it takes the best there is.</summary>
    /// <exception cref="ZStackException">The folder cannot be read.</exception>
    public static bool IsNewestProven(SavedBackup backup)
    {
        if (backup.ProvenAt is null)
            return false;
        IEnumerable<SavedBackup> others = VaultReader.Read(Path.GetDirectoryName(backup.FullName)!, recurse: false).Select(entry => entry.Backup).OfType<SavedBackup>()
            .Where(other => other.ProvenAt is not null && other.Server == backup.Server && other.FullName != backup.FullName);
        return !others.Any(other => other.CreateDate >= backup.CreateDate);
    }

    /// <summary>What lies under this path now.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotFound"/>; or it cannot be read.</exception>
    public static SavedBackup Find(string path)
    {
        string backup = VaultNames.BackupOf(path) ?? path;
        return VaultReader.ReadBackup(backup, isNamed: true) ?? throw new ZStackException(ZStackErrorKind.FileNotFound, path);
    }
}
