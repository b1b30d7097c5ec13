using System;
using System.IO;
using System.Runtime.InteropServices;

namespace ZStack.Backup.Client.Files;

/// <summary>What the system knows of a name or an open file, links not followed. Only Linux tells it the same way on every machine.</summary>
internal sealed class FileFacts
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int OfHandle = 0x1000; // AT_EMPTY_PATH
    private const uint BasicFacts = 0x7ff; // STATX_BASIC_STATS
    private const int BufferSize = 256;

    // Offsets in struct statx, which is the same on every architecture.
    private const int LinksAt = 16;
    private const int OwnerAt = 20;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int OfOthers = 0x3F; // 0077

    private readonly uint _links;
    private readonly uint _owner;
    private readonly ushort _mode;
    private readonly ulong _inode;
    private readonly ulong _device;

    private FileFacts(byte[] statx)
    {
        _links = BitConverter.ToUInt32(statx, LinksAt);
        _owner = BitConverter.ToUInt32(statx, OwnerAt);
        _mode = BitConverter.ToUInt16(statx, ModeAt);
        _inode = BitConverter.ToUInt64(statx, InodeAt);
        _device = BitConverter.ToUInt64(statx, DeviceAt);
    }

    /// <summary>The type as <c>ls</c> shows it.</summary>
    public char Type => (_mode & TypeMask) switch
    {
        Regular => '-',
        Folder => 'd',
        0x1000 => 'p',
        0x2000 => 'c',
        0x6000 => 'b',
        0xA000 => 'l',
        0xC000 => 's',
        _ => '?',
    };

    /// <summary>An ordinary file without another name.</summary>
    public bool IsOneFile => (_mode & TypeMask) == Regular && _links == 1;

    /// <summary>Made by this user.</summary>
    public bool IsOfThisUser => _owner == PrivateFolder.EffectiveUser();

    /// <summary>A file of this user's alone: nobody else may have written it, also under another name.</summary>
    public bool IsPrivateFile => IsOneFile && IsOfThisUser && (_mode & OfOthers) == 0;

    public bool IsPrivateFolder => (_mode & TypeMask) == Folder && IsOfThisUser && (_mode & OfOthers) == 0;

    public bool IsSameAs(FileFacts other) => _inode == other._inode && _device == other._device;

    /// <returns><c>null</c> when nothing has this name, or the system does not tell.</returns>
    public static FileFacts? Of(string path) => Ask(CurrentFolder, path, NoFollow);

    /// <returns><c>null</c> when the system does not tell.</returns>
    public static FileFacts? Of(FileStream file) => PrivateFolder.IsWindows ? null : Ask((int)file.SafeFileHandle.DangerousGetHandle(), "", OfHandle);

    /// <summary>Known to be no file, and a link to none: reading it may never end.</summary>
    public static bool IsNoFile(string path) => Ask(CurrentFolder, path, 0) is { Type: not '-' };

    private static FileFacts? Ask(int folder, string path, int flags)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return null;
        byte[] buffer = new byte[BufferSize];
        try
        {
            return StatX(folder, path, flags, BasicFacts, buffer) == 0 ? new FileFacts(buffer) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A libc before 2018.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int StatX(int folder, string path, int flags, uint mask, byte[] facts);
}
