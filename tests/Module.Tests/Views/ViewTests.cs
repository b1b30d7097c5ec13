using System;
using System.IO;
using System.Linq;
using System.Management.Automation.Host;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What a person sees, in narrow and wide windows, with names in Chinese.</summary>
public sealed class ViewTests
{
    private const string LongName = "升级前的完整数据库备份-生产环境-管理节点一号-请勿删除-保留三年";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Every_table_has_all_of_its_columns_and_fits(int width)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        foreach (BackupRecord record in node.Records.Take(3).ToArray())
            node.ChangeRecord(record.Uuid, old => old with { Name = LongName + record.Uuid[..4] });
        foreach (StorageInfo storage in node.Storages.ToArray())
            node.ChangeStorage(storage.Uuid, old => old with { Name = "一号机房备份服务器-" + old.Name });
        using var folder = new TemporaryFolder();
        using Shell shell = Shell.ConnectedTo(node);
        shell.Host.UI.RawUI.BufferSize = new Size(width, 3000);
        shell.Set("folder", folder.Path);
        string[] scripts =
        [
            "Get-ZStackSession",
            "Test-ZStackConnection",
            "Test-ZStackConnection 127.0.0.1:1",
            "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store",
            "Get-ZStackDatabaseBackupRecord",
            "Get-ZStackBackupStorage",
            "$storage = (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0]; $job = New-ZStackDatabaseBackup $storage -NoWait -Name one.gz; $job",
            "$made = Wait-ZStackJob $job; Get-ZStackJob $job",
            "Sync-ZStackDatabaseBackup $storage",
            "Export-ZStackDatabaseBackup $made",
            "$saved = Save-ZStackDatabaseBackup $made $folder; $saved",
            "$tested = Test-ZStackDatabaseBackup $saved.FullName; $tested",
            "$tested.Checks",
            "$restore = Restore-ZStackDatabaseBackup $made -MySqlRootPassword $store.Password -WhatIf -WarningAction SilentlyContinue; $restore.Checks",
        ];

        foreach (string script in scripts)
        {
            int before = shell.Host.Screen.Length;
            shell.Run($". {{ {script} }} | Out-Default");
            string[] lines = shell.Host.Screen[before..].Split('\n');
            Assert.All(lines.Where(line => !line.StartsWith("   Node", StringComparison.Ordinal) && !line.StartsWith("What if", StringComparison.Ordinal)), line => Assert.True(Cells.Of(line.TrimEnd()) <= width, script + ": " + line));
            int header = Array.FindIndex(lines, line => Regex.IsMatch(line, "^ *-+( +-+)+ *$"));
            Assert.True(header > 0, script);
            Assert.Equal(Columns(lines[header - 1]), Regex.Count(lines[header - 1], @"\S+"));
        }
    }

    [Fact]
    public async Task Checks_are_shown_whole_and_in_whole_words()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Host.UI.RawUI.BufferSize = new Size(80, 3000);
        shell.Set("folder", folder.Path);
        shell.Run("$saved = Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder; $tested = Test-ZStackDatabaseBackup $saved.FullName; $restore = Get-ZStackDatabaseBackupRecord -First 1 | Restore-ZStackDatabaseBackup -MySqlRootPassword $store.Password -WhatIf").ThrowOnError();

        foreach ((string shown, string said) in new[]
        {
            ("$tested.Checks", "$tested.Checks | ForEach-Object { $_.Name, $_.Outcome, $_.Reason }"),
            ("$restore.Checks", "$restore.Checks | ForEach-Object { $_.Id, $_.Outcome, $_.Reason, $_.Fix }"),
        })
        {
            int before = shell.Host.Screen.Length;
            shell.Run($"{shown} | Out-Default").ThrowOnError();
            string[] screen = Words(shell.Host.Screen[before..]);
            string[] expected = Words(string.Join(' ', shell.Run(said).Output.Select(text => text?.ToString())));
            Assert.Equal(expected, screen[^expected.Length..]);
        }
    }

    [Theory]
    [InlineData("$record")]
    [InlineData("$image")]
    [InlineData("$job")]
    public async Task A_copy_from_another_process_is_shown_like_the_object_itself(string variable)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Host.UI.RawUI.BufferSize = new Size(120, 3000);
        shell.Run("$record = Get-ZStackDatabaseBackupRecord -First 1; $image = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store)[0]; $job = Sync-ZStackDatabaseBackup (Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0] -NoWait").ThrowOnError();

        string Shown(string what)
        {
            int before = shell.Host.Screen.Length;
            shell.Run($"{what} | Out-Default").ThrowOnError();
            return shell.Host.Screen[before..];
        }

        string shown = Shown(variable);
        string[] copies =
        [
            .. new[] { 1, 2 }.Select(depth => Shown($"[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize({variable}, {depth}))")),
        ];

        Assert.Matches(@"\d[mhd]\b", shown);
        Assert.All(copies, copy => Assert.Equal(shown, copy));
    }

    [Fact]
    public async Task A_test_from_a_file_is_shown_like_the_test_itself()
    {
        const string Show = "$test | Out-Default; [ZStack.Backup.Views.ViewText]::Checks($test) | Out-Default";
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Host.UI.RawUI.BufferSize = new Size(120, 3000);

        // On a busy machine progress would stand between the two.
        shell.Run("$ProgressPreference = 'SilentlyContinue'; $test = Get-ZStackDatabaseBackupRecord -First 1 | Test-ZStackDatabaseBackup -Level Checksum; " + Show).ThrowOnError();
        string shown = shell.Host.Screen;
        shell.Run("$test = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($test, 2)); " + Show).ThrowOnError();

        Assert.Contains(shell.Node.Records.OrderByDescending(record => record.CreateDate).First().Name, shown, StringComparison.Ordinal);
        Assert.Contains(" Passed: ", shown, StringComparison.Ordinal);
        Assert.Equal(shown + shown, shell.Host.Screen);
    }

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two", 80, "one two")]
    [InlineData("one\ntwo three", 4, "one|two|three")]
    [InlineData("/a/path/that/is/too/long for it", 8, "/a/path/that/is/too/long|for it")]
    [InlineData("文件不为空。", 10, "文件不为|空。")]
    [InlineData("文件：（不）为空。", 10, "文件：|（不）为|空。")]
    [InlineData("由 dump 10 生成，版本", 10, "由 dump 10|生成，版本")]
    [InlineData("", 10, "")]
    public void Long_text_breaks_between_words_and_between_chinese_characters(string text, int width, string lines)
    {
        using var shell = new Shell();
        shell.Set("text", text);

        Assert.Equal(lines, shell.Run($"[ZStack.Backup.Views.ViewText]::Folded($text, {width})").Value!.ToString()!.Replace('\n', '|'));
    }

    private static string[] Words(string text) => text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static int Columns(string header)
    {
        // The columns of the view that has these headings first.
        string[] words = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var views = System.Xml.Linq.XDocument.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Format.ps1xml")).Descendants("TableHeaders")
            .Select(headers => headers.Elements("TableColumnHeader").Select(column => (string)column.Element("Label")!).ToArray());
        return views.Single(labels => labels.Take(2).SequenceEqual(words.Take(2)) && words.Length <= labels.Length && words.SequenceEqual(labels.Take(words.Length))).Length;
    }
}
