using System;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>A path as the user writes it, taken literally: relative, with <c>~</c>, a drive of PowerShell, or with the provider in front.</summary>
internal static class FilePath
{
    /// <summary>A device, pipe or socket, as the first letter of its mode says. Windows has none under a path.</summary>
    public static bool IsDevice(PSCmdlet cmdlet, string full) => TypeOf(cmdlet, full) is 'b' or 'c' or 'p' or 's';

    /// <summary>A link, where that is a type of its own. What is behind a reparse point of Windows may be the file itself.</summary>
    public static bool IsLink(PSCmdlet cmdlet, string full) => TypeOf(cmdlet, full) is 'l';

    private static char? TypeOf(PSCmdlet cmdlet, string full) => FileFacts.Of(full)?.Type ?? TypeByShell(cmdlet, full);

    private static char? TypeByShell(PSCmdlet cmdlet, string full) =>
        System.IO.File.Exists(full) && cmdlet.InvokeProvider.Item.Get([full], true, true).FirstOrDefault()?.Properties["UnixMode"]?.Value?.ToString() is { Length: > 0 } mode ? mode[0] : null;

    /// <returns>The full path of the file system. Whether something is there is not looked at.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotFound"/>, <see cref="ZStackErrorKind.NotAFile"/></exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        if (path.IndexOf('\0') >= 0)
            throw new ZStackException(ZStackErrorKind.NotAFile, path.Replace('\0', '?'));
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw new ZStackException(ZStackErrorKind.NotAFile, path);
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException or PSInvalidOperationException or NotSupportedException)
        {
            throw new ZStackException(ZStackErrorKind.FileNotFound, e, path);
        }
    }

    /// <summary>The same for what is to be written: nothing is missing there, the argument itself is wrong.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public static string ResolveTarget(PSCmdlet cmdlet, string path, string parameter)
    {
        try
        {
            return Resolve(cmdlet, path);
        }
        catch (ZStackException e)
        {
            throw new ZStackException(ZStackErrorKind.InvalidArgument, e, parameter, Wording.Sentence(nameof(Messages.Arg_NotAFile), [path]));
        }
    }
}
