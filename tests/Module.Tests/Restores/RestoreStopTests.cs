using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>Ctrl+C while a node is being restored.</summary>
public sealed class RestoreStopTests
{
    [Theory]
    [InlineData("longjobs", "Preflight")]
    [InlineData("database-backups/actions", "Sending")]
    [InlineData("", "Preparing")]
    [InlineData("", "Restoring")]
    [InlineData("", "NodeAway")]
    [InlineData("", "NodeStarting")]
    [InlineData("accounts/login", "LoggingIn")]
    public async Task Ctrl_C_stops_following_and_says_what_goes_on(string stalled, string stage)
    {
        var never = TimeSpan.FromMinutes(5);
        RestoreOptions restore = stage switch
        {
            "Preparing" => Quick with { AnswerTime = never },
            "Restoring" => Quick with { WorkTime = never },
            "NodeAway" => Quick with { Shapes = [OutageShape.Refused], NeverReturns = true },
            "NodeStarting" => Quick with { Shapes = [OutageShape.NotReady], NeverReturns = true },
            _ => Quick,
        };
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Restore = restore });
        using Shell shell = Ready(node);
        if (stalled.Length > 0)
            node.Faults.Add(new Fault(FaultKind.Stall) { Match = stalled, Delay = TimeSpan.FromSeconds(60) });
        bool isThere() => stage switch
        {
            "Preparing" => node.Jobs.Count > 0,
            "Restoring" => node.Restores.Count > 0 && node.Log.Count("GET", "/v1/management-nodes/ready") > 2,
            "NodeAway" or "NodeStarting" => node.Restores is [{ Replaced: true }],
            _ => node.Log.All.Any(r => r.Path.Contains(stalled, StringComparison.Ordinal)),
        };

        using Running running = shell.Start(Restore + Unattended);
        await Eventually.True(isThere);
        await Task.Delay(300);
        var watch = Stopwatch.StartNew();
        running.Stop();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Empty(outcome.Errors);
        Assert.Equal(stage != "Preflight", shell.Host.Screen.Contains("Restore-ZStackDatabaseBackup -Follow -JobId", StringComparison.Ordinal));
        Assert.Equal(stage == "Sending", shell.Host.Screen.Contains("may have taken it", StringComparison.Ordinal));
        await Task.Delay(200);
        int sent = node.Log.All.Count;
        await Task.Delay(1200);
        Assert.Equal(sent, node.Log.All.Count);
        Assert.True(node.Restores.Count <= 1);
    }
}
