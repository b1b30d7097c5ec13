using System;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>A path as the user writes it, taken literally: relative, with <c>~</c>, a drive of PowerShell, or with the provider in front.</summary>
internal static class FilePath
{
    /// <returns>The full path of the file system. Whether something is there is not looked at.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotFound"/>, <see cref="ZStackErrorKind.NotAFile"/></exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
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
