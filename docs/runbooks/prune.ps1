<#
.SYNOPSIS
    Removes the backups that a policy no longer keeps: from a node, or from a folder of saved backups.
.DESCRIPTION
    Without -Remove nothing is removed: the plan is shown, with the reason for each backup. With -Path the saved backups
    of a folder are pruned, which needs no node; else the records of a node with all of their copies, or copy by copy with
    -GroupBy BackupStorage. A list that could not be read whole becomes no plan, and a newest backup that is too old ends
    it too: then something else is wrong, and the old backups are all there is.
    Log-in: the environment variables ZSTACK_SERVER, and ZSTACK_ACCESS_KEY_ID with ZSTACK_ACCESS_KEY_SECRET or
    ZSTACK_ACCOUNT with ZSTACK_PASSWORD; or -Server with -SecretName, the name of a PSCredential in
    Microsoft.PowerShell.SecretManagement. Exit codes: 0 removed, or shown without -Remove; 1 no log-in; 2 the backups could
    not be listed, or there are none; 3 no plan; 4 some were not removed. Only 4 can have removed anything beside 0.
#>
[CmdletBinding()]
param(
    # The folder of saved backups; without it the records of the node are pruned.
    [string] $Path,
    [switch] $Recurse,

    [int] $KeepLast = 0,
    [int] $KeepDaily = 7,
    [int] $KeepWeekly = 4,
    [int] $KeepMonthly = 12,
    [int] $KeepYearly = 0,

    # Whose names match these stays, whatever the numbers say.
    [string[]] $KeepName,

    [ValidateSet('Server', 'BackupStorage', 'None')] [string] $GroupBy = 'Server',

    # No plan for a group whose newest backup is older.
    [string] $StaleAfter = '7d',

    # Really remove.
    [switch] $Remove,

    [string] $Server,
    [string] $SecretName
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
$isConnected = $false
try {
    Import-Module ZStack.Backup
    if ($Server -and -not $SecretName) { throw '-Server needs -SecretName: without it the log-in comes from the environment, which names its own server.' }
    if ($Path -and $Server) { throw '-Path names a folder, which needs no -Server.' }
    if (-not $Path) {
        if ($SecretName) { [void] (Connect-ZStack $Server -Credential (Get-Secret $SecretName)) } else { [void] (Connect-ZStack -FromEnvironment) }
        $isConnected = $true
    }

    $exitCode = 2
    # Stop: what was not listed would be missing in the plan, and another backup would go in its place.
    $backups = if ($Path) { @(Get-ZStackSavedBackup $Path -Recurse:$Recurse -ErrorAction Stop) } else { @(Get-ZStackDatabaseBackupRecord -ErrorAction Stop) }
    if ($backups.Count -eq 0) { throw 'There are no backups.' }

    $exitCode = 3
    $rules = @{ KeepLast = $KeepLast; KeepDaily = $KeepDaily; KeepWeekly = $KeepWeekly; KeepMonthly = $KeepMonthly; KeepYearly = $KeepYearly; GroupBy = $GroupBy; StaleAfter = $StaleAfter }
    if ($KeepName) { $rules.KeepName = $KeepName }
    $plan = @($backups | Get-ZStackRetentionPlan @rules -ErrorAction Stop)
    $plan | Out-Host
    $unwanted = @($plan | Where-Object Action -EQ Remove)

    $exitCode = 4
    $failures = @()
    if ($Remove -and $unwanted.Count -gt 0) {
        # One that cannot be removed is an error of its own; the others still go.
        if ($Path) {
            $unwanted | Remove-ZStackSavedBackup -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        }
        else {
            $unwanted | Remove-ZStackDatabaseBackup -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        }
        $failures | ForEach-Object { Write-Output "NOT REMOVED: $_" }
    }

    if ($failures.Count -eq 0) { $exitCode = 0 }
    $done = if ($Remove) { "$($unwanted.Count - $failures.Count) of $($unwanted.Count) removed" } else { "$($unwanted.Count) would be removed with -Remove" }
    Write-Output "$($plan.Count) backups or copies, $done."
}
catch {
    # The message says what was tried and what the server said; the advice, what to do now.
    Write-Output "FAILED ($exitCode): $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
finally {
    if ($isConnected) { Disconnect-ZStack -ErrorAction Continue }
}
exit $exitCode
