using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Sessions;

/// <summary>Whether the code that runs is that of the module which was imported: a process keeps the copy that it has loaded first, also after <c>Remove-Module</c>.</summary>
internal static class LoadedCopy
{
    /// <returns>What to say, once in a runspace; <c>null</c> when there is nothing to be said.</returns>
    public static string? Warning(PSModuleInfo? module)
    {
        SessionTable table = SessionTable.Current;
        if (table.IsCopyChecked)
            return null;
        table.IsCopyChecked = true;
        string loaded = typeof(LoadedCopy).Assembly.Location;
        string imported = module is null ? loaded : Path.Combine(module.ModuleBase, Path.GetFileName(loaded));
        return imported == loaded || IsSame(imported, loaded) ? null : Wording.Sentence(nameof(Messages.Warning_OtherCopy), [Path.GetDirectoryName(loaded)!, module!.ModuleBase]);
    }

    private static bool IsSame(string imported, string loaded)
    {
        try
        {
            return File.ReadAllBytes(imported).SequenceEqual(File.ReadAllBytes(loaded));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone or replaced meanwhile: nothing to compare with.
            return true;
        }
    }
}
