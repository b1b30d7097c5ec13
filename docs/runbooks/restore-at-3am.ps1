<#
.SYNOPSIS
    The database is gone and somebody was woken up: shows what there is, checks it, and restores it.
.DESCRIPTION
    Without -Restore nothing is changed: the recovery points are listed, the best first with what speaks against each, and
    every check is made for the one that would be taken. With -Restore the node is asked for by name before anything happens.
    Taken is the best point that the node can restore by itself. When the best of all lies at home or on another store, or
    when the node does not answer, what to do by hand is printed. Log-in: an open session of this PowerShell, else
    Connect-ZStack -FromEnvironment. The password of the MySQL user root comes from -SecretName
    (Microsoft.PowerShell.SecretManagement), from ZSTACK_MYSQL_PASSWORD, or from a question.
    Exit codes: 0 restored, or checked without -Restore; 1 not restored, or a check failed; 2 it was sent, and nothing
    proves that the database was replaced: read what is left to do before anything is tried again.
#>
[CmdletBinding()]
param(
    # Uuid or name of a backup; the best recovery point unless given.
    [string] $Backup,

    # Folders with saved backups; ZSTACK_BACKUP_VAULT unless given.
    [string[]] $VaultPath,

    # Version of the node, for one that does not answer.
    [string] $ForVersion,

    # The moment that something went wrong: only backups made before then.
    [string] $Before,

    [string] $LogPath = 'restore.log',
    [string] $SecretName,
    [switch] $Restore,

    # Nobody is there to answer: the two questions are taken as answered.
    [switch] $Unattended
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
try {
    Import-Module ZStack.Backup
    $dead = $null
    try {
        if (-not (Get-ZStackSession)) { [void] (Connect-ZStack -FromEnvironment) }
    }
    catch {
        # Without the node the vault still tells what to take.
        $dead = $_
        Write-Output "NO SESSION: $_"
    }

    $find = @{}
    foreach ($name in 'VaultPath', 'ForVersion', 'Before') { if ($PSBoundParameters.ContainsKey($name)) { $find[$name] = $PSBoundParameters[$name] } }
    $points = @(Find-ZStackRecoveryPoint @find -ErrorAction Continue)
    $points | Select-Object -First 10 | Format-Table | Out-Host
    $best = $points | Select-Object -First 1
    # Only what is known to fit: a version or a storage that nobody knows is for a person to decide.
    $chosen = if ($Backup) { Get-ZStackDatabaseBackupRecord -Uuid $Backup } else { $points | Where-Object { "$($_.Usable)" -eq 'Yes' -and "$($_.Source)" -eq 'Record' } | Select-Object -First 1 }
    if ($best -and -not $Backup -and $best -ne $chosen) {
        Write-Output "The best is $($best.BackupName), usable: $($best.Usable), from: $($best.Source)."
        foreach ($reason in $best.Reasons) { Write-Output "  $($reason.Id): $reason" }
    }
    if (-not $chosen) { throw $(if ($dead) { 'The node does not answer: restore the best one by hand, as it says above.' } else { 'No node can restore any of these by itself. Choose one with -Backup, or see Get-ZStackDatabaseBackup for other stores.' }) }
    if ($Backup) { Write-Output "Chosen: $($chosen.Name), made $($chosen.CreateDate), record $($chosen.Uuid)." }
    else {
        Write-Output "Chosen: $($chosen.BackupName), made $($chosen.Created), record $($chosen.Record.Uuid), proven: $(if ($chosen.ProvenAt) { $chosen.ProvenAt } else { 'never' })."
        foreach ($reason in $chosen.Reasons) { Write-Output "  $($reason.Id): $reason" }
    }

    $password = if ($SecretName) {
        Get-Secret $SecretName
    }
    elseif ($env:ZSTACK_MYSQL_PASSWORD) {
        $secret = New-Object securestring
        foreach ($character in $env:ZSTACK_MYSQL_PASSWORD.ToCharArray()) { $secret.AppendChar($character) }
        $secret
    }
    elseif (-not $Restore) {
        # Checks need none.
        New-Object securestring
    }
    elseif ($Unattended -or [Console]::IsInputRedirected) {
        throw 'There is no password of the MySQL user root: give -SecretName, or set ZSTACK_MYSQL_PASSWORD.'
    }
    else {
        Read-Host 'Password of the MySQL user root on the node' -AsSecureString
    }
    if (-not $password -or ($Restore -and $password.Length -eq 0)) { throw 'The password of the MySQL user root is empty.' }

    $options = @{ MySqlRootPassword = $password; LogPath = $LogPath }
    if ($VaultPath) { $options += @{ VaultPath = $VaultPath } }
    if ($Unattended) { $options += @{ Force = $true; Confirm = $false } }
    if (-not $Restore) { $options += @{ WhatIf = $true } }
    $result = $chosen | Restore-ZStackDatabaseBackup @options
    $result | Format-List | Out-Host
    if (-not $Restore) {
        if (-not $result) { throw 'Nothing was checked.' }
        $exitCode = 0
    }
    elseif (-not $result -or $result.Outcome -eq 'NotStarted') { throw 'Nothing was restored.' }
    elseif ($result.Outcome -eq 'Restored') { $exitCode = 0 }
    else {
        $exitCode = 2
        Write-Output "NOT KNOWN whether the database was replaced ($($result.Outcome)): read what is left to do above."
    }
}
catch {
    Write-Output "FAILED: $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
exit $exitCode
