using System;
using System.IO;
using System.Reflection;

namespace ZStack.Backup.Client.Files;

/// <summary>Files that are the owner's alone from the moment they are there, whatever the umask is: who opened one before its mode was changed could go on reading.</summary>
/// <remarks>.NET has this since 7, which netstandard2.0 does not show. Before, there is no room but between making a file and closing it.</remarks>
internal static class NewFile
{
    private const int OwnerOnly = 0x180; // 0600

    private static readonly Type? Options = PrivateFolder.IsWindows ? null : typeof(FileStream).Assembly.GetType("System.IO.FileStreamOptions");
    private static readonly PropertyInfo? Mode = Options?.GetProperty("UnixCreateMode");
    private static readonly ConstructorInfo? Maker = Mode is null ? null : typeof(FileStream).GetConstructor([typeof(string), Options!]);

    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
    {
        if (Maker is null || mode is FileMode.Open or FileMode.Truncate)
            return new FileStream(path, mode, access, share, bufferSize, useAsync: false);
        object options = Activator.CreateInstance(Options!)!;
        Set("Mode", mode);
        Set("Access", access);
        Set("Share", share);
        Set("BufferSize", bufferSize);
        Mode!.SetValue(options, Enum.ToObject(Nullable.GetUnderlyingType(Mode.PropertyType)!, OwnerOnly));
        try
        {
            return (FileStream)Maker.Invoke([path, options]);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerException).Throw();
            throw;
        }

        void Set(string name, object value) => Options!.GetProperty(name)!.SetValue(options, value);
    }
}
