<#
.SYNOPSIS
    Makes sure of a backup before a node is upgraded: made, saved outside of the node, and tested.
.DESCRIPTION
    The name of the backup says the version that it belongs to, because a restore needs the same version. Go on with the
    upgrade only after exit code 0. Log-in: an open session of this PowerShell, else Connect-ZStack -FromEnvironment.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $BackupStorage,
    [Parameter(Mandatory = $true)] [string] $Path
)

$ErrorActionPreference = 'Stop'
try {
    Import-Module ZStack.Backup
    if (-not (Get-ZStackSession)) { [void] (Connect-ZStack -FromEnvironment) }
    $node = Test-ZStackConnection
    if (-not $node.Ready) { throw "Node $($node.Server) is not ready: $($node.Reason)" }
    $name = 'before-upgrade-{0}-{1:yyyyMMddHHmmss}.gz' -f ($node.Version -replace '[^0-9A-Za-z.]', '_'), $node.ServerTime
    $backup = New-ZStackDatabaseBackup $BackupStorage -Name $name -Description "Before the upgrade from $($node.Version)" -Confirm:$false
    $saved = $backup | Save-ZStackDatabaseBackup -Path $Path -Confirm:$false
    $result = $saved | Test-ZStackDatabaseBackup
    # A warning is for reading, and no failure.
    if ("$($result.Outcome)" -notin 'Passed', 'Warning') { throw $result.Reason }
    if ($result.Reason) { Write-Output "WARNING: $($result.Reason)" }
    # Exactly: 5.2.1 is not 5.2.10, and a backup that tells no version proves nothing.
    if ("$($result.Version)".Trim() -ne "$($node.Version)".Trim()) { throw "The backup is of version '$($result.Version)', and the node of version '$($node.Version)'." }
    Write-Output "Ready for the upgrade: $($saved.FullName), record $($backup.Uuid)."
    exit 0
}
catch {
    Write-Output "DO NOT UPGRADE: $_"
    exit 1
}
