using System;
using System.IO;
using System.Linq;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What tests of one subject share.</summary>
internal static class SaveHelpers
{
    public const long Size = 3_000_000;

    public static readonly SandboxOptions Large = new() { JobTime = TimeSpan.Zero, Records = 2, DumpSize = Size };

    public static Shell Connected(SandboxNode node, TemporaryFolder home)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", home.Path);
        return shell;
    }

    public static string[] Names(TemporaryFolder home) => [.. Directory.GetFiles(home.Path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static FileInfo? Partial(TemporaryFolder home) => new DirectoryInfo(home.Path).GetFiles("*.partial").SingleOrDefault();
}
