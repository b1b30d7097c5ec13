using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Test-ZStackDatabaseBackup as a user drives it: files, no node, no session.</summary>
public sealed class TestBackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("test-backup").FullName;
    private readonly Shell _shell = new();

    public TestBackupTests()
    {
        File.WriteAllBytes(Path.Combine(_folder, "good.gz"), Sample());
        _shell.Set("folder", _folder);
        _shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)").ThrowOnError();
    }

    public static TheoryData<string, string> Contents => new()
    {
        { "", "NotEmpty" },
        { "PK\u0003\u0004 an archive of something else", "Gzip" },
        { "\u001f\u008b", "Gzip" },
        { "gzip:hello", "IsDump" },
        { "gzip:-- MySQL dump 10.13\n-- Server version\t8.0\nCREATE DATABASE `shop`;\nUSE `shop`;\n-- Dump completed on 2026-11-23 17:03:39\n", "Databases" },
    };

    public static bool HasServer => new[] { "/usr/sbin/mariadbd", "/usr/bin/mariadbd" }.Any(File.Exists);

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Test-ZStackDatabaseBackup good.gz")]
    [InlineData("Test-ZStackDatabaseBackup -LiteralPath $folder/good.gz")]
    [InlineData("'./good.gz' | Test-ZStackDatabaseBackup")]
    [InlineData("[IO.DirectoryInfo]::new($folder).GetFiles() | Test-ZStackDatabaseBackup")]
    [InlineData("[pscustomobject]@{ FullName = $folder + '/good.gz' } | Test-ZStackDatabaseBackup")]
    [InlineData("Test-ZStackDatabaseBackup \"Microsoft.PowerShell.Core\\FileSystem::$folder/good.gz\"")]
    [InlineData("[pscustomobject]@{ PSPath = 'Microsoft.PowerShell.Core\\FileSystem::' + $folder + '/good.gz' } | Test-ZStackDatabaseBackup")]
    public void A_good_file_passes_however_it_is_named(string script)
    {
        Outcome outcome = _shell.Run(script);

        outcome.ThrowOnError();
        var result = Assert.IsType<PSObject>(Assert.Single(outcome.Output));
        Assert.Equal("Passed", result.Properties["Outcome"].Value.ToString());
        Assert.Equal("Structure", result.Properties["Level"].Value.ToString());
        Assert.Equal(Path.Combine(_folder, "good.gz"), result.Properties["FullName"].Value);
        Assert.Equal("5.2.1", result.Properties["Version"].Value);
        Assert.Equal(409L, result.Properties["Rows"].Value);
        Assert.Equal("True", _shell.Run(script + " -Quiet").Value!.ToString());
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void Bad_contents_are_a_failed_result_with_a_check_of_that_name(string content, string check)
    {
        bool isPacked = content.StartsWith("gzip:", StringComparison.Ordinal);
        byte[] bytes = Encoding.Latin1.GetBytes(isPacked ? content[5..] : content);
        File.WriteAllBytes(Path.Combine(_folder, "bad.gz"), isPacked ? Gzip(bytes) : bytes);

        Outcome outcome = _shell.Run("$r = Test-ZStackDatabaseBackup bad.gz; $r.Outcome; ($r.Checks | Where-Object Outcome -eq Failed).Name; $r.Reason; Test-ZStackDatabaseBackup bad.gz -Quiet");

        outcome.ThrowOnError();
        Assert.Equal("Failed", outcome.Output[0].ToString());
        Assert.Contains(check, outcome.Output.Select(o => o.ToString()));
        Assert.Equal("False", outcome.Output[^1].ToString());
        Assert.DoesNotContain("{", outcome.Output[^2].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.gz", "ZStack.FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("*.gz", "ZStack.FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("nodrive:/x.gz", "ZStack.FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(".", "ZStack.NotAFile", ErrorCategory.InvalidArgument)]
    [InlineData("Env:/PATH", "ZStack.NotAFile", ErrorCategory.InvalidArgument)]
    [InlineData("a\0b", "ZStack.NotAFile", ErrorCategory.InvalidArgument)]
    public void An_unreadable_file_is_an_error_and_the_next_is_tested(string path, string id, ErrorCategory category)
    {
        _shell.Set("path", path);

        Outcome outcome = _shell.Run("$path, 'good.gz' | Test-ZStackDatabaseBackup -Quiet");

        Assert.Equal(id, outcome.ErrorId);
        Assert.Equal(category, outcome.Error.CategoryInfo.Category);
        Assert.Equal(path, outcome.Error.TargetObject);
        Assert.NotEmpty(outcome.Advice);
        Assert.Equal(true, outcome.Value);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void A_device_is_no_file(string path)
    {
        if (!File.Exists(path))
            return;

        Assert.Equal("ZStack.NotAFile", _shell.Run("Test-ZStackDatabaseBackup " + path).ErrorId);
    }

    [Fact]
    public async Task A_number_or_an_object_is_not_taken_for_a_file_name()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        _shell.Set("node", node.Url);
        _shell.Set("admin", Shell.Admin);
        _shell.Set("store", Shell.Store);
        _shell.Run("$session = Connect-ZStack $node -Credential $admin; $image = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[0]").ThrowOnError();
        node.Log.Clear();

        foreach (string thing in new[] { "$image", "$session", "[pscustomobject]@{ Id = 'x'; InstallPath = 'y'; ImageStore = 'z' }" })
        {
            Outcome outcome = _shell.Run(thing + " | Test-ZStackDatabaseBackup");

            Assert.Empty(outcome.Output);
            Assert.Matches("^(InputObjectNotBound|ParameterArgumentTransformationError),", Assert.Single(outcome.Errors).FullyQualifiedErrorId);
        }
    }

    [Fact]
    public void A_disk_error_in_the_middle_is_an_error()
    {
        // A file of the kernel that opens, but whose first page no process has.
        if (!File.Exists("/proc/self/mem"))
            return;

        Outcome outcome = _shell.Run("Test-ZStackDatabaseBackup /proc/self/mem");

        Assert.Equal("ZStack.FileReadFailed", outcome.ErrorId);
    }

    [Fact]
    public void The_checksum_level_compares_with_the_manifest_and_alone_tests_nothing()
    {
        Outcome without = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Checksum");
        File.WriteAllText(Path.Combine(_folder, "good.gz.json"), "{\"md5\":\"" + new string('0', 32) + "\"}");
        Outcome wrong = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Checksum");
        _shell.Run("[IO.File]::WriteAllText(\"$folder/good.gz.json\", '{\"md5\":\"' + (Test-ZStackDatabaseBackup good.gz).Md5 + '\"}')").ThrowOnError();
        Outcome right = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Checksum");

        Assert.Equal(["Inconclusive", "Failed", "Passed"], new[] { without, wrong, right }.Select(o => o.Output.Single().Properties["Outcome"].Value.ToString()));
    }

    [Fact]
    public void A_sample_gives_nothing_for_files_that_are_not_due_and_says_so()
    {
        for (int i = 0; i < 12; i++)
            File.Copy(Path.Combine(_folder, "good.gz"), Path.Combine(_folder, $"copy{i}.gz"));

        Outcome outcome = _shell.Run("[IO.DirectoryInfo]::new($folder).GetFiles() | Test-ZStackDatabaseBackup -SampleEvery 3 -Verbose");

        outcome.ThrowOnError();
        Assert.Equal(13, outcome.Output.Count + outcome.Verbose.Count(line => line.Contains("next due in", StringComparison.Ordinal)));
        Assert.InRange(outcome.Output.Count, 1, 12);
    }

    [Fact]
    public void Names_with_brackets_are_taken_literally()
    {
        File.Copy(Path.Combine(_folder, "good.gz"), Path.Combine(_folder, "a[1] .gz"));

        Assert.Equal(true, _shell.Run("Test-ZStackDatabaseBackup 'a[1] .gz' -Quiet").Value);
    }

    [Fact]
    public void Lists_are_lists_and_read_well_as_text()
    {
        Outcome outcome = _shell.Run("$r = Test-ZStackDatabaseBackup good.gz; $r.Databases.ToString(); $r.Databases[1]; $r.Databases.Count; @($r.Databases).Count; $r.Checks.ToString()");

        Assert.Equal(["zstack;zstack_rest;zstack_ui", "zstack_rest", "3", "3"], outcome.Output.Take(4).Select(o => o.ToString()));
        Assert.StartsWith("NotEmpty=Passed;Gzip=Passed;", outcome.Output[4].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_views_fit_80_columns_and_say_why()
    {
        File.WriteAllBytes(Path.Combine(_folder, "cut.gz"), Sample()[..^100]);

        _shell.Run("'good.gz', 'cut.gz' | Test-ZStackDatabaseBackup | Out-Default").ThrowOnError();
        Outcome list = _shell.Run("[ZStack.Backup.Views.ViewText]::Checks((Test-ZStackDatabaseBackup cut.gz))");

        Assert.All(_shell.Host.Screen.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("cut.gz: The file", _shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains("Gzip Failed: The file", list.Value!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_gives_the_prompt_back_while_a_file_is_read()
    {
        string big = Path.Combine(_folder, "big.gz");
        using (var gzip = new GZipStream(File.Create(big), CompressionLevel.Fastest))
        {
            byte[] line = Encoding.ASCII.GetBytes("-- " + new string('x', 1_000_000) + "\n");
            for (int i = 0; i < 3000; i++)
                gzip.Write(line);
        }

        using Running running = _shell.Start("Test-ZStackDatabaseBackup big.gz");
        await Task.Delay(300);
        var watch = Stopwatch.StartNew();
        running.Stop();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Output);
        await Eventually.True(() => CanBeWritten(big));
    }

    [Fact]
    public void A_backup_restores_or_the_result_says_what_to_install()
    {
        Outcome outcome = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Restore -Verbose");

        outcome.ThrowOnError();
        PSObject result = outcome.Output.Single();
        string[] checks = [.. ((IEnumerable)result.Properties["Checks"].Value).Cast<object>().Select(check => check.ToString()!)];
        if (!HasServer)
        {
            Assert.Equal("Inconclusive", result.Properties["Outcome"].Value.ToString());
            Assert.Contains("mariadb-server", result.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
            return;
        }

        Assert.Null(result.Properties["Reason"].Value);
        Assert.Equal("Passed", result.Properties["Outcome"].Value.ToString());
        Assert.Equal(["Restore=Passed", "RestoredTables=Passed", "RestoredRows=Passed"], checks[^3..]);
        Assert.False(Directory.Exists(ServerFolder(outcome)));
    }

    [Fact]
    public void Names_are_compared_as_the_server_does()
    {
        if (!HasServer || OperatingSystem.IsWindows())
            return;
        // As on Windows: the server stores all names in lower case.
        string programs = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        foreach ((string program, string option) in new[] { ("mariadbd", "--lower-case-table-names=1"), ("mariadb", ""), ("mariadb-install-db", "") })
        {
            string script = Path.Combine(programs, program);
            File.WriteAllText(script, $"#!/bin/sh\nPATH=$PATH:/usr/sbin exec {program} \"$@\" {option}\n");
            // Under root the programs run as somebody else.
            File.SetUnixFileMode(script, Reachable);
        }

        File.SetUnixFileMode(programs, Reachable);
        File.SetUnixFileMode(_folder, Reachable);

        Outcome outcome = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Restore -ServerPath programs");

        outcome.ThrowOnError();
        PSObject tested = outcome.Output.Single();
        Assert.Null(tested.Properties["Reason"].Value);
        Assert.Equal("Passed", tested.Properties["Outcome"].Value.ToString());
    }

    [Fact]
    public void A_dump_that_a_server_refuses_is_failed_without_showing_its_values()
    {
        if (!HasServer)
            return;
        string text = Encoding.Latin1.GetString(Unpack(Sample()));
        // Whole as text, but no server takes it.
        File.WriteAllBytes(Path.Combine(_folder, "odd.gz"), Gzip(Encoding.Latin1.GetBytes(text.Replace("INSERT INTO `KVMHostVO` VALUES", "INSERT INTO `KVMHostVO` VALUES ('canary','hunter2canary',3,4,5),('canary','hunter2canary',3,4,5),", StringComparison.Ordinal))));

        Outcome outcome = _shell.Run("Test-ZStackDatabaseBackup odd.gz -Level Restore -Verbose");

        PSObject result = outcome.Output.Single();
        Assert.Equal("Failed", result.Properties["Outcome"].Value.ToString());
        Assert.Contains("ERROR 1", result.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(ServerFolder(outcome)));
    }

    [Fact]
    public void A_broken_backup_is_not_restored_and_a_folder_without_programs_is_said()
    {
        File.WriteAllBytes(Path.Combine(_folder, "cut.gz"), Sample()[..^100]);

        Outcome cut = _shell.Run("Test-ZStackDatabaseBackup cut.gz -Level Restore");
        Outcome none = _shell.Run("Test-ZStackDatabaseBackup good.gz -Level Restore -ServerPath .");

        Assert.Equal("Failed", cut.Output.Single().Properties["Outcome"].Value.ToString());
        Assert.Equal("Inconclusive", none.Output.Single().Properties["Outcome"].Value.ToString());
        Assert.Contains("-ServerPath", none.Output.Single().Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(2500)]
    public async Task Ctrl_C_during_a_restore_gives_the_prompt_back_and_leaves_no_server(int milliseconds)
    {
        if (!HasServer)
            return;
        using Running running = _shell.Start("Test-ZStackDatabaseBackup good.gz, good.gz, good.gz -Level Restore -Verbose");
        await Task.Delay(milliseconds);
        var watch = Stopwatch.StartNew();
        running.Stop();
        Outcome outcome = running.Wait(TimeSpan.FromSeconds(10));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
        Assert.Empty(outcome.Errors);
        if (outcome.Verbose.Any(IsStart))
            await Eventually.True(() => !Directory.Exists(ServerFolder(outcome)));
    }

    private const UnixFileMode Reachable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static byte[] Sample()
    {
        using Stream resource = typeof(SandboxNode).Assembly.GetManifestResourceStream("sample-dump.sql.gz")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var text = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(text);
        return text.ToArray();
    }

    private static bool IsStart(string line) => line.Contains("throw-away server in", StringComparison.Ordinal) && line.StartsWith("Starts", StringComparison.Ordinal);

    /// <summary>The folder that the last throw-away server was started in.</summary>
    private static string ServerFolder(Outcome outcome) => outcome.Verbose.Last(IsStart).Split(" in ")[^1].TrimEnd('.');

    private static bool CanBeWritten(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
