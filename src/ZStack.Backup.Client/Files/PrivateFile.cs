using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace ZStack.Backup.Client.Files;

/// <summary>Files that only their owner reads, from their first byte: backups hold the passwords of a whole cloud. On Windows the folder decides.</summary>
internal static class PrivateFile
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int MaxPath = 4096;
    private const int MaxTries = 10;
    private const string New = ".new";

    // Such a file has its name for the moment that a few hundred bytes take to reach the disk.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>Opens or makes a file. An older one that others could read is closed to them before anything is written.</summary>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize = 4096)
    {
        FileStream file = NewFile.Open(path, mode, access, share, bufferSize);
        // What a share without modes refuses changes nothing there; who else may own the file is looked at by who takes up old ones.
        _ = Close(file);
        return file;
    }

    /// <summary>Opens a file as it is, for who looks at it before changing anything.</summary>
    /// <exception cref="FileNotFoundException"/>
    public static FileStream OpenExisting(string path, int bufferSize) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize, useAsync: false);

    /// <summary>Text that is there as a whole, or not at all.</summary>
    /// <param name="isWanted">Asked at the last moment.</param>
    /// <param name="isShared">Not private: readable by others, as far as the umask allows.</param>
    public static void Write(string path, string text, Func<bool>? isWanted = null, bool isShared = false)
    {
        // Of its own: two calls that write the same file at once would give each other's half a name.
        string temporary = path + "." + Guid.NewGuid().ToString("N").Substring(0, 8) + New;
        RemoveAbandoned(path);
        try
        {
            using (FileStream file = isShared ? new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None) : Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                file.Write(bytes, 0, bytes.Length);
                file.Flush(flushToDisk: true);
            }

            if (isWanted?.Invoke() == false)
                File.Delete(temporary);
            else
                Put(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>What a process that was killed in the middle of this has left.</summary>
    private static void RemoveAbandoned(string path)
    {
        string begin = Path.GetFileName(path) + ".";
        foreach (FileInfo left in new FileInfo(path).Directory!.EnumerateFiles("*" + New).Where(file => file.Name.Length == begin.Length + 8 + New.Length && file.Name.StartsWith(begin, StringComparison.Ordinal)))
        {
            if (DateTime.UtcNow - left.LastWriteTimeUtc > Abandoned && FileFacts.Of(left.FullName) is null or { IsOfThisUser: true })
                left.Delete();
        }
    }

    /// <summary>Gives a file its name in one step; an older one of that name is gone then.</summary>
    public static void Put(string from, string to)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                if (File.Exists(to))
                    File.Replace(from, to, null);
                else
                    File.Move(from, to);
                return;
            }
            catch (IOException) when (tries < MaxTries && File.Exists(from))
            {
                // Between the question and the answer another process has made it or taken it away.
            }
        }
    }

    /// <summary>A link: what is written to it arrives somewhere else.</summary>
    public static bool IsLink(string path)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is there.
            return false;
        }
    }

    /// <summary>Whether the open file is the one that has this name, and no other user's. Somebody may have put another one there, or a link, or taken it away.</summary>
    /// <remarks>Where the system does not tell (other than Linux), it is taken for granted.</remarks>
    public static bool IsStill(FileStream file, string path)
    {
        if (PrivateFolder.IsWindows || !Directory.Exists("/proc/self/fd"))
            return true;
        string? opened = Target("/proc/self/fd/" + file.SafeFileHandle.DangerousGetHandle().ToInt64().ToString(System.Globalization.CultureInfo.InvariantCulture));
        string? folder = Real(Path.GetDirectoryName(path)!);
        // Only its owner may change the mode of a file.
        return opened is null || folder is null || (opened == Path.Combine(folder, Path.GetFileName(path)) && Close(file));
    }

    private static bool Close(FileStream file) => PrivateFolder.IsWindows || ChangeMode((int)file.SafeFileHandle.DangerousGetHandle(), OwnerOnly) == 0;

    /// <returns>Where a link leads; <c>null</c> when it is none.</returns>
    internal static string? Target(string link)
    {
        byte[] buffer = new byte[MaxPath];
        long length = (long)ReadLink(link, buffer, (UIntPtr)buffer.Length);
        return length <= 0 ? null : Encoding.UTF8.GetString(buffer, 0, (int)length);
    }

    private static string? Real(string folder)
    {
        byte[] buffer = new byte[MaxPath];
        return RealPath(folder, buffer) == IntPtr.Zero ? null : Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));
    }

    [DllImport("libc", EntryPoint = "fchmod")]
    private static extern int ChangeMode(int file, uint mode);

    [DllImport("libc", EntryPoint = "readlink", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr ReadLink(string path, byte[] buffer, UIntPtr size);

    [DllImport("libc", EntryPoint = "realpath", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr RealPath(string path, byte[] buffer);
}
