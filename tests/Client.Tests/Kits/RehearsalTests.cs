using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Kits;

/// <summary>The way on the node, as it stands in README.txt, pasted into bash: from an empty machine to a restored database.</summary>
/// <remarks>The database server is a real one; zstack-ctl is played by a program that knows exactly its documented arguments.</remarks>
public sealed class RehearsalTests : IDisposable
{
    private const string StorePassword = "p@ss:w#rd%21 $x'\"é/?&";
    private const string MySqlPassword = "Ro0t$%#&x";
    private const string BackupName = "backup-6.gz";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("zstack-way-").FullName;
    private Process? _server;

    private string Socket => Path.Combine(_folder, "s");

    private string DumpFolder => Path.Combine(_folder, "dumps");

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            _server.Kill(entireProcessTree: true);
            _server.WaitForExit();
        }

        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_way_on_the_node_leads_from_an_empty_machine_to_a_restored_database()
    {
        await StartServerAsync();
        byte[] dump = Dumps.Samples.Real;
        RecoveryKit kit = Prepare(dump);
        IReadOnlyList<(string Step, string[] Lines)> blocks = KitSamples.Blocks(TextPage.Write(KitPage.Of(kit, KitSamples.Names)), "Kit_NodeWay");
        // A log-in elsewhere is not played, nor is there a state before on an empty machine; preflight has its own test.
        string[] left = ["Kit_StepLogIn", "Kit_StepPreflight", "Kit_StepSafety"];
        (string Step, string[] Lines)[] pasted = [.. blocks.Where(block => !left.Contains(block.Step)).TakeWhile(block => block.Step != "Kit_StepBackupNext")];

        (int code, string output) = await PasteAsync(pasted);

        Assert.True(code == 0, output);
        Assert.Equal(
            ["Kit_StepFolder", "Kit_StepStorePassword", "Kit_StepStore", "Kit_StepBackup", "Kit_StepScan", "Kit_StepPull", "Kit_StepCopy", "Kit_StepSum", "Kit_StepMySql", "Kit_StepCheck", "Kit_StepRestoreNode", "Kit_StepCount", "Kit_StepStart", "Kit_StepStatus", "Kit_StepCleanLog"],
            pasted.Select(block => block.Step));
        Assert.Contains("whole", output, StringComparison.Ordinal);
        Assert.Contains("restore.gz: OK", output, StringComparison.Ordinal);
        Assert.Contains("MN status: running", output, StringComparison.Ordinal);
        // The node has removed what it pulled, as it does with so many dumps around it; the copy was restored.
        Assert.False(File.Exists(Path.Combine(DumpFolder, BackupName)));
        Assert.Equal("5.2.1", (await QueryAsync("select version from zstack.schema_version order by version desc limit 1")).Trim());
        int tables = int.Parse(await QueryAsync("select count(*) from information_schema.tables where table_schema = 'zstack'"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(tables > 18);
        Assert.Matches($@"(?m)^zstack\t{tables}$", output);
        // The password went into the log of the node, and out of it again.
        string log = await File.ReadAllTextAsync(Path.Combine(_folder, "log"));
        Assert.Contains("ssh://root:***@10.0.0.9:22/zstack_bs", log, StringComparison.Ordinal);
        Assert.DoesNotContain("%70%40", log, StringComparison.Ordinal);
        Assert.DoesNotContain(StorePassword, output, StringComparison.Ordinal);
        Assert.DoesNotContain(MySqlPassword, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_before_is_copied_away_whole()
    {
        await StartServerAsync();
        RecoveryKit kit = Prepare(Dumps.Samples.Real);
        (string Step, string[] Lines)[] safety = [.. KitSamples.Blocks(TextPage.Write(KitPage.Of(kit, KitSamples.Names)), "Kit_NodeWay").Where(block => block.Step is "Kit_StepFolder" or "Kit_StepSafety")];
        string older = Path.Combine(DumpFolder, "127.0.0.1-zstack-backup-db-2026-11-01_00-30-00.gz");
        await File.WriteAllBytesAsync(older, Dumps.Samples.Gzip("older"));
        File.SetLastWriteTimeUtc(older, DateTime.UtcNow.AddDays(-1));
        await File.WriteAllBytesAsync(Path.Combine(DumpFolder, "127.0.0.1-zstack-backup-db-2026-11-29_03-00-00.gz"), Dumps.Samples.Real);

        (int code, string output) = await PasteAsync(safety);

        Assert.True(code == 0, output);
        Assert.Equal("3", output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(Dumps.Samples.Real, await File.ReadAllBytesAsync(Path.Combine(_folder, "work", "before-restore.gz")));
    }

    /// <summary>A storage with the backup, and a node on which so many dumps lie that it removes some.</summary>
    private RecoveryKit Prepare(byte[] dump)
    {
        RecoveryKitBackup backup = KitSamples.Backup(6, KitSamples.Now);
#pragma warning disable CA5351 // What the node tells of a backup.
        string md5 = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(dump));
#pragma warning restore CA5351
        backup = new RecoveryKitBackup { Server = backup.Server, Name = backup.Name, Created = backup.Created, Version = backup.Version, Md5 = md5, Size = dump.Length, ProvenAt = backup.ProvenAt, RecordUuid = backup.RecordUuid, Copies = backup.Copies };
        Assert.Equal(BackupName, backup.Name);
        string store = Directory.CreateDirectory(Path.Combine(_folder, "store")).FullName;
        File.WriteAllBytes(Path.Combine(store, "1.gz"), dump);
        File.WriteAllText(Path.Combine(store, "images.json"), JsonSerializer.Serialize(new[] { new { name = backup.Name, installPath = backup.Copies[0].InstallPath, version = backup.Version, file = "1.gz" } }));
        Directory.CreateDirectory(DumpFolder);
        for (int i = 0; i < 62; i++)
            File.WriteAllText(Path.Combine(DumpFolder, $"other-{i}.gz"), "");
        return KitSamples.Kit([backup, KitSamples.Backup(30)]);
    }

    /// <summary>Block after block into one bash; two lines of its input are the passwords that it reads.</summary>
    private async Task<(int Code, string Output)> PasteAsync(IEnumerable<(string Step, string[] Lines)> blocks)
    {
        string script = Path.Combine(_folder, "pasted.sh");
        string text = "set -e -o pipefail\n" + string.Join("\n", blocks.Select(block => string.Join("\n", block.Lines)))
            // The three places of the machine lie in a folder of the test.
            .Replace("work=/root/zstack-recovery", "work=" + Path.Combine(_folder, "work"), StringComparison.Ordinal)
            .Replace("dumps=/var/lib/zstack/mysql-backup", "dumps=" + DumpFolder, StringComparison.Ordinal)
            .Replace("/var/log/zstack/zstack-ctl.log", Path.Combine(_folder, "log"), StringComparison.Ordinal) + "\n";
        Assert.DoesNotContain(" /var/", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(script, text);
        // Where the client of this machine finds the server, as on a node.
        await File.WriteAllTextAsync(Path.Combine(_folder, ".my.cnf"), "[client]\nsocket=" + Socket + "\n");
        string programs = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        File.Copy(Path.Combine(Repository.Root, "tests", "Client.Tests", "Kits", "zstack-ctl"), Path.Combine(programs, "zstack-ctl"), overwrite: true);
        (int made, string failed) = await RunAsync("chmod", ["700", Path.Combine(programs, "zstack-ctl")], "", []);
        Assert.True(made == 0, failed);
        return await RunAsync("bash", [script], StorePassword + "\n" + MySqlPassword + "\n", new()
        {
            ["PATH"] = programs + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["FAKE_DUMPS"] = DumpFolder,
            ["FAKE_STORE"] = Path.Combine(_folder, "store"),
            ["FAKE_LOG"] = Path.Combine(_folder, "log"),
            ["FAKE_STATE"] = Path.Combine(_folder, "state"),
            ["FAKE_USER"] = "root",
            ["FAKE_PASSWORD"] = StorePassword,
            ["FAKE_HOST"] = "10.0.0.9",
            ["FAKE_PORT"] = "22",
            ["HOME"] = _folder,
        });
    }

    private async Task StartServerAsync()
    {
        ServerPrograms programs = ServerPrograms.Find(null, default, out string missing) ?? throw new InvalidOperationException(missing + " is missing: install mariadb-server.");
        string data = Path.Combine(_folder, "data");
        (int code, string said) = await RunAsync("mariadb-install-db", ["--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db", .. Account()], "", []);
        Assert.True(code == 0, said);
        var start = new ProcessStartInfo(programs.Server, ["--no-defaults", "--datadir=" + data, "--socket=" + Socket, "--skip-networking", "--pid-file=" + Path.Combine(_folder, "pid"), .. Account()]) { RedirectStandardError = true };
        _server = Process.Start(start)!;
        _ = _server.StandardError.ReadToEndAsync();
        DateTime end = DateTime.UtcNow + Limit;
        while ((await RunAsync("mysql", ["--no-defaults", "--socket=" + Socket, "-uroot", "-e", $"alter user root@localhost identified by '{MySqlPassword}'"], "", [])).Code != 0)
        {
            Assert.True(DateTime.UtcNow < end && !_server.HasExited, "The database server does not start.");
            await Task.Delay(200);
        }
    }

    private static string[] Account() => Environment.UserName == "root" ? ["--user=root"] : [];

    private async Task<string> QueryAsync(string query)
    {
        (int code, string output) = await RunAsync("mysql", ["--no-defaults", "--socket=" + Socket, "-uroot", "-N", "-e", query], "", new() { ["MYSQL_PWD"] = MySqlPassword });
        Assert.True(code == 0, output);
        return output;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string input, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(program);
        }

        return (process.ExitCode, await output + await errors);
    }
}
