using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Vault;

/// <summary>Says what lies in a vault, from names, manifests and evidence. Of a dump at most the first block is read, and only when it has no manifest.</summary>
public static class VaultReader
{
    private const int FirstBlock = 4096;

    private static readonly Regex DumpHeader = new(@"\A(?:/\*M?!999999\\-[^\n]*\n)?\s*-- (?:MySQL|MariaDB) dump ", RegexOptions.CultureInvariant);

    /// <summary>Whether a manifest lies beside the backup.</summary>
    public static bool HasManifest(string backup) => File.Exists(BackupManifest.PathFor(backup));

    /// <summary>The backups of a folder or a file, in no order. What cannot be read is a failure of its own, and the rest comes.</summary>
    /// <param name="path">A folder, or one file of a vault.</param>
    public static IEnumerable<VaultEntry> Read(string path, bool recurse)
    {
        if (!Directory.Exists(path))
        {
            string backup = VaultNames.BackupOf(path) ?? path;
            return [Attempt(backup, () => ReadBackup(backup, isNamed: true) ?? throw new ZStackException(ZStackErrorKind.FileNotFound, path))];
        }

        return Files(path, recurse).SelectMany(files => files.Failure is { } failure ? [new VaultEntry(failure, files.Path)]
            : files.Backups.Select(backup => Attempt(backup, () => ReadBackup(backup, isNamed: false))).Where(entry => entry.Backup is not null || entry.Failure is not null));
    }

    /// <summary>One saved backup.</summary>
    /// <returns><c>null</c> for a file that is no backup, and for one that is gone by now.</returns>
    /// <exception cref="ZStackException">The file, its manifest or its evidence cannot be read.</exception>
    internal static SavedBackup? ReadBackup(string path, bool isNamed)
    {
        var file = new FileInfo(path);
        byte[]? manifest = BackupFile.Try(path, () => BackupManifest.ReadBytesBeside(path));
        if (!BackupFile.Try(path, () => file.Exists))
            return manifest is null && !File.Exists(VaultNames.EvidenceOf(path)) ? null : Without(file, manifest, SavedBackupProblem.FileMissing);
        if (manifest is null)
            return isNamed || IsDump(path) ? Without(file, null, SavedBackupProblem.NoManifest) : null;
        if (Parse(manifest) is not { } known || (known.File is { } name && name != file.Name))
            return Without(file, null, SavedBackupProblem.ManifestBroken);
        if (known.Length is { } length && length != file.Length)
            return Without(file, manifest, SavedBackupProblem.LengthDiffers);
        EvidenceFile evidence = BackupFile.Try(path, () => EvidenceFile.ReadBeside(path, manifest, DateTimeOffset.UtcNow));
        // A test of a file that was replaced since says nothing on this one; a broken chain says nothing at all.
        EvidenceLine[] lines = evidence.State == EvidenceState.Intact && known.Sha256 is { } sha256 ? [.. evidence.Lines.Where(line => line.Sha256 == sha256)] : [];
        EvidenceLine? proof = lines.LastOrDefault(line => line.Level == BackupTestLevel.Restore);
        if (proof?.Outcome != BackupTestOutcome.Passed)
            proof = null;
        return Make(file, known, lines.LastOrDefault(), proof, evidence.State, null);
    }

    private static SavedBackup Without(FileInfo file, byte[]? manifest, SavedBackupProblem problem) =>
        Make(file, manifest is null ? null : Parse(manifest), null, null, EvidenceState.None, problem);

    private static SavedBackup Make(FileInfo file, BackupManifest? manifest, EvidenceLine? last, EvidenceLine? proof, EvidenceState evidence, SavedBackupProblem? problem)
    {
        (string? host, DateTime? time) = VaultNames.Tell(file.Name);
        return new SavedBackup
        {
            FullName = file.FullName,
            Length = file.Exists ? file.Length : 0,
            Md5 = manifest?.Md5 ?? "",
            Sha256 = manifest?.Sha256 ?? "",
            BackupUuid = manifest?.BackupUuid,
            BackupName = manifest?.BackupName ?? file.Name,
            Version = manifest?.Version,
            // Without a manifest: the clock of the node in the name, taken for ours; else when the file was written.
            CreateDate = manifest?.CreateDate ?? (time is { } clock ? new DateTimeOffset(clock) : manifest is null && file.Exists ? new DateTimeOffset(file.LastWriteTime) : null),
            Server = manifest?.Server ?? host,
            SourceUrl = manifest?.SourceUrl,
            LastTest = last is null ? null : new SavedBackupTest(last.Time, last.Level, last.Outcome),
            ProvenAt = proof?.Time,
            ProofPhases = proof?.Phases ?? [],
            Evidence = evidence,
            Problem = problem,
        };
    }

    private static BackupManifest? Parse(byte[] manifest)
    {
        try
        {
            return BackupManifest.Parse(manifest);
        }
        catch (ReasonException)
        {
            return null;
        }
    }

    /// <summary>Whether its first block is that of a database dump.</summary>
    private static bool IsDump(string path) => !FileFacts.IsNoFile(path) && BackupFile.Try(path, () =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FirstBlock);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        byte[] block = new byte[FirstBlock];
        try
        {
            int length = 0;
            for (int read; length < block.Length && (read = gzip.Read(block, length, block.Length - length)) > 0;)
                length += read;
            return DumpHeader.IsMatch(Encoding.UTF8.GetString(block, 0, length));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    });

    private static VaultEntry Attempt(string path, Func<SavedBackup?> read)
    {
        try
        {
            return new VaultEntry(read());
        }
        catch (ZStackException e)
        {
            return new VaultEntry(e, path);
        }
    }

    /// <summary>The backups that the names of each folder tell of.</summary>
    private static IEnumerable<(string Path, ZStackException? Failure, IEnumerable<string> Backups)> Files(string folder, bool recurse)
    {
        var folders = new Stack<string>([folder]);
        while (folders.Count > 0)
        {
            string current = folders.Pop();
            ZStackException? failure = null;
            string[] files = [];
            try
            {
                // Not into linked folders: they may lead in a circle, or out of the vault.
                if (recurse)
                    Array.ForEach([.. BackupFile.Try(current, () => new DirectoryInfo(current).GetDirectories()).Where(one => (one.Attributes & FileAttributes.ReparsePoint) == 0)], one => folders.Push(one.FullName));
                files = BackupFile.Try(current, () => Directory.GetFiles(current));
            }
            catch (ZStackException e)
            {
                failure = e;
            }

            string[] backups = [.. files.Where(file => VaultNames.IsBackup(file) && !VaultNames.IsBelonging(file))];
            yield return (current, failure, backups.Concat(files.Select(VaultNames.BackupOf).OfType<string>().Except(backups)));
        }
    }
}

/// <summary>A saved backup, or why one cannot be read.</summary>
public sealed class VaultEntry
{
    internal VaultEntry(SavedBackup? backup) => Backup = backup;

    internal VaultEntry(ZStackException failure, string path)
    {
        Failure = failure;
        Path = path;
    }

    public SavedBackup? Backup { get; }

    public ZStackException? Failure { get; }

    /// <summary>What cannot be read.</summary>
    public string Path { get; } = "";
}
