<#
.SYNOPSIS
    Makes sure that the node's own schedules make backups, and are not only switched on.
.DESCRIPTION
    Looks at every schedule that is enabled: its last run must have succeeded, and must not be too long ago. Changes
    nothing. Log-in: the environment variables ZSTACK_SERVER, and ZSTACK_ACCESS_KEY_ID with ZSTACK_ACCESS_KEY_SECRET or
    ZSTACK_ACCOUNT with ZSTACK_PASSWORD; or -Server with -SecretName, the name of a PSCredential in
    Microsoft.PowerShell.SecretManagement. Exit codes: 0 all is well, 1 no log-in, or the schedules could not be read,
    2 nothing is scheduled: there is no schedule, or none is enabled, 3 a schedule made nothing, or not lately, 4 this node
    has no calls for schedules, so nothing is known of them.
#>
[CmdletBinding()]
param(
    # Only schedules with these names, with wildcards.
    [string[]] $Name = '*',

    # Hours since the last run.
    [int] $MaximumAge = 192,

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
        $schedules = @(Get-ZStackBackupSchedule $Name -ErrorAction Stop)
        # By its own clock: the times are the node's.
        $now = (Test-ZStackConnection).ServerTime
    }
    finally {
        Disconnect-ZStack -ErrorAction Continue
    }

    $schedules | Out-Host
    $enabled = @($schedules | Where-Object State -EQ Enabled)
    $exitCode = 2
    if ($enabled.Count -eq 0) { throw 'No schedule is enabled that backs up the database.' }
    $exitCode = 3
    if (-not $now) { $now = [datetimeoffset]::Now }
    $problems = @(foreach ($schedule in $enabled) {
            if ("$($schedule.LastOutcome)" -ne 'Succeeded') { "$($schedule.Name): the last run is $($schedule.LastOutcome). $($schedule.LastReason)" }
            elseif (-not $schedule.LastRun -or $now - $schedule.LastRun -gt [timespan]::FromHours($MaximumAge)) { "$($schedule.Name): the last run was $($schedule.LastRun)." }
        })
    if ($problems) { throw ($problems -join [Environment]::NewLine) }
    $exitCode = 0
    Write-Output "$($enabled.Count) schedules made their last backup."
}
catch {
    switch -Wildcard ("$($_.FullyQualifiedErrorId)") {
        'ZStack.ObjectNotFound*' { $exitCode = 2 }
        'ZStack.ApiNotSupported*' { $exitCode = 4 }
    }
    Write-Output "FAILED ($exitCode): $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
exit $exitCode
