using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Nodes in one zone, clients in another, clocks that disagree.</summary>
public sealed class ClockTests
{
    private static readonly string[] Zones = ["Etc/UTC", "Asia/Shanghai", "America/St_Johns", "Asia/Kathmandu", "Europe/Berlin"];

    // Both sides of both changes of Berlin's and St. John's clocks, which lie weeks apart.
    private static readonly string[] Instants = ["2026-03-08T04:59:00Z", "2026-03-08T07:01:00Z", "2026-03-29T00:59:00Z", "2026-03-29T01:01:00Z", "2026-07-01T12:00:00Z", "2026-10-24T23:59:00Z", "2026-10-25T02:01:00Z", "2026-11-01T08:01:00Z"];

    public static TheoryData<string> ClientZones => new(Zones);

    [Theory]
    [InlineData(-10)]
    [InlineData(-40)]
    public async Task A_clock_that_is_hardly_behind_is_not_ahead_by_minus_nothing(int milliseconds)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using Shell shell = RestoreShell.Ready(node);
        node.Clock.Skew = TimeSpan.FromMilliseconds(milliseconds);

        Outcome outcome = shell.Run(RestoreShell.Restore + "-WhatIf -Verbose");

        Assert.Contains(outcome.Verbose, line => line.Contains(" s ahead of this machine", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.Verbose, line => line.Contains("-0.0 s", StringComparison.Ordinal));
    }

    /// <summary>A process of its own, because the local zone belongs to the process.</summary>
    [Theory]
    [MemberData(nameof(ClientZones))]
    [Trait("Pitfall", "14")]
    [Trait("Pitfall", "15")]
    public async Task Wherever_client_and_node_are_times_are_right_and_access_keys_pass(string clientZone)
    {
        if (OperatingSystem.IsWindows())
            return; // the local zone is not the environment's there
        var nodes = new List<SandboxNode>();
        try
        {
            foreach (string zone in Zones)
            {
                foreach (bool checkTimeZone in (bool[])[false, true])
                    nodes.Add(await Node(zone, checkTimeZone));
            }

            var script = new System.Text.StringBuilder($"$secret = [Net.NetworkCredential]::new('', '{SandboxAccounts.AccessKeySecret}').SecurePassword;");
            script.Append("[TimeZoneInfo]::Local.BaseUtcOffset.TotalMinutes;");
            foreach (SandboxNode node in nodes)
                script.Append($"$s = Connect-ZStack {node.Url} -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret; Get-ZStackDatabaseBackupRecord -Session $s | ForEach-Object {{ '{node.Port} ' + $_.Uuid + ' ' + $_.CreateDate.UtcTicks }};");

            string[] lines = await RunAsync(script.ToString(), clientZone);

            Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(clientZone).BaseUtcOffset.TotalMinutes.ToString(CultureInfo.InvariantCulture), lines.FirstOrDefault(line => double.TryParse(line, out _)));
            foreach (SandboxNode node in nodes)
            {
                string[] expected = [.. node.Records.Select(r => $"{node.Port} {r.Uuid} {r.CreateDate.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond}").Order(StringComparer.Ordinal)];
                string[] actual = [.. lines.Where(line => line.StartsWith(node.Port + " ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
                Assert.True(expected.SequenceEqual(actual), $"{clientZone} -> {node.Options.TimeZone}, {node.Options.CheckTimeZone}:\n{string.Join('\n', actual)}\nexpected\n{string.Join('\n', expected)}\nall\n{string.Join('\n', lines.Take(20))}");
            }
        }
        finally
        {
            foreach (SandboxNode node in nodes)
                await node.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task A_node_that_insists_on_another_time_is_an_error_with_both_clocks(int minutes)
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("secret", Shell.Credential("x", SandboxAccounts.AccessKeySecret).Password);
        string connect = $"$null = Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret";
        shell.Run(connect).ThrowOnError();
        // It answers the question for its time with one clock and checks signatures with another.
        DateTimeOffset told = DateTimeOffset.UtcNow;
        shell.Node.Clock.Skew = TimeSpan.FromMinutes(minutes);
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "management-nodes/actions", Status = 200, Body = "{\"currentTime\":{\"MillionSeconds\":" + told.ToUnixTimeMilliseconds() + "}}", Times = int.MaxValue });

        Outcome outcome = shell.Run("Get-ZStackDatabaseBackupRecord");

        Assert.Equal("ZStack.ClockSkewed", outcome.ErrorId);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(outcome.Message, @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"));
    }

    [Fact]
    public async Task A_clock_that_jumps_twenty_minutes_within_a_session_is_measured_again()
    {
        await using Shell shell = await Shell.StartAsync();
        shell.Set("secret", Shell.Credential("x", SandboxAccounts.AccessKeySecret).Password);
        shell.Run($"$null = Connect-ZStack $node -AccessKeyId {SandboxAccounts.AccessKeyId} -AccessKeySecret $secret").ThrowOnError();
        shell.Node.Clock.Skew = TimeSpan.FromMinutes(20);

        shell.Run("Get-ZStackDatabaseBackupRecord").ThrowOnError();
    }

    private static async Task<SandboxNode> Node(string zone, bool checkTimeZone)
    {
        SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { TimeZone = zone, CheckTimeZone = checkTimeZone, Records = Instants.Length });
        TimeZoneInfo its = TimeZoneInfo.FindSystemTimeZoneById(zone);
        BackupRecord[] records = [.. node.Records];
        for (int i = 0; i < records.Length; i++)
        {
            DateTimeOffset instant = TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(Instants[i], CultureInfo.InvariantCulture), its);
            node.ChangeRecord(records[i].Uuid, r => r with { CreateDate = instant });
        }

        return node;
    }

    private static async Task<string[]> RunAsync(string script, string zone)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ZStack.Backup.Sandbox.dll");
        var start = new ProcessStartInfo("dotnet", [program, "-Command", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = zone;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
        return [.. output.Split('\n').Select(line => line.Trim())];
    }
}
