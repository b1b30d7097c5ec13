using System;
using System.IO;

namespace ZStack.Backup.Sandbox;

/// <summary>The clone that this was built in.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A file of <c>tests/data</c>.</summary>
    public static string TestData(string path) => Path.Combine(Root, "tests", "data", path);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZStack.Backup.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("ZStack.Backup.slnx is in no folder above " + AppContext.BaseDirectory);
    }
}
