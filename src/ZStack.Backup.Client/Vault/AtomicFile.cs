using System.IO;
using System.Runtime.InteropServices;

namespace ZStack.Backup.Client.Vault;

/// <summary>A small file that is replaced in one step and that only its owner reads: at every moment it is the old one or the new one, whole.</summary>
internal static class AtomicFile
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>Makes the new file beside the old one; who finds it there already must wait.</summary>
    /// <exception cref="IOException">Another one is just writing; or the disk refuses.</exception>
    public static FileStream Begin(string path)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        // Empty until then. On Windows the folder decides.
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && ChangeMode(path, OwnerOnly) != 0)
        {
            file.Dispose();
            File.Delete(path);
            throw new IOException(path);
        }

        return file;
    }

    /// <summary>Puts what <see cref="Begin"/> made in the place of the old file.</summary>
    public static void Complete(string from, string to)
    {
        if (File.Exists(to))
            File.Replace(from, to, null);
        else
            File.Move(from, to);
    }

    [DllImport("libc", EntryPoint = "chmod", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int ChangeMode(string path, uint mode);
}
