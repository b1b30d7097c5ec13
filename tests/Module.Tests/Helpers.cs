using System;
using System.IO;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(StagedModule.Path, "..", ".."));

    /// <summary>A file of the facts beside the repository.</summary>
    public static string Shared(string path) => Path.Combine(Root, "..", "shared", path);
}

internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task True(Func<bool> condition)
    {
        DateTime end = DateTime.UtcNow + Limit;
        while (!condition())
        {
            if (DateTime.UtcNow > end)
                throw new TimeoutException("It did not become true.");
            await Task.Delay(20);
        }
    }
}

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zstack-backup-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
