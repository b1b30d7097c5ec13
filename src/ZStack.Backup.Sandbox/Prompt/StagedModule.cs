using System;
using System.IO;

namespace ZStack.Backup.Sandbox;

/// <summary>The module that the build has staged.</summary>
public static class StagedModule
{
    /// <summary>Folder of the manifest: <c>out/ZStack.Backup</c> under the root of the repository.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ZStack.Backup.slnx")))
                return System.IO.Path.Combine(folder.FullName, "out", "ZStack.Backup");
        }

        throw new DirectoryNotFoundException("ZStack.Backup.slnx is in no folder above " + AppContext.BaseDirectory);
    }
}
