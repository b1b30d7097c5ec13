using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;
using ZStack.Backup.Sessions;

namespace ZStack.Backup;

/// <summary>Logs out of every node when the module is removed: nothing could use or close these sessions any more, and a node allows only so many.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(3);

    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        SessionTable table = SessionTable.Current;
        table.IsCopyChecked = false;
        ZStackSession[] sessions = [.. table.All];
        foreach (ZStackSession session in sessions)
            table.Remove(session);
        using var limit = new CancellationTokenSource(FarewellTime);
        CancellationToken token = limit.Token;
        Task farewells = Task.WhenAll(sessions.Select(session => Task.Run(() => new ZStackClient(session).DisconnectAsync(token), CancellationToken.None)));
        _ = Blocking.Finished(farewells, FarewellTime);
        // A node that cannot be reached forgets them by itself, and there is no stream to say so in.
        _ = farewells.Exception;
    }
}
