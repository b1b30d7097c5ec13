<#
.SYNOPSIS
    The database is gone and somebody was woken up: shows what there is, checks it, and restores it.
.DESCRIPTION
    Without -Restore nothing is changed: the newest ready backups are listed, and every check is made for the one that
    would be taken. With -Restore the node is asked for by name before anything happens. Log-in: an open session of this
    PowerShell, else Connect-ZStack -FromEnvironment. The password of the MySQL user root comes from -SecretName
    (Microsoft.PowerShell.SecretManagement), from ZSTACK_MYSQL_PASSWORD, or from a question.
    Exit codes: 0 restored (or checked), 1 not.
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
try {
    Import-Module ZStack.Backup
    if (-not (Get-ZStackSession)) { [void] (Connect-ZStack -FromEnvironment) }
    $version = (Test-ZStackConnection).Version
    $ready = @(Get-ZStackDatabaseBackupRecord -Status Ready | Sort-Object CreateDate -Descending)
    $ready | Select-Object -First 10 | Format-Table | Out-Host
    $chosen = if ($Backup) { Get-ZStackDatabaseBackupRecord -Uuid $Backup } else { $ready | Where-Object { $version -like "$($_.Version)*" } | Select-Object -First 1 }
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
    else {
        Read-Host 'Password of the MySQL user root on the node' -AsSecureString
    }

    $options = @{ MySqlRootPassword = $password; LogPath = $LogPath }
    if ($Unattended) { $options += @{ Force = $true; Confirm = $false } }
    if (-not $Restore) { $options += @{ WhatIf = $true } }
    $result = $chosen | Restore-ZStackDatabaseBackup @options
    $result | Format-List | Out-Host
    if ($Restore -and -not $result) { throw 'Nothing was restored.' }
    exit 0
}
catch {
    Write-Output "FAILED: $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
    exit 1
}
