using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Vault;

/// <summary>What was ever tested of a saved backup: each line names the one before by its hash, the first one the manifest, so that a changed line shows.</summary>
/// <remarks>Who may write the folder may write all of it anew: this tells accidents and small changes, not an owner of the vault.</remarks>
public sealed class EvidenceFile
{
    // A line has less than a KiB; a test a day for ten years has less than this.
    internal const int MaxBytes = 8 * 1024 * 1024;

    // ERROR_FILE_EXISTS, ERROR_SHARING_VIOLATION; EEXIST comes as it is. By now the file may be gone again.
    private const int FileExists = unchecked((int)0x80070050);
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int FileExistsErrno = 17;

    // A test that was killed while it wrote leaves its new file.
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    private EvidenceFile(EvidenceState state, IReadOnlyList<EvidenceLine> lines)
    {
        State = state;
        Lines = lines;
    }

    public EvidenceState State { get; }

    /// <summary>In the order they were written; those before the first broken one.</summary>
    public IReadOnlyList<EvidenceLine> Lines { get; }

    /// <summary>Reads the evidence beside a backup and follows its chain.</summary>
    /// <param name="manifest">Bytes of the manifest.</param>
    /// <param name="now">A line of the future is a forged one.</param>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static EvidenceFile ReadBeside(string backup, byte[] manifest, DateTimeOffset now)
    {
        byte[]? bytes = ReadBytes(VaultNames.EvidenceOf(backup));
        if (bytes is null)
            return new EvidenceFile(EvidenceState.Broken, []);
        var lines = new List<EvidenceLine>();
        var pool = new CharPool();
        string previous = Hash(manifest, 0, manifest.Length);
        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            // The line feed is what makes a line whole.
            EvidenceLine? line = end < 0 ? null : EvidenceLine.Parse(Encoding.UTF8.GetString(bytes, start, end - start), pool);
            if (line is null || line.Previous != previous || line.Time > now + ClockTolerance)
                return new EvidenceFile(EvidenceState.Broken, lines);
            lines.Add(line);
            previous = Hash(bytes, start, end - start);
            start = end + 1;
        }

        return new EvidenceFile(lines.Count == 0 ? EvidenceState.None : EvidenceState.Intact, lines);
    }

    /// <summary>Adds what a test said to the evidence of the file, where it has a manifest.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/>, <see cref="ZStackErrorKind.NoSpace"/></exception>
    /// <exception cref="OperationCanceledException"/>
    public static void Append(string backup, BackupTestResult result, CancellationToken cancellation)
    {
        if (result.Sha256 is null || !VaultReader.HasManifest(backup))
            return;
        Append(
            backup,
            previous => new EvidenceLine
            {
                Time = DateTimeOffset.UtcNow,
                Level = result.Level,
                Outcome = result.Outcome,
                Checks = [.. result.Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => (check.Name, check.Outcome))],
                Phases = [.. result.Phases.Select(phase => (phase.Name, phase.Seconds))],
                Sha256 = result.Sha256,
                Module = typeof(EvidenceFile).Assembly.GetName().Version?.ToString(3),
                Server = result.DatabaseServer,
                Host = Environment.MachineName,
                Previous = previous,
            },
            cancellation);
    }

    /// <summary>Adds a line in one step: two tests at once lose nothing, and a crash leaves the old file.</summary>
    /// <param name="make">The line, given the hash of what comes before it.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/>, <see cref="ZStackErrorKind.NoSpace"/></exception>
    /// <exception cref="OperationCanceledException"/>
    public static void Append(string backup, Func<string, EvidenceLine> make, CancellationToken cancellation)
    {
        string path = VaultNames.EvidenceOf(backup);
        string temporary = path + VaultNames.New;
        Disk.Write(path, () =>
        {
            using FileStream file = Begin(temporary, cancellation);
            try
            {
                byte[] old = ReadBytes(path) ?? throw new IOException(path);
                // Half a line of another program's making is closed, so that ours stands alone; the chain shows the damage.
                bool isOpen = old.Length > 0 && old[old.Length - 1] != '\n';
                byte[] line = Encoding.UTF8.GetBytes(make(HashOfLast(old, backup)) + "\n");
                file.Write(old, 0, old.Length);
                if (isOpen)
                    file.WriteByte((byte)'\n');
                file.Write(line, 0, line.Length);
                file.Flush(flushToDisk: true);
                file.Dispose();
                PrivateFile.Put(temporary, path);
            }
            catch
            {
                file.Dispose();
                File.Delete(temporary);
                throw;
            }
        });
    }

    private static FileStream Begin(string temporary, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return PrivateFile.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            catch (IOException e) when (e.HResult is FileExists or FileExistsErrno or SharingViolation)
            {
                // Looked at once: it may be gone, and another one there, at every moment.
                var found = new FileInfo(temporary);
                if (found.Exists && DateTime.UtcNow - found.LastWriteTimeUtc > Abandoned)
                    File.Delete(temporary);
                else
                    Thread.Sleep(Pause);
            }
        }
    }

    /// <returns>Nothing when there is no file; <c>null</c> when it is larger than any evidence, or a pipe.</returns>
    private static byte[]? ReadBytes(string path)
    {
        if (!File.Exists(path))
            return [];
        if (FileFacts.IsNoFile(path))
            return null;
        using FileStream file = FileBytes.Open(path);
        return file.Length > MaxBytes ? null : FileBytes.Read(file, MaxBytes);
    }

    private static string HashOfLast(byte[] old, string backup)
    {
        int end = old.Length > 0 && old[old.Length - 1] == '\n' ? old.Length - 1 : old.Length;
        if (end == 0)
        {
            byte[] manifest = File.ReadAllBytes(BackupManifest.PathFor(backup));
            return Hash(manifest, 0, manifest.Length);
        }

        int start = Array.LastIndexOf(old, (byte)'\n', end - 1) + 1;
        return Hash(old, start, end - start);
    }

    private static string Hash(byte[] bytes, int start, int count)
    {
        using SHA256 sha256 = SHA256.Create();
        return Secret.Hex(sha256.ComputeHash(bytes, start, count));
    }
}
