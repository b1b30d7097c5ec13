using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What the operator is told of a change when the node's word on it is missing.</summary>
public sealed class DoubtTests
{
    private static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };

    /// <summary>One command for each operation, on the sandbox's first storage and its newest backup.</summary>
    private static readonly string[] All =
    [
        "New-ZStackDatabaseBackup backup-main",
        "Remove-ZStackDatabaseBackup $backup -Confirm:$false",
        "Export-ZStackDatabaseBackup $backup backup-main",
        "$export | Remove-ZStackDatabaseBackupExport -Confirm:$false",
        "Copy-ZStackDatabaseBackup $backup backup-second -SourceBackupStorageUuid backup-main",
        "Sync-ZStackDatabaseBackup backup-main -Confirm:$false",
    ];

    public static TheoryData<string> Commands => [.. All];

    public static TheoryData<string, string> Ends
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string command in All)
            {
                foreach (string body in (string[])["""{"inventory":null}""", """{"success":false}"""])
                    all.Add(command, body);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_front_ends_failure_and_then_silence_is_doubt_with_the_way_to_go_on(string command)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using Shell shell = Prepared(node);
        node.Faults.Chooser = request => request.Path.StartsWith("/v1/api-jobs", StringComparison.Ordinal) ? new Fault(FaultKind.ResetBeforeRead)
            : request.Headers.ContainsKey("X-Job-UUID") ? new Fault(FaultKind.ProxyPageAfterAccept) { Status = 500 }
            : null;

        Outcome outcome = shell.Run(command + " -TimeoutSec 2");

        Assert.Equal("ZStack.JobTimeout", outcome.ErrorId);
        Assert.Contains("Wait-ZStackJob -Id " + Assert.Single(node.Jobs.Skip(1)).Id, outcome.Advice, StringComparison.Ordinal);
        node.Faults.Chooser = null;
        shell.Run(outcome.Advice[outcome.Advice.IndexOf("Wait-ZStackJob", StringComparison.Ordinal)..]).ThrowOnError();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_front_end_that_knows_no_page_for_three_seconds_loses_no_job(string command)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick with { JobTime = TimeSpan.FromSeconds(4) });
        using Shell shell = Prepared(node);
        long until = Stopwatch.GetTimestamp() + (3 * Stopwatch.Frequency);
        node.Faults.Chooser = request => !request.Headers.ContainsKey("X-Job-UUID") && request.Path.StartsWith("/v1/api-jobs", StringComparison.Ordinal) && Stopwatch.GetTimestamp() < until ? new Fault(FaultKind.ForeignNotFound) : null;

        Outcome outcome = shell.Run(command);

        outcome.ThrowOnError();
        Assert.True(Assert.Single(node.Jobs.Skip(1)).Succeeded);
    }

    [Fact]
    public async Task A_poll_that_drips_does_not_outlive_the_time_limit()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Node.Faults.Add(new Fault(FaultKind.EndlessDrip) { Match = "/v1/api-jobs", Delay = TimeSpan.FromSeconds(1), Times = int.MaxValue });
        var watch = Stopwatch.StartNew();

        Outcome outcome = shell.Run("New-ZStackDatabaseBackup backup-main -TimeoutSec 2");

        Assert.Equal("ZStack.JobTimeout", outcome.ErrorId);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), watch.Elapsed.ToString());
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_command_ends_with_its_output_or_an_error_never_with_neither(string command, string body)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using Shell shell = Prepared(node);
        // Taken, and not done.
        node.Faults.Chooser = request => request.Path.StartsWith("/v1/api-jobs", StringComparison.Ordinal) ? new Fault(FaultKind.Answer) { Status = 200, Body = body }
            : request.Headers.ContainsKey("X-Job-UUID") ? new Fault(FaultKind.Answer) { Status = 202, Body = "{}" }
            : null;

        Outcome outcome = shell.Run(command);

        // Servers before 3.7 say nothing of a sync, and a deletion has nothing to give.
        bool mayBeQuiet = command.StartsWith("Remove-", StringComparison.Ordinal) || command.Contains("| Remove-", StringComparison.Ordinal);
        if (body.Contains("false", StringComparison.Ordinal))
            Assert.Equal("ZStack.InvalidResponse", outcome.ErrorId);
        else
            Assert.True(mayBeQuiet || outcome.Output.Count + outcome.Errors.Count == 1, command);
        Assert.True(outcome.Output.Count == 0 || outcome.Errors.Count == 0);
        if (outcome.Errors.Count > 0)
            Assert.Contains("may have been made", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"inventory":null}""", true)]
    [InlineData("""{"success":false}""", true)]
    [InlineData("""{"databaseBackupUrl":""}""", true)]
    public async Task A_job_that_only_its_id_is_known_of_says_its_end_or_what_is_missing(string body, bool fails)
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        shell.Node.Faults.Add(new Fault(FaultKind.Answer) { Match = "/v1/api-jobs", Status = 200, Body = body, Times = int.MaxValue });

        Outcome outcome = shell.Run("Wait-ZStackJob abcdefabcdefabcdefabcdefabcdefab");

        if (fails)
            Assert.Equal("ZStack.InvalidResponse", outcome.ErrorId);
        else
            Assert.Equal("Succeeded", ((dynamic)outcome.Value!).State.ToString());
    }

    [Fact]
    public async Task A_restore_that_is_refused_for_its_session_is_sent_once()
    {
        await using Shell shell = await Shell.ConnectedAsync(Quick);
        SandboxNode node = shell.Node;
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        node.Faults.Add(new Fault(FaultKind.SessionExpired) { Method = "PUT", Match = "/v1/database-backups/actions", Times = int.MaxValue });

        Outcome outcome = shell.Run($"Restore-ZStackDatabaseBackup {node.Records[0].Uuid} -MySqlRootPassword $mysql -Force -Confirm:$false");

        Assert.Equal("ZStack.SessionExpired", outcome.ErrorId);
        Assert.False(Assert.Single(node.Jobs).HasBegun);
    }

    /// <summary>With a backup, and an export of another one: the first job of the node.</summary>
    private static Shell Prepared(SandboxNode node)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("backup", node.Records.First(record => record is { Status: "Ready", Era: MetadataEra.Full, Refs: [{ ExportUrl: null, BackupStorageUuid: SandboxStorages.Main }] }).Uuid);
        shell.Run("$export = Export-ZStackDatabaseBackup (Get-ZStackDatabaseBackupRecord | Where-Object { $_.BackupStorageRefs.Count -eq 1 -and $_.BackupStorageRefs[0].BackupStorageUuid -eq '" + SandboxStorages.Main + "' -and $_.Status -eq 'Ready' -and $_.Uuid -ne $backup -and -not $_.BackupStorageRefs[0].ExportUrl })[0] backup-main").ThrowOnError();
        return shell;
    }
}
