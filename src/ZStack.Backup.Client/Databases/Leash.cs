using System;

namespace ZStack.Backup.Client.Databases;

/// <summary>Ends the server and removes its folder when this process is gone and could not do it itself.</summary>
/// <remarks>
/// A shell that waits for the end of its input, which comes when we close it or die. Not on Windows: a process that is
/// killed there leaves server and folder behind.
/// </remarks>
internal sealed class Leash : IDisposable
{
    public const string PidFile = "pid";

    // Again until it is gone: an installer that is just making the data outlives us too, and fails only when its folder is gone.
    private const string Script = """
        trap "" INT HUP TERM
        cat >/dev/null
        [ -f "$1/pid" ] && kill -9 "$(cat "$1/pid")"
        for i in 1 2 3 4 5 6 7 8 9; do rm -rf -- "$1" 2>/dev/null && exit; sleep 1; done
        """;

    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(10);

    private readonly ChildProcess? _shell;

    public Leash(PrivateFolder folder)
    {
        if (!PrivateFolder.IsWindows)
            _shell = new ChildProcess("/bin/sh", ["-c", Script, "sh", folder.Path]);
    }

    public void Dispose()
    {
        if (_shell is null)
            return;
        _shell.Input.Dispose();
        _shell.WaitForExit(FarewellTime, default);
        _shell.Dispose();
    }
}
