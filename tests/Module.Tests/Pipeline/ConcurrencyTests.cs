using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>One session in many runspaces, as <c>$using:</c> hands it on.</summary>
public sealed class ConcurrencyTests
{
    private const int Runspaces = 50;
    private const int Rounds = 8;

    [Fact]
    [Trait("Pitfall", "36")]
    public async Task One_session_in_fifty_runspaces_is_renewed_once_and_no_call_fails()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = 3, Records = 5 });
        using Shell owner = Shell.ConnectedTo(node);
        object session = owner.Run("Get-ZStackSession").Value!;
        Shell[] shells = [.. Enumerable.Range(0, Runspaces).Select(_ => Shell.For(node))];
        int seen = 0;
        // In the middle of everybody's work, once.
        node.Faults.Chooser = _ =>
        {
            if (System.Threading.Interlocked.Increment(ref seen) == Runspaces * Rounds / 2)
                node.ExpireSessions();
            return null;
        };
        var running = new List<Running>();
        foreach (Shell shell in shells)
        {
            shell.Set("s", session);
            running.Add(shell.Start($"1..{Rounds} | ForEach-Object {{ Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -Session $s; Get-ZStackDatabaseBackupRecord -Session $s }}"));
        }

        foreach (Running one in running)
        {
            Outcome outcome = one.Wait(TimeSpan.FromSeconds(90));
            outcome.ThrowOnError();
            Assert.Equal(Rounds * 8, outcome.Output.Count);
            one.Dispose();
        }

        Assert.Equal(1, node.Log.Count("PUT", "/v1/accounts/login"));
        Assert.Equal(1, node.LiveSessions);
        foreach (Shell shell in shells)
            shell.Dispose();
    }
}
