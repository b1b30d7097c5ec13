using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ZStack.Backup.Sandbox;

/// <summary>The PowerShell that <c>.config/dotnet-tools.json</c> pins and the build restores.</summary>
public static class PinnedShell
{
    /// <summary>Its main assembly, where the build has found it.</summary>
    public static string Path { get; } = typeof(PinnedShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == nameof(PinnedShell)).Value!;

    /// <summary>A process of it, in the runtime that runs this.</summary>
    /// <exception cref="FileNotFoundException">The package is no longer where the build has found it.</exception>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        if (!File.Exists(Path))
            throw new FileNotFoundException($"The NuGet package PowerShell is no longer at {Path}. Build again: dotnet build");
        string dotnet = System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(System.IO.Path.GetFullPath(dotnet), [Path, .. arguments]);
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        // A file or a pipe gets text without colours.
        if (Console.IsOutputRedirected)
            start.Environment["NO_COLOR"] = "1";
        return start;
    }
}
