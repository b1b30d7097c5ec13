using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary><c>-First</c> and <c>-Skip</c> over several sessions: the nodes in the order given, however fast they answer.</summary>
public sealed class SeveralNodesTests
{
    [Theory]
    [InlineData("-First 5", 0, 5)]
    [InlineData("-Skip 4 -First 12", 4, 12)]
    [InlineData("-Skip 14", 14, 36)]
    [InlineData("-Skip 20 -First 3 -Status Ready", 20, 3)]
    [InlineData("-First 15 -IncludeTotalCount", 0, 15)]
    [InlineData("-First 15 -ThrottleLimit 1", 0, 15)]
    public async Task Rows_come_in_the_order_of_the_sessions(string condition, int skip, int first)
    {
        // The first one answers last.
        await using SandboxNode slow = await SandboxNode.StartAsync();
        await using SandboxNode middle = await SandboxNode.StartAsync();
        await using SandboxNode fast = await SandboxNode.StartAsync();
        SandboxNode[] nodes = [slow, middle, fast];
        using Shell shell = Shell.For(slow);
        for (int i = 0; i < nodes.Length; i++)
        {
            shell.Set("url", nodes[i].Url);
            shell.Run($"$s{i} = Connect-ZStack $url -Credential $admin").ThrowOnError();
        }

        string[] expected = [.. nodes.SelectMany(node => node.Records.OrderByDescending(record => record.CreateDate).Where(record => !condition.Contains("Ready", StringComparison.Ordinal) || record.Status == "Ready").Select(record => $"{new Uri(node.Url).Authority} {record.Uuid}")).Skip(skip).Take(first)];
        for (int round = 0; round < 3; round++)
        {
            slow.Faults.Add(new Fault(FaultKind.Stall) { Match = "/v1/database-backups", Delay = TimeSpan.FromMilliseconds(300) });
            Outcome outcome = shell.Run($"Get-ZStackDatabaseBackupRecord -Session $s0, $s1, $s2 {condition} | Where-Object Uuid | ForEach-Object {{ $_.Server + ' ' + $_.Uuid }}");
            outcome.ThrowOnError();
            Assert.Equal(expected, outcome.Output.Select(row => row.ToString()));
        }
    }
}
