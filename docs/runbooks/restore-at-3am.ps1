<#
.SYNOPSIS
    The database is gone and somebody was woken up: shows what there is, checks it, and restores it.
.DESCRIPTION
    Without -Restore nothing is changed: the newest ready backups are listed, and every check is made for the one that
    would be taken. With -Restore the node is asked for by name before anything happens. Log-in: an open session of this
    PowerShell, else Connect-ZStack -FromEnvironment. The password of the MySQL user root comes from -SecretName
    (Microsoft.PowerShell.SecretManagement), from ZSTACK_MYSQL_PASSWORD, or from a question.
    Exit codes: 0 restored, or checked without -Restore; 1 not restored, or a check failed; 2 it was sent, and nothing
    proves that the database was replaced: read what is left to do before anything is tried again.
#>
[CmdletBinding()]
param(
    # Uuid or name of a backup; the newest one of the node's own version unless given.
    [string] $Backup,

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
    if (-not (Get-ZStackSession)) { [void] (Connect-ZStack -FromEnvironment) }
    $version = "$((Test-ZStackConnection).Version)".Trim()
    $ready = @(Get-ZStackDatabaseBackupRecord -Status Ready | Sort-Object CreateDate -Descending)
    $ready | Select-Object -First 10 | Format-Table | Out-Host
    # Exactly the node's version: 5.2.1 is not 5.2.10, and a record that tells no version is not taken by itself.
    $chosen = if ($Backup) { Get-ZStackDatabaseBackupRecord -Uuid $Backup } else { $ready | Where-Object { $version -and "$($_.Version)".Trim() -eq $version } | Select-Object -First 1 }
    if (-not $chosen) { throw "There is no ready backup of version $version. Give one with -Backup, or see Get-ZStackDatabaseBackup for other stores." }
    Write-Output "Chosen: $($chosen.Name), made $($chosen.CreateDate), record $($chosen.Uuid)."

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
