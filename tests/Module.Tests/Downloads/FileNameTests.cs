using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Names and ids of a node do nothing but name.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData(".bash_profile", "_bash_profile.gz")]
    [InlineData("../../etc/passwd", "_._.._etc_passwd.gz")]
    [InlineData("CON", "_CON.gz")]
    [InlineData("nul", "_nul.gz")]
    [InlineData("aux.gz", "_aux.gz")]
    [InlineData("COM1.tar.gz", "_COM1.tar.gz")]
    [InlineData("LPT\u00B9", "_LPT\u00B9.gz")]
    [InlineData("con .gz", "_con .gz")]
    [InlineData("CONSOLE.gz", "CONSOLE.gz")]
    [InlineData("nightly.gz ", "nightly.gz")]
    [InlineData("nightly.gz . . ", "nightly.gz")]
    [InlineData("-rf.gz", "_rf.gz")]
    [InlineData("gz.\u202Eexe", "gz._exe.gz")]
    [InlineData("a\u200Bb\u0007.gz", "a_b_.gz")]
    [InlineData("a:b*c?.gz", "a_b_c_.gz")]
    [InlineData("备份.gz", "备份.gz")]
    public async Task A_name_of_a_node_becomes_a_harmless_file(string name, string expected)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 1, DumpSize = 1000 });
        BackupRecord record = node.Records.Single();
        record.Name = name;
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", home.Path);
        shell.Set("main", SandboxStorages.Main);

        Outcome outcome = shell.Run("(Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $folder -BackupStorageUuid $main).FullName");

        outcome.ThrowOnError();
        Assert.Equal(home.File(expected), outcome.Value);
        Assert.True(File.Exists((string)outcome.Value!));
        Assert.Equal(2, Directory.GetFileSystemEntries(home.Path).Length);
        // And its vault knows it.
        Outcome listed = shell.Run("(Get-ZStackSavedBackup $folder).FullName");
        listed.ThrowOnError();
        Assert.Equal(outcome.Value, listed.Value);
    }

    [Theory]
    [InlineData("n", ".gz")]
    [InlineData("备", ".gz")]
    public async Task Long_names_are_cut_and_stay_two(string letter, string extension)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 2, DumpSize = 1000 });
        foreach ((BackupRecord record, int index) in node.Records.Select((record, index) => (record, index)).ToArray())
            record.Name = string.Concat(Enumerable.Repeat(letter, 400)) + index + extension;
        using Shell shell = Shell.ConnectedTo(node);
        shell.Set("folder", home.Path);
        shell.Set("main", SandboxStorages.Main);

        Outcome outcome = shell.Run("(Get-ZStackDatabaseBackupRecord | Save-ZStackDatabaseBackup -Path $folder -BackupStorageUuid $main).FullName");

        outcome.ThrowOnError();
        Assert.Equal(2, outcome.Output.Count);
        Assert.All(outcome.Output, path =>
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(Path.GetFileName(path.ToString())!), 100, 200);
            Assert.EndsWith(extension, path.ToString(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1 | Remove-ZStackDatabaseBackup -Confirm:$false")]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1 | Export-ZStackDatabaseBackup")]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder")]
    [InlineData("Get-ZStackDatabaseBackupRecord -First 1 | Copy-ZStackDatabaseBackup -DestinationBackupStorageUuid $second")]
    [InlineData("Get-ZStackBackupStorage | Sync-ZStackDatabaseBackup")]
    public async Task An_id_of_a_node_does_not_make_another_call(string command)
    {
        using var home = new TemporaryFolder();
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        using var hostile = new HostileNode(node, all: false) { Ids = "../../accounts/sessions/" };
        using Shell shell = Shell.For(node);
        shell.Set("node", hostile.Url);
        shell.Set("second", SandboxStorages.Second);
        shell.Set("folder", home.Path);
        shell.Run("$null = Connect-ZStack $node -Credential $admin").ThrowOnError();
        node.Log.Clear();

        Outcome outcome = shell.Run(command);

        Assert.NotEmpty(outcome.Errors);
        Assert.All(node.Log.All, request => Assert.Equal("GET", request.Method));
        Assert.DoesNotContain(node.Log.All, request => request.Path.Contains("sessions", StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_get_into_a_path_in_one_way()
    {
        string client = Path.Combine(Repository.Root, "src", "ZStack.Backup.Client");
        foreach (string file in Directory.GetFiles(client, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)))
            Assert.DoesNotMatch("\\$\"/v1|\"/v1[^\"]*/\" \\+", File.ReadAllText(file));
    }
}
