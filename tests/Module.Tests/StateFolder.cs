using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace ZStack.Backup.Module.Tests;

/// <summary>The notes that the module keeps for its next call belong to the tests here, not to whoever runs them; child processes inherit the folder.</summary>
internal static class StateFolder
{
    [ModuleInitializer]
    internal static void Isolate()
    {
        string folder = Directory.CreateTempSubdirectory("zstack-backup-state-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
