<#
.SYNOPSIS
    Backs up the database of a node, brings the backup into the vault and tests it there.
.DESCRIPTION
    Log-in: the environment variables ZSTACK_SERVER, and ZSTACK_ACCESS_KEY_ID with ZSTACK_ACCESS_KEY_SECRET or
    ZSTACK_ACCOUNT with ZSTACK_PASSWORD; or -Server with -SecretName, the name of a PSCredential in
    Microsoft.PowerShell.SecretManagement. What the test found stays beside the file, and Find-ZStackRecoveryPoint goes by
    it: at -Level Restore the backup is proven. With -ProveWithin older ones of the vault that were not proven for
    -MaximumProofAge are proven again, the oldest first, for so long. With -KitPath the recovery kit there is renewed
    after the proof. Exit codes: 0 all is well, 1 no log-in, 2 no backup, 3 not saved, 4 saved but broken, 5 an older
    one in the vault is broken, 6 no recovery kit. Anything but 0 should wake somebody up.
#>
[CmdletBinding()]
param(
    # Name or uuid of the storage that takes the backup.
    [Parameter(Mandatory = $true)] [string] $BackupStorage,

    # The vault: the folder for the file. It needs room for one backup; ZSTACK_BACKUP_VAULT unless given.
    [string] $Path = $env:ZSTACK_BACKUP_VAULT,

    [string] $Server,
    [string] $SecretName,

    # Restore also tries it in a throw-away MariaDB or MySQL server, where one is installed.
    [ValidateSet('Checksum', 'Structure', 'Restore')] [string] $Level = 'Structure',

    # How long older backups of the vault are proven again; not at all unless given.
    [timespan] $ProveWithin,
    [timespan] $MaximumProofAge = '7.00:00:00',

    # Folder of the recovery kit, on another machine than the node; none is made unless given.
    [string] $KitPath
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
try {
    Import-Module ZStack.Backup
    if (-not $Path) { throw 'Give the folder with -Path, or in ZSTACK_BACKUP_VAULT.' }
    if ($Server -and -not $SecretName) { throw '-Server needs -SecretName: without it the log-in comes from the environment, which names its own server.' }
    if ($SecretName) { [void] (Connect-ZStack $Server -Credential (Get-Secret $SecretName)) } else { [void] (Connect-ZStack -FromEnvironment) }
    try {
        $exitCode = 2
        $backup = New-ZStackDatabaseBackup $BackupStorage -Confirm:$false
        if (-not $backup) { throw 'The node did not say that a backup was made.' }
        $exitCode = 3
        $saved = $backup | Save-ZStackDatabaseBackup -Path $Path -Confirm:$false
        $exitCode = 4
        $result = $saved | Test-ZStackDatabaseBackup -Level $Level
        # A warning is for reading, and no failure.
        if ("$($result.Outcome)" -notin 'Passed', 'Warning') { throw $result.Reason }
        if ($result.Reason) { Write-Output "WARNING: $($result.Reason)" }
        Write-Output "$($saved.FullName) $($saved.Sha256)"
        if ($ProveWithin -gt [timespan]::Zero) {
            $exitCode = 5
            $again = @(Get-ZStackSavedBackup $Path | Test-ZStackDatabaseBackup -Level Restore -MaximumProofAge $MaximumProofAge -Budget $ProveWithin)
            $bad = @($again | Where-Object { "$($_.Outcome)" -notin 'Passed', 'Warning' })
            Write-Output "Proven again: $($again.Count - $bad.Count)"
            if ($bad) { throw ($bad.Reason -join ' ') }
        }
        if ($KitPath) {
            $exitCode = 6
            $kit = New-ZStackRecoveryKit $KitPath -VaultPath $Path -Confirm:$false
            $checked = Test-ZStackRecoveryKit $kit.Path -VaultPath $Path
            # A kit may say that nothing was proven yet; one that is not whole, or holds a secret, is of no use.
            $bad = @($checked.Checks | Where-Object { "$($_.Outcome)" -eq 'Failed' -and $_.Name -ne 'NewestProven' })
            if ($bad) { throw ($bad.Reason -join ' ') }
            Write-Output "Recovery kit: $($kit.Path)"
        }
        $exitCode = 0
    }
    finally {
        Disconnect-ZStack -ErrorAction Continue
    }
}
catch {
    # The message says what was tried and what the server said; the advice, what to do now.
    Write-Output "FAILED ($exitCode): $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
exit $exitCode
