using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;
using ZStack.Backup.Sandbox.Dumps;
using static ZStack.Backup.Module.Tests.RestoreShell;

namespace ZStack.Backup.Module.Tests;

/// <summary>Where a record's file comes from and that it does not stay, who may compare, and what is said before and after a restore.</summary>
public sealed class CompareTests
{
    private const string Summary = " -Kind VmInstance, Volume, Image -Summary | ForEach-Object { \"$($_.Kind) $($_.Before) $($_.Now) $($_.WouldBeForgotten) $($_.Moved)\" }";

    [Fact]
    public async Task A_record_whose_file_is_in_the_vault_is_read_from_there_and_nothing_is_fetched()
    {
        using TemporaryFolder home = new(), vault = new();
        await using SandboxNode node = await Node(20);
        (int code, string said) = await RunAsync(node, home, vault, """
            $null = $record | Save-ZStackDatabaseBackup -Path $vault
            '--- from here'
            $record | Compare-ZStackDatabaseBackup -Verbose
            """ + Summary);

        Assert.True(code == 0, said);
        string[] lines = said.Split("--- from here")[1].Split('\n');
        Assert.Contains(lines, line => line.StartsWith("VERBOSE: ", StringComparison.Ordinal) && line.Contains(vault.Path, StringComparison.Ordinal));
        Assert.Contains("VmInstance 17 20 3 1", lines);
        // Those of the one who saved it.
        Assert.Equal(1, node.Jobs.Count(job => job.Api == "ExportDatabaseBackupFromBackupStorage"));
        Assert.Single(node.Exports.All);
        Assert.Empty(Directory.GetDirectories(home.Path, "zstack-*"));
    }

    [Fact]
    public async Task A_file_of_that_name_that_is_another_one_is_not_taken()
    {
        using TemporaryFolder home = new(), vault = new();
        await using SandboxNode node = await Node(20);
        (int code, string said) = await RunAsync(node, home, vault, """
            $null = $record | Save-ZStackDatabaseBackup -Path $vault
            $other = Get-ZStackDatabaseBackupRecord | Where-Object { $_.Status -eq 'Ready' -and $_.Uuid -ne $record.Uuid -and $_.BackupStorageUuids.Count -eq 1 } | Select-Object -First 1
            $null = $other | Save-ZStackDatabaseBackup -Path $home1
            Get-ChildItem $home1 -Filter *.gz | Copy-Item -Destination (Get-ChildItem $vault -Filter *.gz).FullName
            Get-ChildItem $home1 -Filter *.gz.json | Copy-Item -Destination (Get-ChildItem $vault -Filter *.gz.json).FullName
            $record | Compare-ZStackDatabaseBackup
            """ + Summary);

        Assert.True(code == 0, said);
        Assert.Contains("VmInstance 17 20 3 1", said.Split('\n'));
        // Saved, the other one saved, and fetched.
        Assert.Equal(3, node.Exports.All.Count);
        Assert.Empty(Directory.GetDirectories(home.Path, "zstack-*"));
    }

    [Fact]
    public async Task A_damaged_copy_in_the_vault_is_an_error_of_that_file()
    {
        using TemporaryFolder home = new(), vault = new();
        await using SandboxNode node = await Node(20);
        (int code, string said) = await RunAsync(node, home, vault, """
            $null = $record | Save-ZStackDatabaseBackup -Path $vault
            $file = Get-ChildItem $vault -Filter *.gz
            $bytes = [IO.File]::ReadAllBytes($file.FullName); $bytes[3000] = $bytes[3000] -bxor 1; [IO.File]::WriteAllBytes($file.FullName, $bytes)
            try { $record | Compare-ZStackDatabaseBackup; 'compared' } catch { $_.FullyQualifiedErrorId }
            """);

        Assert.True(code == 0, said);
        Assert.Contains("ZStack.NotComparable", said, StringComparison.Ordinal);
        Assert.DoesNotContain("compared", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whole", "VmInstance 17 20 3 1")]
    [InlineData("both", "VmInstance 17 17 0 0")]
    [InlineData("no page", "ZStack.")]
    [InlineData("corrupt", "ZStack.")]
    [InlineData("garbage", "ZStack.NotComparable")]
    [InlineData("no queries", "ZStack.")]
    public async Task What_is_fetched_is_private_and_goes_whatever_happens(string how, string words)
    {
        using TemporaryFolder home = new(), vault = new();
        await using SandboxNode node = await Node(20);
        string[] exported = Exported(node);
        var goesOn = new TaskCompletionSource();
        if (how == "no page")
            node.Exports.Add(new DownloadFault(DownloadFaultKind.Page) { Status = 404, Times = int.MaxValue });
        if (how == "corrupt")
            node.Exports.Add(new DownloadFault(DownloadFaultKind.Corrupt) { At = 3000, Times = int.MaxValue });
        if (how == "garbage")
            node.ChangeRecord(Newest(node).Uuid, record => record with { Dump = new BytesDump("no dump of anything"u8.ToArray()) });
        if (how == "no queries")
            node.Faults.Chooser = request => request.Path.EndsWith("/v1/zones", StringComparison.Ordinal) ? new Fault(FaultKind.ResetBeforeRead) : null;
        if (how == "whole")
            node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 5000, Until = goesOn.Task });
        Task<(int, string)> running = RunAsync(node, home, vault, "try { $record | Compare-ZStackDatabaseBackup " + (how == "both" ? "-Difference $record" : "") + Summary.Replace("-Kind VmInstance, Volume, Image", how == "no queries" ? "" : "-Kind VmInstance, Volume, Image", StringComparison.Ordinal) + " } catch { $_.FullyQualifiedErrorId }");
        if (how == "whole")
        {
            await Eventually.True(() => Directory.GetDirectories(home.Path, "zstack-*") is [var folder] && Directory.GetFiles(folder).Length > 0);
            string place = Directory.GetDirectories(home.Path, "zstack-*").Single();
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
                foreach (string file in Directory.GetFiles(place))
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            goesOn.SetResult();
        }

        (int code, string said) = await running;

        Assert.True(code == 0, said);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(home.Path, "zstack-*"));
        Assert.Equal(exported, Exported(node));
    }

    [Theory]
    [InlineData("download")]
    [InlineData("node")]
    public async Task Ctrl_C_takes_what_was_fetched_along(string during)
    {
        using TemporaryFolder home = new(), vault = new();
        await using SandboxNode node = await Node(20);
        if (during == "download")
            node.Exports.Add(new DownloadFault(DownloadFaultKind.Stall) { At = 5000, Delay = TimeSpan.FromMinutes(5) });
        else
            node.Faults.Chooser = request => request.Path.EndsWith("/v1/zones", StringComparison.Ordinal) ? new Fault(FaultKind.Stall) { Delay = TimeSpan.FromMinutes(5) } : null;
        Task<(int, string)> running = RunAsync(node, home, vault, """
            $other = [powershell]::Create().AddScript('param($module, $url, $admin, $uuid) Import-Module $module; $null = Connect-ZStack $url -Credential $admin; Compare-ZStackDatabaseBackup $uuid')
            foreach ($argument in $module, $url, $admin, $record.Uuid) { $null = $other.AddArgument($argument) }
            $running = $other.BeginInvoke()
            while (-not (Test-Path $home1/stop)) { Start-Sleep -Milliseconds 50 }
            $before = @(Get-ChildItem $home1 -Filter zstack-*).Count
            $other.Stop()
            "$before $(@(Get-ChildItem $home1 -Filter zstack-*).Count)"
            """);
        await Eventually.True(() => running.IsCompleted || (Directory.GetDirectories(home.Path, "zstack-*") is [var folder] && Directory.GetFiles(folder).Length > 0 && (during == "download" || node.Log.Count("GET", "/v1/zones") > 0)));
        await File.WriteAllTextAsync(home.File("stop"), "");

        (int code, string said) = await running;

        Assert.True(code == 0, said);
        Assert.Equal("1 0", said.Trim());
    }

    [Theory]
    [InlineData(SandboxAdmin, false)]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    public async Task Who_is_not_admin_is_warned(string account, bool warned)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await Node(20);
        string session = node.Context.Sessions.Open();
        node.Faults.Chooser = request => request.Path.EndsWith("/v1/accounts/login", StringComparison.Ordinal)
            ? new Fault(FaultKind.Answer) { Status = 200, Body = $$"""{"inventory":{"uuid":"{{session}}","accountUuid":"{{account}}","userUuid":"{{account}}","expiredDate":"Nov 20, 2036 4:00:00 PM","createDate":"Nov 20, 2026 4:00:00 PM"} }""" } : null;
        using Shell shell = SavedNewest(node, home);

        Outcome outcome = shell.Run("Compare-ZStackDatabaseBackup $file");
        Outcome files = shell.Run("Compare-ZStackDatabaseBackup $file $file");

        outcome.ThrowOnError();
        Assert.Equal(warned, outcome.Warnings.Any(line => line.Contains("sees only what it owns", StringComparison.Ordinal)));
        Assert.Empty(files.Warnings);
        Outcome summary = shell.Run("Compare-ZStackDatabaseBackup $file -Summary -Kind Host, Volume; (Compare-ZStackDatabaseBackup $file -Kind Host -Summary)[0].Sentence");
        Assert.All(summary.Output.SkipLast(1), line => Assert.Equal(warned, Text(line, "Problem").Contains("sees only what it owns", StringComparison.Ordinal)));
        Assert.EndsWith(warned ? "would forget nothing of what is known." : "would forget nothing.", summary.Output[^1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task An_access_key_does_not_say_whose_it_is_and_what_it_sees_does(bool hidesAdmin, bool warned)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await Node(20);
        using Shell shell = SavedNewest(node, home);
        if (hidesAdmin)
            node.ChangeCloud(node.Resources("Account").Single(account => account.Uuid == SandboxAdmin) with { IsDeleted = true });
        shell.Set("key", SandboxAccounts.AccessKeyId);
        shell.Set("secret", Shell.Credential("key", SandboxAccounts.AccessKeySecret).Password);

        // Nobody asks for accounts here.
        Outcome outcome = shell.Run("$s = Connect-ZStack $node -AccessKeyId $key -AccessKeySecret $secret; $s.AccountUuid; Compare-ZStackDatabaseBackup $file -Session $s -Kind Host -Summary | Out-Null");

        outcome.ThrowOnError();
        Assert.Null(Assert.Single(outcome.Output));
        Assert.Equal(warned, outcome.Warnings.Any(line => line.Contains("sees only what it owns", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_unknown_is_said_in_the_sentence_in_its_line_and_in_the_last()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, LacksQueries = ["VmInstance", "Eip"] });
        using Shell shell = SavedNewest(node, home);

        Outcome outcome = shell.Run("$lines = Compare-ZStackDatabaseBackup $file -Summary; $lines[-1].Problem; $lines[-1].Newest; $lines[-1].WouldBeForgotten; $lines[0].Problem; $lines | Out-Default");

        string warning = Assert.Single(outcome.Warnings);
        Assert.StartsWith("Not everything is known: VmInstance, Eip cannot be compared.", warning, StringComparison.Ordinal);
        Assert.Equal(warning, outcome.Output[0].ToString());
        Assert.Null(outcome.Output[1]);
        Assert.Null(outcome.Output[2]);
        Assert.Contains("/v1/vm-instances", outcome.Output[3].ToString(), StringComparison.Ordinal);
        string[] shown = [.. shell.Host.Screen.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => !line.StartsWith("Restoring", StringComparison.Ordinal))];
        string sentence = string.Join(" ", shown.TakeWhile(line => line.Length > 0));
        Assert.Contains("would forget at least 5 volumes, 1 image and 4 other resources; 1 volume has moved since and would be lost sight of; unknown: VmInstance, Eip.", sentence, StringComparison.Ordinal);
        Assert.Matches(@"^VmInstance +17 +\? +\? +\? +\? +\?$", shown.Single(line => line.StartsWith("VmInstance", StringComparison.Ordinal)));
        Assert.Matches(@"^All( +\?){6}$", shown.Single(line => line.StartsWith("All", StringComparison.Ordinal)));
        Assert.All(shown, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Where_nothing_is_known_nothing_sounds_whole()
    {
        using var home = new TemporaryFolder();
        await using SandboxNode of = await Node(20), without = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using Shell shell = SavedNewest(of, home);
        shell.Set("without", without.Url);

        string sentence = (string)shell.Run("$s = Connect-ZStack $without -Credential $admin; (Compare-ZStackDatabaseBackup $file -Session $s -Summary -WarningAction Ignore)[-1].Sentence").Value!;
        string accounts = (string)shell.Run("(Compare-ZStackDatabaseBackup $file -Session $s -Kind BackupStorage -Summary)[-1].Sentence").Value!;

        Assert.EndsWith("would forget nothing of what is known; whether volumes have moved is unknown; unknown: VmInstance, Volume, VolumeSnapshot, Image and 17 more kinds.", sentence, StringComparison.Ordinal);
        // Who did not ask for volumes is told nothing of them.
        Assert.EndsWith("would forget nothing.", accounts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_a_cloud_are_shown_and_not_obeyed()
    {
        const string Nasty = "a\u001b]0;x\u0007\u001b[2J\rb\u202Egnp.exe\u2066\u009b31m\0c";
        using var home = new TemporaryFolder();
        await using SandboxNode node = await Node(20);
        using Shell shell = SavedNewest(node, home);
        node.ChangeCloud(node.Resources("Host")[0].With("name", Nasty));
        CloudResource volume = node.Resources("Volume")[0];
        node.ChangeCloud(volume.With("name", Nasty).With("installPath", Nasty));
        node.ChangeCloud(new CloudResource("Image", "not a uuid\u001b[2J", [Nasty, "1", "Ready", "qcow2"]) { CreateDate = node.Context.Now });

        Outcome outcome = shell.Run("$found = Compare-ZStackDatabaseBackup $file -Verbose; $found | Out-Default; Compare-ZStackDatabaseBackup $file -Summary | Out-Default; $found | Where-Object Kind -eq Host | ForEach-Object Now");

        outcome.ThrowOnError();
        Assert.Contains("gnp.exe", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Host.Screen.Replace("\r\n", "\n", StringComparison.Ordinal), c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u2066');
        // A script gets the name as it is.
        Assert.Equal(Nasty, outcome.Output.Single().ToString());
    }

    [Fact]
    public async Task What_a_restore_would_cost_is_what_it_costs()
    {
        using var vault = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = 20, Restore = Quick });
        using Shell shell = Ready(node);
        shell.Set("vault", vault.Path);
        shell.Set("main", SandboxStorages.Main);
        shell.Run("$record = New-ZStackDatabaseBackup $main -Name before-the-change.gz; $file = ($record | Save-ZStackDatabaseBackup -Path $vault).FullName").ThrowOnError();
        Assert.Empty(shell.Run("Compare-ZStackDatabaseBackup $file").Output);

        CloudResource vm = node.Resources("VmInstance")[0], host = node.Resources("Host")[0], nic = node.Resources("VmNic")[1];
        CloudResource volume = node.Resources("Volume").Single(one => one.Uuid == vm["rootVolumeUuid"]);
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // The node's clock counts seconds.
        node.ChangeCloud(new CloudResource("Image", "0123456789abcdef0123456789abcdef", ["made since", "1", "Ready", "qcow2"]) { CreateDate = node.Context.Now });
        node.ChangeCloud(host.With("name", "renamed since"));
        node.ChangeCloud(nic with { IsDeleted = true });
        node.ChangeCloud(volume.With("installPath", "/elsewhere/" + volume.Uuid));

        Outcome cost = shell.Run("Compare-ZStackDatabaseBackup $file | ForEach-Object { \"$($_.Kind) $($_.Change) $($_.Name) $($_.Risk)\" }");
        Outcome refused = shell.Run("Restore-ZStackDatabaseBackup $record -MySqlRootPassword $mysql -VaultPath $vault " + Unattended);
        Outcome restored = shell.Run("Restore-ZStackDatabaseBackup $record -MySqlRootPassword $mysql -VaultPath $vault -SkipCheck VolumesMoved " + Unattended);
        shell.Run("Connect-ZStack $node -Credential $admin | Out-Null").ThrowOnError();
        Outcome after = shell.Run("Compare-ZStackDatabaseBackup $file");

        Assert.Equal(
            [$"VmInstance Moved {vm["name"]} Danger", $"Volume Moved {volume["name"]} Danger", "Image WouldBeForgotten made since Loss", "Host Changed host-1 Loss".Replace("host-1", "renamed since", StringComparison.Ordinal), $"VmNic WouldComeBack {nic["ip"]} None"],
            cost.Output.Select(line => line.ToString()));
        Assert.Equal("ZStack.Restore.VolumesMoved", refused.ErrorId);
        restored.ThrowOnError();
        after.ThrowOnError();
        Assert.Empty(after.Output);
        Assert.Empty(after.Warnings);
        Assert.Equal(host["name"], node.Resources("Host").Single(one => one.Uuid == host.Uuid)["name"]);
    }

    /// <summary>Connected, with the file of the newest backup in <c>$file</c>.</summary>
    private static Shell SavedNewest(SandboxNode node, TemporaryFolder home)
    {
        Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", home.Path);
        shell.Set("uuid", Newest(node).Uuid);
        shell.Run("$file = (Save-ZStackDatabaseBackup $uuid -Path $folder).FullName").ThrowOnError();
        return shell;
    }

    private const string SandboxAdmin = "36c27e8ff05c4780bf6d2fa65700f22e";

    private static Task<SandboxNode> Node(int vms) => SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Cloud = vms });

    private static string[] Exported(SandboxNode node) => [.. node.Records.SelectMany(record => record.Refs).Select(copy => copy.ExportUrl).OfType<string>()];

    private static BackupRecord Newest(SandboxNode node) => node.Records.Where(record => record.Status == "Ready").MaxBy(record => record.CreateDate)!;

    /// <summary>A PowerShell of its own, with a temporary folder and a vault of its own: it says where its files are.</summary>
    private static async Task<(int Code, string Said)> RunAsync(SandboxNode node, TemporaryFolder home, TemporaryFolder vault, string script)
    {
        ProcessStartInfo start = PinnedShell.Start("-NoProfile", "-NonInteractive", "-Command", $$"""
            $ErrorActionPreference = 'Stop'
            $module = '{{StagedModule.Path}}'; $url = '{{node.Url}}'
            Import-Module $module
            $admin = [pscredential]::new('{{SandboxAccounts.Account}}', [System.Net.NetworkCredential]::new('', '{{SandboxAccounts.Password}}').SecurePassword)
            $vault = '{{vault.Path}}'; $home1 = '{{home.Path}}'
            $null = Connect-ZStack $url -Credential $admin
            $record = @(Get-ZStackDatabaseBackupRecord -Uuid {{Newest(node).Uuid}})[0]
            & { {{script}} } *>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.VerboseRecord]) { "VERBOSE: $_" } else { $_ } } | Out-String -Width 4096
            """);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["TMPDIR"] = home.Path;
        start.Environment["XDG_STATE_HOME"] = home.File("state");
        start.Environment["ZSTACK_BACKUP_VAULT"] = vault.Path;
        using Process child = Process.Start(start)!;
        string[] said = await Task.WhenAll(child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        return (child.ExitCode, string.Concat(said));
    }
}
