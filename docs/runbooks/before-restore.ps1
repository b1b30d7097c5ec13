<#
.SYNOPSIS
    What a restore would cost now: go, or no go.
.DESCRIPTION
    Chooses the recovery point that a restore would take, compares it with the node as it is, and says what would be
    forgotten and what would be lost sight of. Changes nothing, but for an export that is removed again where the backup is not
    in the vault (-VaultPath, or ZSTACK_BACKUP_VAULT). Log-in: the environment variables ZSTACK_SERVER, and
    ZSTACK_ACCESS_KEY_ID with ZSTACK_ACCESS_KEY_SECRET or ZSTACK_ACCOUNT with ZSTACK_PASSWORD; or -Server with -SecretName, the
    name of a PSCredential in Microsoft.PowerShell.SecretManagement. Exit codes: 0 go, 1 no log-in, or the backups could not
    be listed, 2 no backup is usable, 3 the backup could not be compared, 4 no go: data have moved since and would be lost
    sight of, 5 no go: more would be forgotten than -MaximumForgotten allows, 6 no go: not everything is known.
#>
[CmdletBinding()]
param(
    # Only backups made before then: the moment that something went wrong.
    [string] $Before,

    # VMs, volumes and images made since the backup that may be forgotten.
    [int] $MaximumForgotten = 0,

    [string] $VaultPath = $env:ZSTACK_BACKUP_VAULT,
    [string] $Server,
    [string] $SecretName
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
try {
    Import-Module ZStack.Backup
    if ($Server -and -not $SecretName) { throw '-Server needs -SecretName: without it the log-in comes from the environment, which names its own server.' }
    if ($SecretName) { [void] (Connect-ZStack $Server -Credential (Get-Secret $SecretName)) } else { [void] (Connect-ZStack -FromEnvironment) }
    try {
        $search = @{}
        if ($VaultPath) { $search.VaultPath = $VaultPath; $env:ZSTACK_BACKUP_VAULT = $VaultPath }
        if ($Before) { $search.Before = $Before }
        $point = Find-ZStackRecoveryPoint @search | Where-Object Usable -EQ Yes | Select-Object -First 1
        $exitCode = 2
        if (-not $point) { throw 'No backup is usable. Find-ZStackRecoveryPoint says why.' }
        $exitCode = 3
        $lines = @($point | Compare-ZStackDatabaseBackup -Summary)
        if (-not $lines) { throw 'The backup could not be compared.' }
    }
    finally {
        Disconnect-ZStack -ErrorAction Continue
    }

    $lines | Out-Host
    # What weighs most is told first.
    $exitCode = 4
    $moved = @($lines | Where-Object { $_.Kind -ne 'All' -and $_.Moved -gt 0 })
    if ($moved) { throw "Moved since the backup: $(@($moved | ForEach-Object { "$($_.Moved) $($_.Kind)" }) -join ', '). Their data would be lost sight of." }
    $exitCode = 6
    $unknown = @($lines | Where-Object { $_.Kind -ne 'All' -and ($null -eq $_.WouldBeForgotten -or $_.Problem) })
    if ($unknown) { throw "Unknown: $($unknown.Kind -join ', '). $($unknown[0].Problem)" }
    $exitCode = 5
    $forgotten = ($lines | Where-Object Kind -In 'VmInstance', 'Volume', 'Image' | Measure-Object WouldBeForgotten -Sum).Sum
    if ($forgotten -gt $MaximumForgotten) { throw "$forgotten VMs, volumes and images would be forgotten; -MaximumForgotten allows $MaximumForgotten." }
    $exitCode = 0
    Write-Output "GO: $($lines[-1].Sentence)"
}
catch {
    Write-Output "NO GO ($exitCode): $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
exit $exitCode
