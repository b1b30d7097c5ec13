using System;
using System.Globalization;
using System.IO;
using System.Text;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Processes;

/// <summary>Ends the server and removes its folder when this process is gone and could not do it itself.</summary>
/// <remarks>
/// A shell that waits for the end of its input, which comes when we close it or die. The process to end is told it by that
/// input, and not by a file: the server could write one. Not on Windows: a process that is killed there leaves server and
/// folder behind.
/// </remarks>
internal sealed class ProcessGuard : IDisposable
{
    // Again until it is gone: an installer that is just making the data outlives us too, and fails only when its folder is gone.
    private const string Script = """
        trap "" INT HUP TERM
        pid=
        while read -r line; do pid=$line; done
        [ -n "$pid" ] && kill -9 "$pid"
        for i in 1 2 3 4 5 6 7 8 9; do rm -rf -- "$1" 2>/dev/null && exit; sleep 1; done
        """;

    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(10);

    private readonly ChildProcess? _shell;

    public ProcessGuard(PrivateFolder folder)
    {
        if (!PrivateFolder.IsWindows)
            _shell = new ChildProcess("/bin/sh", ["-c", Script, "sh", folder.Path]);
    }

    public void Watch(ChildProcess process) => Tell(process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The process has ended: its number may be another's by now.</summary>
    public void Release() => Tell("");

    public void Dispose()
    {
        if (_shell is null)
            return;
        _shell.Input.Dispose();
        _shell.WaitForExit(FarewellTime, default);
        _shell.Dispose();
    }

    private void Tell(string line)
    {
        if (_shell is null)
            return;
        try
        {
            byte[] bytes = Encoding.ASCII.GetBytes(line + "\n");
            _shell.Input.Write(bytes, 0, bytes.Length);
            _shell.Input.Flush();
        }
        catch (IOException)
        {
            // Somebody has ended the shell: the folder is removed without it, too.
        }
    }
}
