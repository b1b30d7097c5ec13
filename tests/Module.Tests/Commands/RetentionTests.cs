using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Plans at the prompt. The rules themselves are tested in Client.Tests.</summary>
public sealed class RetentionTests
{
    [Theory]
    [InlineData("$input | Get-ZStackRetentionPlan", "ZStack.InvalidArgument")]
    [InlineData("$input | Get-ZStackRetentionPlan -KeepLast 0 -KeepWithin 0h", "ZStack.InvalidArgument")]
    [InlineData("$input | Get-ZStackRetentionPlan -KeepLast 1 -TimeZone Nowhere/Else", "ZStack.InvalidArgument")]
    [InlineData("'text' | Get-ZStackRetentionPlan -KeepLast 1", "ZStack.InvalidArgument")]
    [InlineData("[pscustomobject]@{ Created = '2020-01-02T03:04:05Z' } | Get-ZStackRetentionPlan -KeepLast 1", "ZStack.StaleBackups")]
    public void Input_that_cannot_be_planned_is_an_error(string script, string id)
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run(script.Replace("$input", "[pscustomobject]@{ Created = [DateTimeOffset]::Now }"));

        Assert.Equal(id, outcome.ErrorId);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("@(Get-ZStackBackupStorage)[0]", "is a backup storage, not a backup")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-ZStackBackupStorage)[0]))", "is a backup storage, not a backup")]
    [InlineData("@(Get-ZStackBackupSchedule)[0]", "is a backup schedule, not a backup")]
    [InlineData("Get-ZStackSession", "A session does not name")]
    [InlineData("Get-ZStackBackupHealth", "The health of a node")]
    [InlineData("Sync-ZStackDatabaseBackup (Get-ZStackBackupStorage -BackupOnly | Where-Object Status -eq Connected)[0] -NoWait", "A job is not a backup")]
    public async Task An_object_with_a_time_that_is_no_backup_is_refused(string script, string words)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run($"{script} | Get-ZStackRetentionPlan -KeepLast 1");

        Assert.Equal("ZStack.InvalidArgument", outcome.ErrorId);
        Assert.Contains(words, outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("-KeepWithin 5d")]
    [InlineData("-KeepWithin '5d'")]
    [InlineData("-KeepWithin ([TimeSpan]::FromDays(5))")]
    [InlineData("-KeepWithin 5.00:00:00")]
    public void A_span_can_be_typed_as_people_do(string rule)
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("0..9 | ForEach-Object { [pscustomobject]@{ Name = \"b$_\"; Created = [DateTimeOffset]::Now.AddDays(-$_).AddMinutes(-$_) } } | Get-ZStackRetentionPlan " + rule);

        outcome.ThrowOnError();
        Assert.Equal(5, outcome.Output.Count(decision => decision.Properties["Action"].Value.ToString() == "Keep"));
    }

    [Fact]
    public async Task Records_from_a_file_are_planned_like_live_records()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("""
            $records = @(Get-ZStackDatabaseBackupRecord)
            function Plan { ($input | Get-ZStackRetentionPlan -KeepDaily 3 -KeepWeekly 2).ForEach({ "$($_.Action) $($_.Name) $($_.Reasons.Id)" }) -join "`n" }
            $plain = $records | Plan
            $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($records)) | Plan
            $plain; $plain -eq $copies
            """);

        outcome.ThrowOnError();
        Assert.Contains("Remove nightly-", outcome.Output[0].ToString());
        Assert.Equal(true, outcome.Output[1].BaseObject);
    }

    [Fact]
    public async Task Remove_takes_what_the_plan_removes_and_refuses_what_it_keeps()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Run("$plan = @(Get-ZStackDatabaseBackupRecord | Get-ZStackRetentionPlan -KeepLast 3)").ThrowOnError();

        Outcome refused = shell.Run("$plan | Where-Object { $_.Action -eq 'Keep' -and $_.Name } | Remove-ZStackDatabaseBackup -Confirm:$false");
        int changes = shell.Node.Log.All.Count(request => request.Method == "DELETE");
        Outcome removed = shell.Run("$plan | Where-Object { $_.Action -eq 'Remove' } | Remove-ZStackDatabaseBackup -Confirm:$false; (Get-ZStackDatabaseBackupRecord | Get-ZStackRetentionPlan -KeepLast 3).Where({ $_.Action -eq 'Remove' }).Count");

        Assert.All(refused.Errors, error => Assert.StartsWith("ZStack.KeptByPolicy", error.FullyQualifiedErrorId));
        Assert.NotEmpty(refused.Errors);
        Assert.Equal(0, changes);
        removed.ThrowOnError();
        Assert.Equal(0, Assert.Single(removed.Output).BaseObject);
    }

    [Fact]
    public async Task A_decision_on_a_copy_removes_that_copy_only()
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run("""
            $record = @(Get-ZStackDatabaseBackupRecord).Where({ $_.BackupStorageUuids.Count -gt 1 })[0]
            $decision = ($record | Get-ZStackRetentionPlan -KeepLast 1 -GroupBy BackupStorage -Force)[0]
            $copy = [pscustomobject]@{ Action = 'Remove'; Reasons = @(); Name = $decision.Name; BackupStorageUuid = $decision.BackupStorageUuid; Backup = $record }
            $copy | Remove-ZStackDatabaseBackup -Confirm:$false
            $left = Get-ZStackDatabaseBackupRecord -Uuid $record.Uuid
            $record.BackupStorageUuids.Count - $left.BackupStorageUuids.Count
            $left.BackupStorageUuids -contains $decision.BackupStorageUuid
            """);

        outcome.ThrowOnError();
        Assert.Equal([1, false], outcome.Output.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("Server")]
    [InlineData("BackupStorage")]
    [InlineData("None")]
    public async Task Records_and_copies_of_them_from_another_process_are_planned_alike(string grouping)
    {
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 40 });
        shell.Run("$records = @(Get-ZStackDatabaseBackupRecord); $copies = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($records, 4))").ThrowOnError();

        string[] plans = [.. ((string[])["$records", "$copies"]).Select(source => string.Join("\n", shell.Run($"{source} | Get-ZStackRetentionPlan -KeepDaily 5 -KeepMonthly 2 -Force -GroupBy {grouping} | ForEach-Object {{ \"$($_.Action) $($_.Created.UtcDateTime.Ticks) $($_.Name) $($_.Group) $($_.Size) $($_.BackupStorageUuid) $($_.Reasons)\" }}").Output))];

        Assert.Contains("Remove ", plans[0], StringComparison.Ordinal);
        Assert.Equal(plans[0], plans[1]);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ BackupName = 'bad'; Created = $now; Problem = 'LengthDiffers' }")]
    [InlineData("[pscustomobject]@{ BackupName = 'bad'; Created = $now; LastTest = [pscustomobject]@{ Outcome = 'Failed' } }")]
    [InlineData("[pscustomobject]@{ BackupName = 'bad'; Created = $now; LastTest = 'Restore Failed 2026-11-27 01:00:00 +08:00' }")]
    [InlineData("[pscustomobject]@{ BackupName = 'bad'; Created = $now; Reasons = @([pscustomobject]@{ Id = 'NeverTested' }, [pscustomobject]@{ Id = 'TestFailed' }) }")]
    public void A_damaged_backup_is_not_kept_in_place_of_a_good_one(string damaged)
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run($$"""
            $now = [DateTimeOffset]::Now
            @({{damaged}}) + (1..3 | ForEach-Object { [pscustomobject]@{ BackupName = "good$_"; Created = $now.AddDays(-$_); Problem = 'NoManifest'; LastTest = [pscustomobject]@{ Outcome = 'Warning' } } }) |
                Get-ZStackRetentionPlan -KeepLast 1 | ForEach-Object { "$($_.Action) $($_.Name) $($_.Reasons.Id)" }
            """);

        outcome.ThrowOnError();
        Assert.Equal(["Keep bad NotReady", "Keep good1 Last Newest", "Remove good2 NoRule", "Remove good3 NoRule"], outcome.Output.Select(item => item.ToString()));
    }

    [Fact]
    public async Task Recovery_points_carry_their_proof_into_a_plan()
    {
        using var vault = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { JobTime = TimeSpan.Zero });
        shell.Set("vault", vault.Path);

        // The oldest that can be saved is proven: no record knows of that, the point does.
        Outcome outcome = shell.Run("""
            $ready = @(Get-ZStackDatabaseBackupRecord).Where({ $_.Status -eq 'Ready' -and $_.Md5 })
            $null = $ready[-1] | Save-ZStackDatabaseBackup -Path $vault | Test-ZStackDatabaseBackup -Level Restore
            $points = @(Find-ZStackRecoveryPoint -VaultPath $vault)
            $copies = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($points, 4))
            foreach ($from in $points, $copies) {
                $plan = @($from | Get-ZStackRetentionPlan -KeepLast 2 -KeepProven 1)
                $proven = $plan.Where({ $_.Name -eq $ready[-1].Name })[0]
                "$($proven.Action) $($proven.Reasons.Id)"
                $plan.Where({ $_.Action -eq 'Remove' }).Count -gt 2
            }
            $gone = $plan.Where({ $_.Action -eq 'Remove' }, 'First')[0]
            $gone | Remove-ZStackDatabaseBackup -Confirm:$false
            @(Get-ZStackDatabaseBackupRecord).Name -contains $gone.Name
            $proven | Remove-ZStackDatabaseBackup -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable refused; "$($refused.FullyQualifiedErrorId)"
            """);

        outcome.ThrowOnError();
        Assert.Equal(["Keep NewestProven", "True", "Keep NewestProven", "True", "False"], outcome.Output.Take(5).Select(item => item.ToString()));
        Assert.StartsWith("ZStack.KeptByPolicy", outcome.Output[5].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_whole_names_at_80_columns_and_what_is_freed()
    {
        using var shell = new Shell();

        Outcome outcome = shell.Run("0..2 | ForEach-Object { [pscustomobject]@{ BackupName = \"nightly-2026112$_-0100.gz\"; Server = '10.0.0.10'; Size = 1048576; Created = [DateTimeOffset]::Now.AddDays(-$_) } } | Get-ZStackRetentionPlan -KeepLast 1 | Out-Default");

        outcome.ThrowOnError();
        string table = shell.Host.Screen;
        Assert.Contains("10.0.0.10: 1 kept, 2 removed, 2.0 MiB freed", table);
        Assert.Contains("nightly-20261122-0100.gz", table);
    }
}
