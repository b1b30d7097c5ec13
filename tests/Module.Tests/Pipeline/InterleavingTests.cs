using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Save, save, test and remove at once, by processes of their own, all on one name. How often: <c>ZSTACK_BACKUP_INTERLEAVINGS</c>.</summary>
public sealed class InterleavingTests : IDisposable
{
    private const int Processes = 4;
    private const int ShortRun = 60;

    // What a command may say about a file that others work on. Anything else is wrong.
    private static readonly string[] Allowed = ["ZStack.FileNotWritable", "ZStack.FileNotFound"];

    private readonly TemporaryFolder _home = new();

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("ZSTACK_BACKUP_INTERLEAVINGS"), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) ? rounds : ShortRun;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Whoever_comes_first_every_file_is_whole_and_every_word_true()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Records = 6 });
        using (Shell shell = Shell.ConnectedTo(node))
            shell.Run("(Get-ZStackDatabaseBackupRecord).Where({ $_.Md5 -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 }, 'First', 2) | Export-ZStackDatabaseBackup").ThrowOnError();
        Dictionary<string, string> hashes = [];
        foreach (BackupRecord record in node.Records.Where(record => record.Refs.Any(copy => copy.ExportUrl is not null)))
            hashes[record.Uuid] = record.Md5!;
        Assert.Equal(2, hashes.Values.Distinct().Count());
        string target = _home.File("one.gz");
        var said = new ConcurrentBag<string>();

        Process[] all = [.. Enumerable.Range(0, Processes).Select(number => Start(node, target, [.. hashes.Keys], number))];
        Task[] readers = [.. all.Select(one => Task.Run(() => ReadAll(one, said)))];
        int looks = 0;
        // Beside them, somebody who only looks: what has the name is whole.
        while (!all.All(one => one.HasExited))
        {
            if (Look(target) is { } md5)
            {
                looks++;
                Assert.Contains(md5, hashes.Values);
            }

            await Task.Delay(5);
        }

        await Task.WhenAll(readers);
        string[] lines = [.. said];
        Assert.All(all, one => Assert.True(one.ExitCode == 0, string.Join("\n", lines.Take(20))));
        string[] wrong = [.. lines.Where(line => !IsRight(line, hashes))];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {lines.Length}:\n" + string.Join("\n", wrong.Take(20)));
        Assert.Equal(Rounds * Processes, lines.Length);
        foreach (string kind in new[] { "save", "test", "remove" })
            Assert.Contains(lines, line => line.StartsWith(kind + " done", StringComparison.Ordinal));
        Assert.True(looks > 0);
        AssertTidy(target);
        Assert.Empty(node.Log.Problems);
        foreach (Process one in all)
            one.Dispose();
    }

    /// <summary>In the end: the whole file with a manifest and evidence of its own, or nothing.</summary>
    private void AssertTidy(string target)
    {
        string[] names = [.. Directory.GetFileSystemEntries(_home.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Empty(names.Except(File.Exists(target) ? ["one.gz", "one.gz.json", "one.gz.proof.jsonl"] : []));
        if (File.Exists(target + ".json"))
            Assert.Contains(Look(target)!, File.ReadAllText(target + ".json"), StringComparison.Ordinal);
    }

    private static bool IsRight(string line, Dictionary<string, string> hashes)
    {
        string[] words = line.Split(' ');
        return words switch
        {
            ["save", "done", var uuid, var md5, "True"] => hashes[uuid] == md5,
            ["test", "done", "Passed", ..] => true,
            // Between a file and its manifest, and between a part and its name: true at that moment.
            ["test", "done", "Inconclusive", ..] => line.Contains("no manifest", StringComparison.Ordinal),
            ["test", "error", var id, ..] when id.StartsWith("ZStack.FileReadFailed,", StringComparison.Ordinal) => line.Contains("used by another process", StringComparison.Ordinal),
            ["remove", "done"] => true,
            [_, "error", var id, ..] => Allowed.Contains(id.Split(',')[0]),
            _ => false,
        };
    }

    private static Process Start(SandboxNode node, string target, string[] uuids, int number)
    {
        ProcessStartInfo start = PinnedShell.Start("-NoProfile", "-NonInteractive", "-Command", $$"""
            Import-Module '{{StagedModule.Path}}'
            $admin = [pscredential]::new('{{SandboxAccounts.Account}}', [System.Net.NetworkCredential]::new('', '{{SandboxAccounts.Password}}').SecurePassword)
            $null = Connect-ZStack '{{node.Url}}' -Credential $admin
            $target = '{{target}}'
            $records = '{{uuids[0]}}', '{{uuids[1]}}' | ForEach-Object { Get-ZStackDatabaseBackupRecord -Uuid $_ }
            $random = [Random]::new({{number}})
            foreach ($i in 1..{{Rounds}}) {
                $kind = ("save", "save", "test", "remove")[$random.Next(4)]
                try {
                    switch ($kind) {
                        save { $s = $records[$random.Next(2)] | Save-ZStackDatabaseBackup -Path $target -Force -KeepExport -ErrorAction Stop; "save done $($s.BackupUuid) $($s.Md5) $($s.Verified)" }
                        test { $t = Test-ZStackDatabaseBackup $target -Level Checksum -ErrorAction Stop 3>$null; "test done $($t.Outcome) $($t.Reason -replace '\s+', ' ')" }
                        remove { Remove-ZStackSavedBackup $target -Force -Confirm:$false -ErrorAction Stop; 'remove done' }
                    }
                }
                catch { "$kind error $($_.FullyQualifiedErrorId) $($_ -replace '\s+', ' ')" }
            }
            """);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static void ReadAll(Process process, ConcurrentBag<string> said)
    {
        while (process.StandardOutput.ReadLine() is { } line)
            said.Add(line);
        process.WaitForExit();
    }

    /// <returns>MD5 of what has the name; <c>null</c> when nothing has.</returns>
    private static string? Look(string target)
    {
        try
        {
            using var file = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
#pragma warning disable CA5351 // The hash that the record of the node has.
            return Convert.ToHexStringLower(MD5.HashData(file));
#pragma warning restore CA5351
        }
        catch (IOException)
        {
            return null;
        }
    }
}
