using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>The canary in every cmdlet: whatever secret goes in, and every session id, comes out nowhere, however it ends.</summary>
public sealed class PrivacyTests
{
    private const string Canary = "c@nary/Tw33t%21$x";

    private static readonly string[] Forms =
    [
        Canary, "Tw33t", Uri.EscapeDataString(Canary), Uri.EscapeDataString(Uri.EscapeDataString(Canary)),
        Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(Canary))),
    ];

    private static readonly string[] Scripts =
    [
        "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $canary",
        "Get-ZStackDatabaseBackupRecord", "Get-ZStackBackupStorage", "Get-ZStackBackupSchedule", "Get-ZStackBackupSchedule -History 3",
        "Start-ZStackBackupSchedule nightly -TimeoutSec 3", "Disable-ZStackBackupSchedule nightly -TimeoutSec 3", "Enable-ZStackBackupSchedule nightly -NoWait",
        "Get-ZStackBackupHealth -VaultPath $folder | Export-ZStackBackupReport (Join-Path $folder report.html)",
        "Get-ZStackBackupHealth -VaultPath $folder", "New-ZStackRecoveryKit (Join-Path $folder kit) -VaultPath $folder -Force", "Test-ZStackRecoveryKit (Join-Path $folder kit)",
        "Compare-ZStackDatabaseBackup $records[1] -Summary",
        "New-ZStackDatabaseBackup $main -TimeoutSec 3", "New-ZStackDatabaseBackup $main -NoWait", "New-ZStackDatabaseBackup $main -NoWait | Get-ZStackJob", "New-ZStackDatabaseBackup $main -NoWait | Wait-ZStackJob -TimeoutSec 3",
        "Export-ZStackDatabaseBackup $records[0] $main -TimeoutSec 3 | Remove-ZStackDatabaseBackupExport -TimeoutSec 3",
        "Copy-ZStackDatabaseBackup $records[1] $second -SourceBackupStorageUuid $main -TimeoutSec 3",
        "Sync-ZStackDatabaseBackup $main -TimeoutSec 3",
        "Save-ZStackDatabaseBackup $records[0] -BackupStorageUuid $main -Path $folder -Force -TimeoutSec 2",
        "Get-ZStackDatabaseBackupRecord -Uuid $records[0] | Test-ZStackDatabaseBackup -BackupStorageUuid $main -TimeoutSec 2",
        "Remove-ZStackDatabaseBackup $records[2] -Confirm:$false -TimeoutSec 3",
        "Restore-ZStackDatabaseBackup $records[1] -MySqlRootPassword $mysql -Force -Confirm:$false -TimeoutSec 4 -LogPath $log",
        "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store | Select-Object -First 1 | Restore-ZStackDatabaseBackup -Credential $canary -MySqlRootPassword $mysql -Force -Confirm:$false -TimeoutSec 4",
        "Test-ZStackConnection -Session (Get-ZStackSession)", "Test-ZStackConnection $node -ProxyCredential $canary -TimeoutSec 2",
        "Get-ZStackSession", "$PSDefaultParameterValues; $Error", "Connect-ZStack $node -Credential $canary -ErrorAction Continue", "Disconnect-ZStack",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("{\"error\":{\"code\":\"SYS.1000\",\"description\":\"ECHO\",\"details\":\"ssh://root:ECHO@host/x --password=ECHO mysql -pECHO\",\"elaboration\":\"ECHO\",\"cause\":{\"code\":\"SYS.1\",\"details\":\"OAuth ECHO\"}}}")]
    [InlineData("<html><title>ECHO</title></html>")]
    [InlineData("ECHO")]
    [Trait("Pitfall", "18")]
    public async Task Nothing_that_comes_out_holds_a_secret(string answer)
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.StartAsync(new SandboxOptions { JobTime = TimeSpan.Zero, Restore = RestoreShell.Quick, Cloud = 20 });
        SandboxNode node = shell.Node;
        shell.Set("canary", Shell.Credential("root", Canary));
        shell.Set("mysql", Shell.Credential("root", Canary).Password);
        shell.Set("folder", folder.Path);
        shell.Set("log", folder.File("restore.log"));
        shell.Set("main", SandboxStorages.Main);
        shell.Set("second", SandboxStorages.Second);
        shell.Set("records", node.Records.Where(r => r is { Status: "Ready", Era: MetadataEra.Full, Refs: [{ ExportUrl: null }] }).OrderByDescending(r => r.CreateDate).Select(r => r.Uuid).ToArray());
        shell.Run("$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; $null = Connect-ZStack $node -Credential $admin -TimeoutSec 2").ThrowOnError();
        var seen = new HashSet<string>();
        var random = new Random(6);
        node.Faults.Chooser = request =>
        {
            string? proof = request.Headers.GetValueOrDefault("Authorization");
            string live = proof?.StartsWith("OAuth ", StringComparison.Ordinal) == true ? proof["OAuth ".Length..] : "";
            if (live.Length > 0)
                seen.Add(live);
            // What a node was told it can give back, and nothing else: the session's id, and what came with this request.
            bool wasTold = Forms.Any(form => form.Length > 6 && (request.RawTarget + request.Body).Contains(form, StringComparison.OrdinalIgnoreCase));
            string echo = (wasTold ? $"{Canary} {Uri.EscapeDataString(Canary)} {Forms[^1]} " : "") + live;
            return answer.Length > 0 && (wasTold || request.Path.Contains("image-store", StringComparison.Ordinal) || random.Next(3) == 0)
                ? new Fault(FaultKind.Answer) { Status = answer[0] == '{' ? 503 : 500, Body = answer.Replace("ECHO", echo, StringComparison.Ordinal) }
                : null;
        };
        foreach (string script in Scripts)
        {
            Outcome outcome = shell.Run(script);
            Assert.False(answer.Length == 0 && outcome.Errors.Any(e => e.FullyQualifiedErrorId.StartsWith("ZStack.ApiNotSupported", StringComparison.Ordinal)), $"{script}: the node of this test does not know the call.");
            shell.Set("shown", outcome.Output.Concat(outcome.Errors.Select(e => PSObject.AsPSObject(e))).Where(o => o is not null).ToArray());
            shell.Run("$shown | Out-Default; $Error | Out-Default");

            string[] files = [.. Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".gz", StringComparison.Ordinal)).Select(File.ReadAllText)];
            string everything = string.Join('\n', Everything(outcome).Concat(files).Append(shell.Host.Screen));
            foreach (string secret in Forms.Concat(seen).Where(s => s.Trim('0').Length > 0))
                Assert.False(everything.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{script}: {secret} in {Around(everything, secret)}");
        }

        Assert.NotEmpty(seen);
    }

    private static string Around(string text, string secret)
    {
        int at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)];
    }

    private static IEnumerable<string> Everything(Outcome outcome)
    {
        foreach (string line in outcome.Warnings.Concat(outcome.Verbose).Concat(outcome.Debug))
            yield return line;
        foreach (PSObject? item in outcome.Output)
        {
            yield return item?.ToString() ?? "";
            yield return PSSerializer.Serialize(item, 5);
        }

        foreach (ErrorRecord error in outcome.Errors.Concat(outcome.Terminating is null ? [] : [outcome.Terminating]))
        {
            yield return $"{error} {error.ErrorDetails?.Message} {error.ErrorDetails?.RecommendedAction} {error.TargetObject} {error.CategoryInfo} {error.FullyQualifiedErrorId}";
            yield return PSSerializer.Serialize(error, 5);
            for (Exception? e = error.Exception; e is not null; e = e.InnerException)
            {
                yield return e.ToString();
                foreach (object? value in e.Data.Values)
                    yield return value?.ToString() ?? "";
            }
        }
    }
}
