using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation.Host;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What tells backups apart is never cut in a window of 80 columns.</summary>
public sealed class NarrowTableTests
{
    // Each table that shows a backup's name, and the expression that brings one on the screen.
    private static readonly (string View, string Script)[] Tables =
    [
        ("DatabaseBackupRecord", "$made"),
        ("ImageInfo", "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -Name $name"),
        ("DatabaseBackupExport", "Export-ZStackDatabaseBackup $made"),
        ("SavedBackup", "$saved = Save-ZStackDatabaseBackup $made $folder; $saved"),
        ("SavedBackupVault", "Get-ZStackSavedBackup $folder"),
        ("RecoveryPoint", "Find-ZStackRecoveryPoint $folder"),
        ("BackupScheduleRun", "Get-ZStackBackupSchedule nightly -History 1"),
        ("RetentionDecision", "$made | Get-ZStackRetentionPlan -KeepLast 1"),
        ("RecoveryKitBackup", "(New-ZStackRecoveryKit \"$folder/kit\").Backups"),
        ("BackupTestResult", "Test-ZStackDatabaseBackup $saved.FullName"),
        ("BackupTestResult", "Test-ZStackDatabaseBackup -Uuid $made"),
    ];

    // Tables without the name of a backup.
    private static readonly string[] Others = ["ZStackSession", "ZStackConnectionInfo", "BackupStorage", "BackupSchedule", "ZStackJob", "SyncResult", "BackupTestCheck", "RestoreCheck", "RestorePhase", "RecoveryKit", "RecoveryKitNode", "RecoveryKitStorage", "RecoveryKitResult", "BackupHealth", "HealthFinding", "ResourceDifference", "ResourceSummary"];

    [Fact]
    public async Task A_name_made_here_is_whole_in_every_table()
    {
        string[] known = [.. Tables.Select(table => table.View).Concat(Others)];
        Assert.True(Views().All(known.Contains), $"{string.Join(", ", Views().Except(known))}: in no list of tests/Module.Tests/Views/NarrowTableTests.cs. A table with the name of a backup belongs into Tables (copy the line of DatabaseBackupRecord), any other into Others.");
        Assert.Empty(known.Except(Views()));
        using var folder = new TemporaryFolder();
        string deep = Directory.CreateDirectory(folder.File("a-folder-with-a-rather-long-name-that-leaves-no-room")).FullName;
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        shell.Host.UI.RawUI.BufferSize = new Size(80, 3000);
        shell.Set("folder", deep);
        shell.Run("$storage = @(Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0]; $made = New-ZStackDatabaseBackup $storage; $name = $made.Name").ThrowOnError();
        string name = shell.Run("$name").Value!.ToString()!;

        node.AddScheduledRun(new ScheduledRun { JobUuid = SandboxSchedules.Nightly, StartTime = node.Clock.Now, Success = true, Result = $$$"""{"inventory":{"name":"{{{name}}}"}}""" });

        foreach ((_, string script) in Tables)
        {
            int before = shell.Host.Screen.Length;
            shell.Run($". {{ {script} }} | Out-Default").ThrowOnError();
            Assert.True(shell.Host.Screen[before..].Split('\n').Any(line => Regex.IsMatch(line, $@"(^|\s){Regex.Escape(name)}(\s|:|\z)") && Cells.Of(line.TrimEnd()) <= 80), script + shell.Host.Screen[before..]);
        }
    }

    [Fact]
    public async Task Names_made_here_sort_by_time_and_never_collide()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("$storage = @(Get-ZStackBackupStorage | Where-Object Status -eq Connected)[0]; 1..12 | ForEach-Object { New-ZStackDatabaseBackup $storage -NoWait } | ForEach-Object BackupName");

        outcome.ThrowOnError();
        string[] names = [.. outcome.Output.Select(name => name.ToString())];
        Assert.Equal(12, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(@"^[0-9]{8}T[0-9]{6}Z-[0-9a-z]{3}\.gz\z", name));
        Assert.All(names, name => Assert.InRange(DateTime.ParseExact(name[..16], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddSeconds(1)));
    }

    [Theory]
    [InlineData(999, "999d")]
    [InlineData(1000, "1000d")]
    [InlineData(9999, "9999d")]
    [InlineData(10000, "27y")]
    [InlineData(20784, "56y")]
    public async Task An_old_age_is_whole(int days, string age)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        BackupRecord old = node.Records[0];
        node.ChangeRecord(old.Uuid, record => record with { CreateDate = DateTimeOffset.UtcNow.AddDays(-days).AddMinutes(-1) });
        using Shell shell = Shell.ConnectedTo(node);
        shell.Host.UI.RawUI.BufferSize = new Size(80, 3000);

        shell.Run($"Get-ZStackDatabaseBackupRecord -Uuid {old.Uuid} | Out-Default; Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Where-Object Created -lt (Get-ZStackDatabaseBackupRecord -Uuid {old.Uuid}).CreateDate.AddMinutes(1) | Out-Default").ThrowOnError();

        Assert.Contains($" {age} ", shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("…", shell.Host.Screen, StringComparison.Ordinal);
    }

    private static string[] Views() => [.. System.Xml.Linq.XDocument.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Format.ps1xml")).Descendants("View")
        .Where(view => view.Element("TableControl") is not null)
        .Select(view => (string)view.Element("Name")!)
        .Order(StringComparer.Ordinal)];
}
