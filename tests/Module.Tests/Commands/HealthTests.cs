using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Get-ZStackBackupHealth: what nodes and a vault say, what cannot be asked, and what it costs.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_node_and_its_vault_say_how_well_it_is_backed_up()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 40 });
        SandboxNode node = shell.Node;
        shell.Set("folder", folder.Path);

        shell.Run("$null = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder").ThrowOnError();
        node.Log.Clear();

        Outcome outcome = shell.Run("Get-ZStackBackupHealth -VaultPath $folder");

        outcome.ThrowOnError();
        var health = new Health(outcome.Output.Single());
        Assert.Equal((node.Server, "Warning", "2", "1", "5.2.1"), (health["Server"], health.Status, health["Copies"], health["AtHome"], health["Version"]));
        Assert.Equal(["NeverProven", "StorageDisconnected", "LastRunSkipped"], health.Findings.Select(finding => finding.Id));
        Assert.Equal((90, 30), (health.List("Days").Count(), health.List("Sizes").Count()));
        Assert.Empty(health.NotKnown);
        Assert.Equal(node.Records.Where(record => record.Status == "Ready").Max(record => record.CreateDate), health.Value("Newest"));
        Assert.Contains("nightly: every day at 01:00", health["Schedule"]!, StringComparison.Ordinal);
        Assert.Equal("Succeeded", health["LastOutcome"]);
        Assert.All(node.Log.All, request => Assert.True(request.Method == "GET" || request.Path is "/v1/management-nodes/actions" or "/v1/accounts/login" || request.Path.Contains("/actions", StringComparison.Ordinal), request.ToString()));
    }

    [Fact]
    public async Task Every_fix_is_a_command_of_this_module_with_parameters_that_it_has()
    {
        const string Hostile = "it's $(Remove-Item /) `\u2019 \u202E; Stop-Computer #";
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Records = 1, HasSchedules = true });
        foreach (StorageInfo storage in node.Storages.Where(storage => storage.Name != "ceph"))
            node.ChangeStorage(storage.Uuid, one => one with { Name = Hostile, AvailableCapacity = 1000, Status = "Disconnected" });
        node.ChangeSchedule(SandboxSchedules.Nightly, job => job with { Name = Hostile, State = "Disabled" });
        using var folder = new TemporaryFolder();
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", folder.Path);

        Outcome outcome = shell.Run("Get-ZStackBackupHealth -VaultPath $folder -MaximumAge ([timespan]'00:00:01') -MinimumCopies 3; Get-ZStackBackupHealth 127.0.0.1:1 -TimeoutSec 1");

        outcome.ThrowOnError();
        Finding[] findings = [.. outcome.Output.SelectMany(one => new Health(one).Findings)];
        Assert.True(findings.Length > 5);
        foreach (Finding finding in findings)
        {
            Ast script = Parser.ParseInput(finding.Fix, out _, out ParseError[] errors);
            Assert.True(errors.Length == 0, finding.Fix);
            CommandAst[] commands = [.. script.FindAll(ast => ast is CommandAst, true).Cast<CommandAst>()];
            Assert.All(commands, command => Assert.Matches("^(\\w+-ZStack\\w+|Get-Content|Format-(Table|List)|Get-Credential)$", command.GetCommandName()));
            foreach (CommandAst command in commands.Where(command => command.GetCommandName().Contains("-ZStack", StringComparison.Ordinal)))
            {
                IEnumerable<string> names = shell.Run($"(Get-Command {command.GetCommandName()}).Parameters.Keys").Output.Select(name => name.ToString());
                Assert.All(command.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, names));
            }
        }
    }

    [Fact]
    public async Task Dead_nodes_are_results_and_cost_their_time_out_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(100);
        await using Shell shell = await Shell.ConnectedAsync();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        // One name each, and nobody who answers.
        shell.Set("servers", Enumerable.Range(1, 20).Select(i => $"127.0.0.{i}:{port}").ToArray());
        shell.Set("server", shell.Node.Server);

        var watch = Stopwatch.StartNew();
        Outcome outcome = shell.Run($"Get-ZStackBackupHealth ($servers[0], $server, 'http://127.0.0.1:1') -TimeoutSec 2");

        outcome.ThrowOnError();
        Health[] all = [.. outcome.Output.Select(one => new Health(one))];
        Assert.Equal(3, all.Length);
        Assert.All(all.Where(health => health["Server"] != shell.Node.Server), health => Assert.Equal(("Critical", "NodeDown"), (health.Status, health.Findings[0].Id)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 6);
    }

    [Fact]
    public async Task Health_that_cannot_be_asked_is_unknown_with_a_reason()
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { HasSchedulerApi = false, Records = 1 });

        var health = new Health(shell.Run("Get-ZStackBackupHealth -MinimumCopies 1").Output.Single());

        Assert.Equal("Unknown", health.Status);
        Assert.Equal(["Vault", "Schedules"], health.NotKnown.Select(gap => gap.Id));
        Assert.All(health.NotKnown, gap => Assert.NotEmpty(gap.Reason));
        Assert.Null(health["AtHome"]);
        Assert.Null(health["Schedule"]);
    }

    [Fact]
    public async Task A_starting_node_and_a_lost_session_are_told_apart()
    {
        await using SandboxNode starting = await SandboxNode.StartAsync(new SandboxOptions { Ready = false });
        await using Shell shell = await Shell.StartAsync();
        shell.Set("starting", starting.Server);
        shell.Run("Connect-ZStack $node -Credential $admin -NoReconnect").ThrowOnError();
        shell.Node.ExpireSessions();

        Outcome outcome = shell.Run("Get-ZStackBackupHealth -Session (Get-ZStackSession); Get-ZStackBackupHealth $starting");

        outcome.ThrowOnError();
        Health[] all = [.. outcome.Output.Select(one => new Health(one))];
        Assert.Equal([("Unknown", "SessionFailed"), ("Warning", "NodeStarting")], all.Select(health => (health.Status, health.Findings.Single().Id)));
    }

    [Fact]
    public async Task The_certificate_of_a_node_is_read_whoever_trusts_it()
    {
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { Https = true });
        shell.Run("Connect-ZStack $node -Credential $admin -SkipCertificateCheck -WarningAction SilentlyContinue").ThrowOnError();

        var health = new Health(shell.Run("Get-ZStackBackupHealth").Output.Single());

        Assert.NotNull(health.Value("CertificateExpires"));
        Assert.Equal((DateTimeOffset)health.Value("CertificateExpires")! < DateTimeOffset.Now.AddDays(30), health.Findings.Any(finding => finding.Id == "CertificateSoon"));
    }

    [Fact]
    public void Without_session_and_vault_one_error_says_what_to_give()
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("Get-ZStackBackupHealth");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Equal("VaultPath", outcome.Error.TargetObject);
        Assert.Contains("-VaultPath", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_alone_tells_of_its_nodes_and_that_they_were_not_asked()
    {
        using var folder = new TemporaryFolder();
        await using (SandboxNode node = await SandboxNode.StartAsync())
        {
            using Shell before = Shell.ConnectedTo(node);
            before.Set("folder", folder.Path);
            before.Run("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder").ThrowOnError();
        }

        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        var health = new Health(shell.Run("Get-ZStackBackupHealth -VaultPath $folder").Output.Single());

        Assert.Equal("1", health["AtHome"]);
        Assert.Contains(health.NotKnown, gap => gap.Id == "Node");
        Assert.NotEqual("Healthy", health.Status);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_read_is_an_error_and_leaves_nothing_known_of_it()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("Get-ZStackBackupHealth -VaultPath /nowhere/at/all");

        Assert.Equal("ZStack.FileNotFound", outcome.ErrorId);
        var health = new Health(outcome.Output.Single());
        Assert.Null(health["AtHome"]);
        Assert.Contains(health.NotKnown, gap => gap.Id == "Vault");
        Assert.DoesNotContain(health.Findings, finding => finding.Id == "NothingAtHome");
    }

    [Fact]
    public async Task Findings_speak_Chinese()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        var health = new Health(shell.Run("[cultureinfo]::CurrentUICulture = 'zh-CN'; Get-ZStackBackupHealth").Output.Single());

        Assert.All(health.Findings, finding => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", finding.Reason));
    }

    /// <summary>A finding, or what could not be asked.</summary>
    private sealed record Finding(string Id, string Severity, string Reason, string Fix);

    /// <summary>What came out, by the names that scripts use.</summary>
    private sealed class Health(PSObject item)
    {
        public string? this[string property] => Value(property)?.ToString();

        public string Status => this["Status"]!;

        public Finding[] Findings => [.. List("Findings").Select(one => new Finding(Text(one, "Id"), Text(one, "Severity"), Text(one, "Reason"), Text(one, "Fix")))];

        public Finding[] NotKnown => [.. List("NotKnown").Select(one => new Finding(Text(one, "Question"), "", Text(one, "Reason"), ""))];

        public object? Value(string property) => item.Properties[property].Value is PSObject wrapped ? wrapped.BaseObject : item.Properties[property].Value;

        public IEnumerable<PSObject> List(string property) => LanguagePrimitives.GetEnumerable(Value(property)).Cast<object>().Select(PSObject.AsPSObject);

        private static string Text(PSObject one, string property) => one.Properties[property].Value.ToString()!;
    }
}
