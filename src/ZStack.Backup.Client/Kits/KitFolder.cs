using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Kits;

/// <summary>Writes a kit beside its place and puts it there whole: an older kit is there until the new one is.</summary>
internal static class KitFolder
{
    private const string New = "new";
    private const string Old = "old";
    private const uint Exchange = 2; // RENAME_EXCHANGE
    private const int CurrentFolder = -100; // AT_FDCWD

    // Who writes one for longer has a backup in it that takes as long; what is older was left by a killed process.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(24);

    /// <summary>The kit that lies there.</summary>
    /// <param name="force">Take a kit to which something was added, or in which something was changed.</param>
    /// <returns><c>null</c> when nothing is there.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.NotAKit"/>: what is there must not be replaced; <see cref="ZStackErrorKind.FileReadFailed"/></exception>
    public static RecoveryKit? Find(string path, bool force, CancellationToken cancellation) => Reading(path, () =>
    {
        if (PrivateFile.IsLink(path) || File.Exists(path))
            throw new ZStackException(ZStackErrorKind.NotAKit, path, Reason.Of(ReasonKind.NotAFolderOfItsOwn));
        if (!Directory.Exists(path) && !TakeBack(path))
            return null;
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            return null;
        RecoveryKit kit = KitReader.Read(path) ?? throw new ZStackException(ZStackErrorKind.NotAKit, path, Reason.Of(ReasonKind.NotWrittenHere));
        if (!force && KitTester.Whole(path, cancellation).Outcome != CheckOutcome.Passed)
            throw new ZStackException(ZStackErrorKind.NotAKit, path, Reason.Of(ReasonKind.ChangedSince));
        return kit;
    });

    /// <summary>Writes all files of a kit and puts them in its place.</summary>
    /// <param name="kit">Gets its path and the names of its files.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/>, <see cref="ZStackErrorKind.NoSpace"/>, <see cref="ZStackErrorKind.FileReadFailed"/></exception>
    /// <exception cref="OperationCanceledException"/>
    public static void Write(RecoveryKit kit, string path, KitLanguage english, KitLanguage chinese, CancellationToken cancellation)
    {
        path = path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        string folder = KitNames.Beside(path, New);
        Disk.Write(path, () =>
        {
            Sweep(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFolder.Make(folder);
            try
            {
                (string Name, string Sha256)[] files = [.. Texts(kit, english, chinese).Select(file => (file.Name, WriteText(Path.Combine(folder, file.Name), file.Text))), .. Backups(kit, folder, cancellation)];
                WriteText(Path.Combine(folder, KitNames.Sums), KitSums.Write(files));
                cancellation.ThrowIfCancellationRequested();
                Swap(folder, path);
                kit.Path = path;
                kit.Files = new ItemList<string>([.. files.Select(file => file.Name), KitNames.Sums]);
            }
            finally
            {
                // The new one after a failure, the old one after an exchange.
                Remove(folder);
            }
        });
    }

    /// <summary>The texts of a kit.</summary>
    public static IReadOnlyList<(string Name, string Text)> Texts(RecoveryKit kit, KitLanguage english, KitLanguage chinese)
    {
        IReadOnlyList<KitBlock> page = KitPage.Of(kit, english);
        IReadOnlyList<KitBlock> chinesePage = KitPage.Of(kit, chinese);
        return
        [
            (KitNames.Readme, TextPage.Write(page)),
            (KitNames.ReadmeChinese, TextPage.Write(chinesePage)),
            (KitNames.Page, HtmlPage.Write(page, english.Code)),
            (KitNames.PageChinese, HtmlPage.Write(chinesePage, chinese.Code)),
            (KitNames.Json, RecoveryKitText.Write(kit)),
            (KitNames.Preflight, PreflightScript.Of(kit)),
        ];
    }

    private static string WriteText(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using FileStream file = PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(bytes, 0, bytes.Length);
        file.Flush(flushToDisk: true);
        using SHA256 sha256 = SHA256.Create();
        return Secret.Hex(sha256.ComputeHash(bytes));
    }

    private static IEnumerable<(string Name, string Sha256)> Backups(RecoveryKit kit, string folder, CancellationToken cancellation)
    {
        foreach (RecoveryKitBackup backup in kit.Backups.Where(backup => backup.Included is not null))
        {
            string target = Path.Combine(folder, backup.Included!.Replace('/', Path.DirectorySeparatorChar));
            if (!Directory.Exists(Path.GetDirectoryName(target)!))
                PrivateFolder.Make(Path.GetDirectoryName(target)!);
            string sha256;
            using (var source = new FileStream(backup.FullName!, FileMode.Open, FileAccess.Read, FileShare.Read))
            using (FileStream file = PrivateFile.Open(target, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                sha256 = KitSums.Of(source, cancellation, (buffer, count) => file.Write(buffer, 0, count));
                file.Flush(flushToDisk: true);
            }

            // What is not as it was saved must not be what somebody takes at 3 a.m.
            if (backup.Sha256 is { } expected && expected != sha256)
                throw new ZStackException(ZStackErrorKind.FileReadFailed, backup.FullName!, Reason.Of(ReasonKind.OtherThanSaved, expected, sha256));
            yield return (backup.Included, sha256);
        }
    }

    private static void Swap(string folder, string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.Move(folder, path);
            return;
        }

        if (TryExchange(folder, path))
            return;
        // Where a system cannot exchange two names in one step: for a moment there is none, and the next call finds the old one.
        string old = KitNames.Beside(path, Old);
        Directory.Move(path, old);
        try
        {
            Directory.Move(folder, path);
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }

        Remove(old);
    }

    private static bool TryExchange(string one, string other)
    {
        try
        {
            return RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && Rename(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A libc before 2018.
            return false;
        }
    }

    /// <summary>The old kit of a call that was killed between its two steps.</summary>
    private static bool TakeBack(string path)
    {
        path = path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        if (Beside(path, Old).OrderByDescending(Directory.GetLastWriteTimeUtc).FirstOrDefault() is not { } old)
            return false;
        Directory.Move(old, path);
        return true;
    }

    /// <summary>What killed processes have left. An old kit is removed only where there is one in its place.</summary>
    private static void Sweep(string path)
    {
        foreach (string left in Beside(path, New).Concat(Directory.Exists(path) ? Beside(path, Old) : []).Where(left => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(left) > Abandoned).ToArray())
            Remove(left);
    }

    private static IEnumerable<string> Beside(string path, string ending)
    {
        string parent = Path.GetDirectoryName(path)!;
        return !Directory.Exists(parent) ? [] : Directory.GetDirectories(parent, Path.GetFileName(path) + ".*." + ending).Where(other => KitNames.IsBeside(path, other, ending) && !PrivateFile.IsLink(other) && FileFacts.Of(other) is null or { IsOfThisUser: true });
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ZStackException(ZStackErrorKind.FileReadFailed, e, path, e.Message.TrimEnd('.'));
        }
    }

    [DllImport("libc", EntryPoint = "renameat2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Rename(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
