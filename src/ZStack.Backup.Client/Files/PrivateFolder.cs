using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace ZStack.Backup.Client.Files;

/// <summary>A temporary folder that only this user can look into. Backups hold the passwords of a whole cloud.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const uint OwnerOnly = 0x1C0; // 0700
    private const int Tries = 20;
    private const int PauseMilliseconds = 100;

    /// <param name="announce">Gets the path before there is anything.</param>
    /// <exception cref="IOException"/>
    public PrivateFolder(Action<string>? announce = null)
    {
        // Short: the path of a socket in it has about a hundred characters at most.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "zstack-" + Guid.NewGuid().ToString("N").Substring(0, 12));
        announce?.Invoke(Path);
        Make(Path);
    }

    public static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Database servers do not run as root unless told to.</summary>
    public static bool IsRoot => !IsWindows && EffectiveUser() == 0;

    public string Path { get; }

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="IOException"/>
    public string CreateFolder(string name)
    {
        Make(Combine(name));
        return Combine(name);
    }

    /// <summary>Makes a folder for this user alone, whatever the umask is.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    public static void Make(string path)
    {
        if (IsWindows)
            Directory.CreateDirectory(path); // the temporary folder is the user's own there
        else if (MakeFolder(path, OwnerOnly) != 0)
            throw new ReasonException(ReasonKind.NoFolder, path);
    }

    public void Dispose()
    {
        for (int i = 0; i < Tries && Directory.Exists(Path); i++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A program that is just ending may still write there.
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }

    [DllImport("libc", EntryPoint = "mkdir", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakeFolder(string path, uint mode);

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUser();
}
