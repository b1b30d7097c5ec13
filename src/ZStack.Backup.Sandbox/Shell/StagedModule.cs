namespace ZStack.Backup.Sandbox;

/// <summary>The module that the build has staged.</summary>
public static class StagedModule
{
    /// <summary>Folder of the manifest: <c>out/ZStack.Backup</c> under the root of the repository.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "out", "ZStack.Backup");
}
